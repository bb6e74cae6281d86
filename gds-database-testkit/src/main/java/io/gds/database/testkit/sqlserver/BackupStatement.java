package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * BACKUP DATABASE and BACKUP LOG, as they are written.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/backup-transact-sql">the vendor's
 *     page</a>
 */
final class BackupStatement {
  private ModelBackupSet.Type type;
  private final String database;
  private final List<String> devices = new ArrayList<>();
  private boolean url;
  private boolean copyOnly;
  private boolean compressed;
  private boolean checksums;
  private boolean init;
  private boolean format;
  private boolean noRecovery;
  private boolean noTruncate;
  private String name = "";
  private String description = "";
  private String mediaName = "";
  private String credential = "";
  private Optional<Long> retainDays = Optional.empty();
  private int stats = 10;

  BackupStatement(TsqlReader statement) {
    statement.demand("BACKUP");
    type =
        statement.one("DATABASE", "LOG").equals("LOG")
            ? ModelBackupSet.Type.LOG
            : ModelBackupSet.Type.FULL;
    database = statement.nameOrVariable();
    statement.demand("TO");
    do {
      url = statement.one("DISK", "URL").equals("URL");
      devices.add(statement.demand("=").text());
    } while (statement.take(","));
    if (statement.take("WITH")) {
      do {
        option(statement);
      } while (statement.take(","));
    }
    statement.end();
  }

  private void option(TsqlReader statement) {
    switch (statement.word().toUpperCase(Locale.ROOT)) {
      case "DIFFERENTIAL" -> type = ModelBackupSet.Type.DIFFERENTIAL;
      case "COPY_ONLY" -> copyOnly = true;
      case "COMPRESSION" -> compression(statement);
      case "NO_COMPRESSION" -> compressed = false;
      case "CHECKSUM" -> checksums = true;
      case "NO_CHECKSUM" -> checksums = false;
      case "STOP_ON_ERROR", "CONTINUE_AFTER_ERROR", "NOFORMAT", "SKIP", "NOSKIP" -> {}
      case "INIT" -> init = true;
      case "NOINIT" -> init = false;
      case "FORMAT" -> format = true;
      case "NORECOVERY" -> noRecovery = true;
      case "NO_TRUNCATE" -> {
        // The page: the same as both of these.
        copyOnly = true;
        noTruncate = true;
      }
      case "NAME" -> name = statement.demand("=").text();
      case "DESCRIPTION" -> description = statement.demand("=").text();
      case "MEDIANAME" -> mediaName = statement.demand("=").text();
      case "RETAINDAYS" -> retainDays = Optional.of(statement.demand("=").number());
      case "STATS" -> stats = (int) statement.demand("=").number();
      case "BUFFERCOUNT", "MAXTRANSFERSIZE", "BLOCKSIZE" -> statement.demand("=").number();
      case "CREDENTIAL" -> credential = statement.demand("=").text();
      case "ENCRYPTION" -> encryption(statement);
      default -> throw new AssertionError("the model does not know an option of this BACKUP");
    }
  }

  private void compression(TsqlReader statement) {
    compressed = true;
    if (statement.take("(", "ALGORITHM", "=")) {
      statement.one("ZSTD", "MS_XPRESS", "QAT_DEFLATE");
      statement.demand(")");
    }
  }

  private static void encryption(TsqlReader statement) {
    statement.demand("(", "ALGORITHM", "=").one("AES_128", "AES_192", "AES_256", "TRIPLE_DES_3KEY");
    statement.demand(",", "SERVER").one("CERTIFICATE", "ASYMMETRIC");
    statement.take("KEY");
    statement.demand("=").name();
    statement.demand(")");
  }

  ModelBackupSet.Type type() {
    return type;
  }

  String database() {
    return database;
  }

  List<String> devices() {
    return devices;
  }

  boolean isUrl() {
    return url;
  }

  boolean copyOnly() {
    return copyOnly;
  }

  boolean compressed() {
    return compressed;
  }

  boolean checksums() {
    return checksums;
  }

  /** Whether what the media held is overwritten. */
  boolean overwrites() {
    return init || format;
  }

  boolean noRecovery() {
    return noRecovery;
  }

  /** Whether the state of the database does not matter. */
  boolean noTruncate() {
    return noTruncate;
  }

  String name() {
    return name;
  }

  String description() {
    return description;
  }

  String mediaName() {
    return mediaName;
  }

  /** With a storage account's key; empty for none. */
  String credential() {
    return credential;
  }

  Optional<Long> retainDays() {
    return retainDays;
  }

  /** After how many percent something is said each time. */
  int stats() {
    return stats;
  }
}
