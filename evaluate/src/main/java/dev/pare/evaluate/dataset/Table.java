package dev.pare.evaluate.dataset;

import java.util.List;

/** A file's records, each a list of fields. */
interface Table extends AutoCloseable {
  /** The next record's fields; null after the last. */
  List<String> next();

  /** File and line at which the record just read begins. */
  String where();

  @Override
  void close();
}
