package dev.pare.atlas;

/** Makes documents of one kind. */
interface Writer {
  Document write(Chance chance);
}
