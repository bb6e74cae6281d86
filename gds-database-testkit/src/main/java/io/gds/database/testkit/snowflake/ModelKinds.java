package io.gds.database.testkit.snowflake;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What things are called in statements about rights, one and many. */
final class ModelKinds {
  private static final Map<String, String> PLURALS =
      Map.of(
          "SCHEMAS", "SCHEMA",
          "TABLES", "TABLE",
          "VIEWS", "VIEW",
          "STAGES", "STAGE",
          "SEQUENCES", "SEQUENCE",
          "FUNCTIONS", "FUNCTION",
          "PROCEDURES", "PROCEDURE");

  private static final List<String> OF_TWO_WORDS =
      List.of("DATABASE ROLE", "FAILOVER GROUP", "REPLICATION GROUP", "FILE FORMAT");

  private ModelKinds() {}

  /** Reads one such as TABLE or FAILOVER GROUP; words of two have a low line between. */
  static String read(SnowflakeReader statement) {
    for (String each : OF_TWO_WORDS) {
      if (statement.take(each.split(" "))) {
        return each.replace(' ', '_');
      }
    }
    return statement.word().toUpperCase(Locale.ROOT);
  }

  /** Reads many such as TABLES, and gives the one. */
  static String many(SnowflakeReader statement) {
    String word = statement.word().toUpperCase(Locale.ROOT);
    return Optional.ofNullable(PLURALS.get(word))
        .orElseThrow(() -> new AssertionError("the model knows no rights on many " + word));
  }

  /** As errors and statements say it. */
  static String shown(String kind) {
    return kind.charAt(0) + kind.substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
