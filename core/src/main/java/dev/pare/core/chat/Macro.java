package dev.pare.core.chat;

import java.util.List;
import java.util.Map;

/**
 * A macro or the body of a call block: statements with parameters, which see the scope they were
 * defined in. Its value is the text that it prints.
 *
 * @param defaults of the parameters that have one
 */
record Macro(
    String name,
    List<String> parameters,
    Map<String, Expression> defaults,
    List<Statement> body,
    Scope definedIn)
    implements Callable {

  @Override
  public Object call(Call call) {
    return call(call, null);
  }

  /**
   * @param caller what {@code caller()} is in the macro, null for none
   */
  Object call(Call call, Callable caller) {
    if (call.positional().size() > parameters.size()) {
      throw call.fault("macro " + name + " takes at most " + parameters.size() + " arguments");
    }
    for (String given : call.named().keySet()) {
      if (!parameters.contains(given)) {
        throw call.fault("macro " + name + " has no parameter " + given);
      }
    }
    Scope scope = definedIn.inner();
    if (caller != null) {
      scope.set("caller", caller);
    }
    for (int i = 0; i < parameters.size(); i++) {
      scope.set(parameters.get(i), argument(call, i, scope));
    }
    StringBuilder text = new StringBuilder();
    scope.run(body, text);
    return text.toString();
  }

  private Object argument(Call call, int i, Scope scope) {
    String parameter = parameters.get(i);
    boolean named = call.named().containsKey(parameter);
    if (i < call.positional().size()) {
      if (named) {
        throw call.fault("macro " + name + " is given " + parameter + " twice");
      }
      return call.positional().get(i);
    }
    if (named) {
      return call.named().get(parameter);
    }
    Expression otherwise = defaults.get(parameter);
    return otherwise == null ? new Undefined("parameter " + parameter) : scope.value(otherwise);
  }
}
