package io.gds.database.testkit.sqlserver;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RESTORE, as it is written.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/restore-statements-transact-sql">
 *     the vendor's page</a>
 */
final class RestoreStatement {
  /** What is to be done. */
  enum Kind {
    /** Data is brought back. */
    DATABASE,
    /** Changes are rolled forward. */
    LOG,
    /** What sets there are. */
    HEADERONLY,
    /** What files a set has. */
    FILELISTONLY,
    /** What media it is. */
    LABELONLY,
    /** Whether it can be read. */
    VERIFYONLY
  }

  private final Kind kind;
  private final String database;
  private final List<String> devices = new ArrayList<>();
  private final Map<String, String> moves = new LinkedHashMap<>();
  private final List<String> parts = new ArrayList<>();
  private Optional<Long> file = Optional.empty();
  private Optional<Object> stopAt = Optional.empty();
  private Optional<String> stopAtMark = Optional.empty();
  private Optional<Object> after = Optional.empty();
  private boolean stopsBefore;
  private Optional<String> standby = Optional.empty();
  private boolean noRecovery;
  private boolean replace;
  private boolean checksum;
  private boolean stopOnError;
  private boolean restricted;
  private boolean keepsCapture;
  private String credential = "";
  private int stats = 10;

  RestoreStatement(TsqlReader statement) {
    kind =
        Kind.valueOf(
            statement
                .demand("RESTORE")
                .one("DATABASE", "LOG", "HEADERONLY", "FILELISTONLY", "LABELONLY", "VERIFYONLY"));
    boolean named = kind == Kind.DATABASE || kind == Kind.LOG;
    database = named ? statement.nameOrVariable() : "";
    if (named && (statement.at("PAGE") || statement.at("FILEGROUP"))) {
      do {
        statement.one("PAGE", "FILEGROUP");
        parts.add(statement.demand("=").text());
      } while (statement.take(","));
    }
    if (statement.take("FROM")) {
      do {
        statement.one("DISK", "URL");
        devices.add(statement.demand("=").text());
      } while (statement.take(","));
    }
    if (statement.take("WITH")) {
      do {
        option(statement);
      } while (statement.take(","));
    }
    statement.end();
  }

  private void option(TsqlReader statement) {
    switch (statement.word().toUpperCase(Locale.ROOT)) {
      case "FILE" -> file = Optional.of(statement.demand("=").number());
      case "MOVE" -> {
        String logical = statement.text();
        moves.put(logical, statement.demand("TO").text());
      }
      case "RECOVERY" -> noRecovery = false;
      case "NORECOVERY" -> noRecovery = true;
      case "STANDBY" -> {
        standby = Optional.of(statement.demand("=").text());
        noRecovery = false;
      }
      case "REPLACE" -> replace = true;
      case "CHECKSUM" -> checksum = true;
      case "STOP_ON_ERROR" -> stopOnError = true;
      case "RESTRICTED_USER" -> restricted = true;
      case "KEEP_CDC" -> keepsCapture = true;
      case "STOPAT" -> stopAt = Optional.ofNullable(value(statement));
      case "CREDENTIAL" -> credential = statement.demand("=").text();
      case "STOPATMARK" -> mark(statement, false);
      case "STOPBEFOREMARK" -> mark(statement, true);
      case "STATS" -> stats = (int) statement.demand("=").number();
      case "NOUNLOAD", "KEEP_REPLICATION" -> {}
      default -> throw new AssertionError("the model does not know an option of this RESTORE");
    }
  }

  private void mark(TsqlReader statement, boolean before) {
    stopAtMark = Optional.of(statement.demand("=").text());
    stopsBefore = before;
    after = statement.take("AFTER") ? Optional.of(statement.text()) : Optional.empty();
  }

  private static @Nullable Object value(TsqlReader statement) {
    return statement.demand("=").value();
  }

  Kind kind() {
    return kind;
  }

  String database() {
    return database;
  }

  /** Where it is read from; empty for a database that is only to be recovered. */
  List<String> devices() {
    return devices;
  }

  /** Pages or filegroups; empty for all of the database. */
  List<String> parts() {
    return parts;
  }

  Map<String, String> moves() {
    return moves;
  }

  /** The place on the media; the server takes the first one where none is named. */
  int file() {
    return file.orElse(1L).intValue();
  }

  Optional<Object> stopAt() {
    return stopAt;
  }

  Optional<String> stopAtMark() {
    return stopAtMark;
  }

  /** Whether what is at the mark is left out. */
  boolean stopsBefore() {
    return stopsBefore;
  }

  /** From when on the mark is looked for. */
  Optional<Object> after() {
    return after;
  }

  Optional<String> standby() {
    return standby;
  }

  boolean noRecovery() {
    return noRecovery;
  }

  boolean replace() {
    return replace;
  }

  boolean checksum() {
    return checksum;
  }

  boolean stopOnError() {
    return stopOnError;
  }

  /** Whether change data capture is kept under another name too. */
  boolean keepsCapture() {
    return keepsCapture;
  }

  boolean restricted() {
    return restricted;
  }

  /** With a storage account's key; empty for none. */
  String credential() {
    return credential;
  }

  int stats() {
    return stats;
  }
}
