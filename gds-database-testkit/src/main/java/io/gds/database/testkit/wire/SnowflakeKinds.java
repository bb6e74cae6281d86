package io.gds.database.testkit.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The number of the kind of a statement, by which the driver tells rows from counts and both from
 * all the rest.
 *
 * @see <a
 *     href="https://github.com/snowflakedb/snowflake-jdbc/blob/master/src/main/java/net/snowflake/client/internal/core/SFStatementType.java">the
 *     numbers that snowflake-jdbc knows</a>
 */
final class SnowflakeKinds {
  static final long SELECT = 0x1000;
  static final long INSERT = 0x3100;
  static final long UPDATE = 0x3200;
  static final long DELETE = 0x3300;
  static final long MERGE = 0x3400;
  static final long COPY = 0x3600;
  static final long UNLOAD = 0x3700;
  private static final long TRANSACTION = 0x5000;
  private static final long DDL = 0x6000;

  /** The driver gives the rows of this one, and of no other of its class. */
  private static final long TOKENS = 0x6244;

  private static final Map<String, Long> FIRST_WORDS =
      Map.ofEntries(
          Map.entry("INSERT", INSERT),
          Map.entry("UPDATE", UPDATE),
          Map.entry("DELETE", DELETE),
          Map.entry("MERGE", MERGE),
          Map.entry("USE", 0x4300L),
          Map.entry("SET", 0x4000L),
          Map.entry("UNSET", 0x4000L),
          Map.entry("SHOW", 0x4400L),
          Map.entry("DESC", 0x4500L),
          Map.entry("DESCRIBE", 0x4500L),
          Map.entry("LIST", 0x4701L),
          Map.entry("LS", 0x4701L),
          Map.entry("GET", 0x7101L),
          Map.entry("PUT", 0x7102L),
          Map.entry("REMOVE", 0x7103L),
          Map.entry("RM", 0x7103L),
          Map.entry("BEGIN", TRANSACTION),
          Map.entry("START", TRANSACTION),
          Map.entry("COMMIT", TRANSACTION),
          Map.entry("ROLLBACK", TRANSACTION),
          Map.entry("CREATE", DDL),
          Map.entry("ALTER", DDL),
          Map.entry("DROP", DDL),
          Map.entry("UNDROP", DDL),
          Map.entry("GRANT", DDL),
          Map.entry("REVOKE", DDL),
          Map.entry("COMMENT", DDL),
          Map.entry("TRUNCATE", DDL));

  private static final Map<String, Long> SECOND_WORDS =
      Map.of(
          "USE DATABASE", 0x4301L,
          "USE SCHEMA", 0x4302L,
          "USE WAREHOUSE", 0x4303L,
          "ALTER SESSION", 0x4100L);

  private static final Map<Long, String> COUNTED =
      Map.of(INSERT, "inserted", UPDATE, "updated", DELETE, "deleted", MERGE, "inserted");

  private SnowflakeKinds() {}

  /** The number of a statement. */
  static long of(String normalized) {
    String text = normalized.toUpperCase(Locale.ROOT);
    String[] words = text.split("[ (]", 4);
    if (words[0].equals("COPY")) {
      boolean toStage = words.length > 2 && words[2].startsWith("@");
      return toStage || text.startsWith("COPY INTO '") ? UNLOAD : COPY;
    }
    if (text.startsWith("ALTER USER") && text.contains("PROGRAMMATIC ACCESS TOKEN")) {
      return TOKENS;
    }
    long first = FIRST_WORDS.getOrDefault(words[0], SELECT);
    String both = words.length > 1 ? words[0] + " " + words[1] : "";
    return SECOND_WORDS.getOrDefault(both, first);
  }

  /**
   * What the server makes of an answer without rows: every statement has some.
   *
   * @throws IllegalArgumentException if rows were counted where the server counts none
   */
  static WireAnswer.Rows rows(WireAnswer.Done done, long kind) {
    if (done.count() < 0) {
      String status = done.tag().isEmpty() ? "Statement executed successfully." : done.tag();
      return WireAnswer.rows("status text").row(status);
    }
    String what = COUNTED.get(kind);
    if (what == null) {
      throw new IllegalArgumentException("the server counts no rows there: " + done);
    }
    WireColumn column = new WireColumn("number of rows " + what, "fixed(19,0)");
    return WireAnswer.rows(List.of(column)).row(done.count());
  }
}
