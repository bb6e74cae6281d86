package io.gds.database.sqlite;

/** What a private connection to a database file may do. */
enum SqliteAccess {
  /** Reads and writes; the file must be there. */
  READ_WRITE("mode=rw", false),
  /** Reads and writes a file that is made if it is not there. */
  CREATE("mode=rwc", false),
  /** Reads, with the locks that keep writers from changing what is being read. */
  READ_ONLY("mode=ro", true),
  /**
   * Reads the main file alone as if nobody could change it: no lock, no file beside it made or
   * read. For copies that only we know of, and for the header of live files, which may be a little
   * old.
   */
  IMMUTABLE("mode=ro&immutable=1", true);

  private final String parameters;
  private final boolean readOnly;

  SqliteAccess(String parameters, boolean readOnly) {
    this.parameters = parameters;
    this.readOnly = readOnly;
  }

  String parameters() {
    return parameters;
  }

  boolean isReadOnly() {
    return readOnly;
  }
}
