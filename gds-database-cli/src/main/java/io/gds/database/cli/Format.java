package io.gds.database.cli;

/** How results are written to standard output. */
enum Format {
  TABLE,
  JSON,
  CSV
}
