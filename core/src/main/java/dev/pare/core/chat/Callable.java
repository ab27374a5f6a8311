package dev.pare.core.chat;

/** What a template can call: a function, a method of a value, a macro. */
@FunctionalInterface
interface Callable {
  Object call(Call call);
}
