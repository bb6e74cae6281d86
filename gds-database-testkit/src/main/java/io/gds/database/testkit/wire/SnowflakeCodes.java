package io.gds.database.testkit.wire;

import java.util.Map;

/**
 * The SQLStates that go with the server's error codes, so far as they are known; an error with
 * another code says its own in the field {@code state}.
 *
 * @see <a
 *     href="https://github.com/snowflakedb/snowflake-jdbc/blob/master/src/main/java/net/snowflake/client/api/exception/ErrorCode.java">the
 *     driver's own codes</a>
 */
final class SnowflakeCodes {
  /** A code that the server does not have: no error table takes it for anything. */
  static final String UNSCRIPTED = "999999";

  static final String CANCELED = "000604";
  static final String NOT_RUNNING = "000605";
  static final String TIMED_OUT = "000630";

  /** What an error begins with that is one of HTTP, such as {@code HTTP 503}. */
  private static final String HTTP = "HTTP ";

  private static final Map<String, String> STATES =
      Map.ofEntries(
          Map.entry("000002", "0A000"),
          Map.entry("000603", "XX000"),
          Map.entry(CANCELED, "57014"),
          Map.entry(NOT_RUNNING, "57014"),
          Map.entry("000606", "57P03"),
          Map.entry("000625", "57014"),
          Map.entry(TIMED_OUT, "57014"),
          Map.entry("000707", "02000"),
          Map.entry("000709", "02000"),
          Map.entry("000904", "42000"),
          Map.entry("001003", "42000"),
          Map.entry("001044", "42P13"),
          Map.entry("002002", "42710"),
          Map.entry("002003", "02000"),
          Map.entry("002029", "42601"),
          Map.entry("002043", "02000"),
          Map.entry("002140", "42601"),
          Map.entry("002141", "42601"),
          Map.entry("003001", "42501"),
          Map.entry("003002", "28P01"),
          Map.entry("100072", "22000"),
          Map.entry("100171", "22000"),
          Map.entry(UNSCRIPTED, "XX000"));

  private SnowflakeCodes() {}

  /**
   * The SQLState of an error.
   *
   * @throws IllegalArgumentException if it has an unknown code and no state, or an unknown field
   */
  static String state(WireAnswer.Failure failure) {
    failure
        .fields()
        .keySet()
        .forEach(
            field -> {
              if (!field.equals("state")) {
                throw new IllegalArgumentException(
                    "an error of Snowflake has no " + field + ": state");
              }
            });
    String state = failure.fields().getOrDefault("state", STATES.get(code(failure)));
    if (state == null) {
      throw new IllegalArgumentException(
          "no SQLState is known for " + failure.code() + ": give it as the field state");
    }
    return state;
  }

  /**
   * The code as the server writes it, with six digits.
   *
   * @throws IllegalArgumentException if it is no number
   */
  static String code(WireAnswer.Failure failure) {
    return "%06d".formatted(Integer.parseInt(failure.code()));
  }

  /** The number of an error of HTTP; 0 if it is none. */
  static int http(WireAnswer.Failure failure) {
    return failure.code().startsWith(HTTP)
        ? Integer.parseInt(failure.code().substring(HTTP.length()))
        : 0;
  }
}
