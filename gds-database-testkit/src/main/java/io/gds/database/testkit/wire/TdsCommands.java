package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The number of the command that a result is of, by which the driver tells changes with a count
 * from changes without, and both from all the rest.
 *
 * @see <a
 *     href="https://github.com/microsoft/mssql-jdbc/blob/main/src/main/java/com/microsoft/sqlserver/jdbc/StreamDone.java">the
 *     numbers that mssql-jdbc knows</a>
 */
final class TdsCommands {
  static final int SELECT = 0xC1;
  private static final int INSERT = 0xC3;
  private static final int UPDATE = 0xC5;
  private static final int MERGE = 0x117;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("SELECT", SELECT),
          Map.entry("INSERT", INSERT),
          Map.entry("DELETE", 0xC4),
          Map.entry("UPDATE", UPDATE),
          Map.entry("MERGE", MERGE),
          Map.entry("CREATE DATABASE", 0xCB),
          Map.entry("DROP DATABASE", 0xCC),
          Map.entry("CREATE TABLE", 0xC6),
          Map.entry("DROP TABLE", 0xC7),
          Map.entry("ALTER TABLE", 0xD8),
          Map.entry("CREATE INDEX", 0xC8),
          Map.entry("DROP INDEX", 0xC9),
          Map.entry("ALTER INDEX", 0x151),
          Map.entry("CREATE VIEW", 0xCF),
          Map.entry("DROP VIEW", 0xD0),
          Map.entry("CREATE PROCEDURE", 0xDE),
          Map.entry("DROP PROCEDURE", 0xDF),
          Map.entry("CREATE SCHEMA", 0x14A),
          Map.entry("ALTER SCHEMA", 0x14B),
          Map.entry("DROP SCHEMA", 0xB0),
          Map.entry("CREATE LOGIN", 0x145),
          Map.entry("ALTER LOGIN", 0x146),
          Map.entry("DROP LOGIN", 0x147),
          Map.entry("CREATE USER", 0x13B),
          Map.entry("ALTER USER", 0x13C),
          Map.entry("DROP USER", 0x13D),
          Map.entry("CREATE ROLE", 0x13F),
          Map.entry("ALTER ROLE", 0x140),
          Map.entry("DROP ROLE", 0x141),
          Map.entry("GRANT", 0xCD),
          Map.entry("REVOKE", 0xCE),
          Map.entry("DENY", 0x99),
          Map.entry("DBCC", 0xE6),
          Map.entry("CREATE CREDENTIAL", 0x198),
          Map.entry("ALTER CREDENTIAL", 0x199),
          Map.entry("DROP CREDENTIAL", 0x19A),
          Map.entry("CREATE CERTIFICATE", 0x170),
          Map.entry("DROP CERTIFICATE", 0x171),
          Map.entry("CREATE ENDPOINT", 0x138),
          Map.entry("ALTER ENDPOINT", 0x139),
          Map.entry("DROP ENDPOINT", 0x13A),
          Map.entry("ALTER AUTHORIZATION", 0x18C));

  private TdsCommands() {}

  /** The number for a statement that is done; 0 for one that the driver takes no notice of. */
  static int of(WireAnswer.Done done, String normalized) {
    int number = number(done.tag().isEmpty() ? normalized : done.tag());
    boolean counts = (number >= INSERT && number <= UPDATE) || number == MERGE;
    return done.count() >= 0 && !counts ? UPDATE : number;
  }

  private static int number(String text) {
    List<String> words = List.of(text.toUpperCase(Locale.ROOT).split("[^A-Z_]+", 3));
    String first = words.get(0);
    String two = words.size() > 1 ? first + " " + words.get(1) : first;
    return NUMBERS.getOrDefault(two, NUMBERS.getOrDefault(first, 0));
  }
}
