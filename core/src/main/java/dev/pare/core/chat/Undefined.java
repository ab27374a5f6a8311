package dev.pare.core.chat;

/**
 * What a name or member that is not there amounts to: it prints as nothing and is false, but has no
 * members of its own.
 *
 * @param what how an error names it
 */
record Undefined(String what) {}
