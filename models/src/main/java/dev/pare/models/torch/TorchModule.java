package dev.pare.models.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.TorchNatives;
import dev.pare.core.PareException;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.TreeMap;

/**
 * A TorchScript source, compiled: its methods are called by name. An argument is a {@link
 * TorchValue}, an Integer or Long ({@code int}), a Float or Double ({@code float}), a Boolean, a
 * String, a {@code long[]} ({@code List[int]}), a {@code TorchTensor[]} ({@code List[Tensor]}) or
 * null ({@code None}).
 */
public final class TorchModule implements AutoCloseable {
  private final String name;
  private long module;

  private TorchModule(String name, long module) {
    this.name = name;
    this.module = module;
  }

  /**
   * @param name what errors call it
   * @param source in the dialect of {@code code/__torch__.py} of a TorchScript archive
   * @throws PareException with the line at fault if it does not compile
   */
  public static TorchModule compile(String name, String source) {
    Torch.start();
    byte[] archive = TorchArchive.of(source);
    return new TorchModule(name, TorchError.guard(name, () -> TorchNatives.loadModule(archive)));
  }

  /** Compiles sources kept beside {@code owner} as resources, joined; the first names it. */
  public static TorchModule load(Class<?> owner, String... resources) {
    return load(owner, Map.of(), resources);
  }

  /**
   * The same, with numbers that the sources call as functions, {@code __torch__.NAME()}: a Double
   * or an Integer each. A class in the sources may inherit from one in another file, whose name is
   * its own in lower case.
   */
  public static TorchModule load(Class<?> owner, Map<String, Number> numbers, String... resources) {
    StringBuilder source = new StringBuilder();
    for (String resource : resources) {
      source.append(TorchSource.read(owner, resource)).append('\n');
    }
    new TreeMap<>(numbers).forEach((name, value) -> source.append(function(name, value)));
    return compile(resources[0], source.toString());
  }

  private static String function(String name, Number value) {
    String type = value instanceof Double ? "float" : "int";
    return "def " + name + "() -> " + type + ":\n  return " + value + "\n";
  }

  /** Calls a method that returns a tensor. */
  public TorchTensor call(String method, Object... arguments) {
    return new TorchTensor(run(method, arguments), null);
  }

  /** Calls a method that returns a tuple or a list of tensors. */
  public TorchTensor[] callAll(String method, Object... arguments) {
    long result = run(method, arguments);
    long[] elements = TorchNatives.elements(result);
    TorchNatives.deleteValue(result);
    TorchTensor[] tensors = new TorchTensor[elements.length];
    for (int i = 0; i < elements.length; i++) {
      tensors[i] = new TorchTensor(elements[i], null);
    }
    return tensors;
  }

  /** Calls a method for what it does to its arguments. */
  public void callVoid(String method, Object... arguments) {
    TorchNatives.deleteValue(run(method, arguments));
  }

  /** The result as an IValue, to be taken over or deleted. */
  long run(String method, Object... arguments) {
    TorchScope.current(); // without one, the gradient mode is unknown
    if (module == 0) {
      throw new IllegalStateException(name + " is closed");
    }
    long[] values = new long[arguments.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = value(arguments[i]);
      }
      return TorchNatives.run(module, method, values);
    } catch (EngineException e) {
      throw TorchError.of(name + " " + method, e);
    } finally {
      for (int i = 0; i < values.length; i++) {
        if (values[i] != 0 && arguments[i] != null && !(arguments[i] instanceof TorchValue)) {
          TorchNatives.deleteValue(values[i]);
        }
      }
      Reference.reachabilityFence(arguments);
    }
  }

  private static long value(Object argument) {
    if (argument instanceof TorchValue value) {
      return value.value();
    } else if (argument instanceof Integer || argument instanceof Long) {
      return TorchNatives.valueOf(((Number) argument).longValue());
    } else if (argument instanceof Float || argument instanceof Double) {
      return TorchNatives.valueOf(((Number) argument).doubleValue());
    } else if (argument instanceof Boolean flag) {
      return TorchNatives.valueOf(flag);
    } else if (argument instanceof String text) {
      return TorchNatives.valueOf(text);
    } else if (argument instanceof long[] numbers) {
      return TorchNatives.valueOf(numbers);
    } else if (argument instanceof TorchTensor[] tensors) {
      return TorchNatives.valueOfTensors(Torch.handles(tensors));
    } else if (argument == null) {
      return Torch.none();
    }
    throw new IllegalArgumentException("no TorchScript argument: " + argument);
  }

  @Override
  public void close() {
    if (module != 0) {
      TorchNatives.deleteModule(module);
      module = 0;
    }
  }
}
