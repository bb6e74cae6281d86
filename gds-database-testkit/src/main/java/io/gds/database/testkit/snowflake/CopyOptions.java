package io.gds.database.testkit.snowflake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What follows the query of a COPY: the format of the files, and whatever else is said by words and
 * equals signs.
 */
record CopyOptions(Map<String, String> format, Map<String, String> others) {
  static CopyOptions read(SnowflakeReader statement) {
    Map<String, String> format = new LinkedHashMap<>();
    Map<String, String> others = new LinkedHashMap<>();
    while (!statement.ended()) {
      String word = statement.word().toUpperCase(Locale.ROOT);
      statement.demand("=");
      if (word.equals("FILE_FORMAT")) {
        statement.demand("(");
        while (!statement.take(")")) {
          String option = statement.word().toUpperCase(Locale.ROOT);
          statement.demand("=");
          format.put(option, value(statement));
        }
      } else {
        others.put(word, value(statement));
      }
    }
    return new CopyOptions(format, others);
  }

  private static String value(SnowflakeReader statement) {
    if (statement.take("(")) {
      statement.demand(")");
      return "()";
    }
    return statement.value();
  }

  /** Reads an option, which is then known. */
  String take(String option, String fallback) {
    String value = others.remove(option);
    return value == null ? fallback : value.toUpperCase(Locale.ROOT);
  }

  boolean isTrue(String option) {
    return take(option, "FALSE").equals("TRUE");
  }

  String type() {
    return format.getOrDefault("TYPE", "CSV").toUpperCase(Locale.ROOT);
  }

  /** Nothing may be left that was not read. */
  void demandKnown() {
    if (!others.isEmpty()) {
      throw new AssertionError("the model knows no options " + others + " of COPY");
    }
  }
}
