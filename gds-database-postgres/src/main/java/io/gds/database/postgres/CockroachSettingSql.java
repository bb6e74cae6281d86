package io.gds.database.postgres;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How cluster settings are written. The statements run outside of transactions only. */
final class CockroachSettingSql {
  private static final Pattern PLAIN = Pattern.compile("[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)*");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");
  private static final Pattern TRUTH = Pattern.compile("true|false");

  private CockroachSettingSql() {}

  static String set(String name, String value) {
    return "SET CLUSTER SETTING " + name(name) + " = " + value(value);
  }

  static String reset(String name) {
    return "RESET CLUSTER SETTING " + name(name);
  }

  /** As the vendor writes it where it can be, else each part quoted. */
  static String name(String name) {
    CockroachSql.NAMES.check(name);
    String lower = CockroachSettingReader.lower(name);
    return PLAIN.matcher(lower).matches()
        ? lower
        : Arrays.stream(name.split("\\.", -1))
            .map(part -> part.isEmpty() ? "\"\"" : CockroachSql.name(part))
            .collect(Collectors.joining("."));
  }

  /** Numbers and truth values as they are, everything else as a text. */
  static String value(String value) {
    return NUMBER.matcher(value).matches() || TRUTH.matcher(value).matches()
        ? value
        : CockroachSql.literal(value);
  }
}
