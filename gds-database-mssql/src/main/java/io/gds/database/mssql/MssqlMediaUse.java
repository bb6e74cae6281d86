package io.gds.database.mssql;

/**
 * What becomes of what already lies where a backup goes.
 *
 * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/statements/backup-transact-sql">BACKUP:
 *     media set options</a>
 */
public enum MssqlMediaUse {
  /** Nothing may lie there. Should something come in between, the server appends to it. */
  NEW("NOINIT", ""),
  /** The set comes behind those that are there; not where blobs and objects are written. */
  APPEND("NOINIT", ""),
  /**
   * The sets that are there are overwritten, unless one has not expired yet; not where blobs and
   * objects are written.
   */
  // INIT alone compares the names of the sets, and each of ours has one of its own; SKIP leaves
  // that out, and with it the server's look at the expiry, which is looked at in the header
  // instead.
  OVERWRITE("INIT, SKIP", ""),
  /** The media are made anew, whatever they hold, other striped sets and expiry included. */
  FORMAT("FORMAT, INIT", "FORMAT");

  private final String disk;
  private final String url;

  MssqlMediaUse(String disk, String url) {
    this.disk = disk;
    this.url = url;
  }

  /** What is written behind WITH: the server's own default, to append, is never left unsaid. */
  String sql(boolean address) {
    return address ? url : disk;
  }

  /** Whether sets that are there stay. */
  boolean keeps() {
    return this == NEW || this == APPEND;
  }
}
