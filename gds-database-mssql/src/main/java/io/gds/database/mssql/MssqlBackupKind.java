package io.gds.database.mssql;

/**
 * What a backup set holds, by the letter of {@code msdb.dbo.backupset.type} and the number of
 * {@code RESTORE HEADERONLY}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-tables/backupset-transact-sql">backupset</a>
 */
enum MssqlBackupKind {
  /** A whole database. */
  FULL("full", "D", 1),
  /** The log since the last backup of it. */
  LOG("log", "L", 2),
  /** One or more files or filegroups. */
  FILE("file", "F", 4),
  /** What changed in the database since the base. */
  DIFFERENTIAL("differential", "I", 5),
  /** What changed in files since their bases. */
  FILE_DIFFERENTIAL("file differential", "G", 6),
  /** The filegroups that can be written. */
  PARTIAL("partial", "P", 7),
  /** What changed in these since the base. */
  PARTIAL_DIFFERENTIAL("partial differential", "Q", 8),
  /** A kind that is not known here, and is never restored from. */
  OTHER("unknown", "", 0);

  private final String word;
  private final String letter;
  private final int number;

  MssqlBackupKind(String word, String letter, int number) {
    this.word = word;
    this.letter = letter;
    this.number = number;
  }

  /** By the letter in the history. */
  static MssqlBackupKind ofLetter(String letter) {
    for (MssqlBackupKind kind : values()) {
      if (kind != OTHER && kind.letter.equalsIgnoreCase(letter.strip())) {
        return kind;
      }
    }
    return OTHER;
  }

  /** By the number in the header of a backup. */
  static MssqlBackupKind ofNumber(int number) {
    for (MssqlBackupKind kind : values()) {
      if (kind != OTHER && kind.number == number) {
        return kind;
      }
    }
    return OTHER;
  }

  /** The letter in the history; empty if there is none. */
  String letter() {
    return letter;
  }

  /** As it is called in a sentence. */
  String word() {
    return word;
  }
}
