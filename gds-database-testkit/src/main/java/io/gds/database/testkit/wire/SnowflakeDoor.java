package io.gds.database.testkit.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets clients in, or not. Thread-safe. */
final class SnowflakeDoor {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "AUTOCOMMIT", "true",
          "TIMEZONE", "America/Los_Angeles",
          "TIMESTAMP_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM",
          "TIMESTAMP_NTZ_OUTPUT_FORMAT", "YYYY-MM-DD HH24:MI:SS.FF3",
          "TIMESTAMP_LTZ_OUTPUT_FORMAT", "",
          "TIMESTAMP_TZ_OUTPUT_FORMAT", "",
          "DATE_OUTPUT_FORMAT", "YYYY-MM-DD",
          "TIME_OUTPUT_FORMAT", "HH24:MI:SS",
          "BINARY_OUTPUT_FORMAT", "HEX",
          "CLIENT_TELEMETRY_ENABLED", "true");

  private final SnowflakeSetup setup;

  SnowflakeDoor(SnowflakeSetup setup) {
    this.setup = setup;
  }

  /**
   * Who it is.
   *
   * @throws IllegalArgumentException if they want in by a way that the peer does not know
   */
  static SnowflakeVisit visit(SnowflakeCall call) {
    JsonNode data = call.body().path("data");
    String authenticator = data.path("AUTHENTICATOR").asText("SNOWFLAKE");
    SnowflakeVisit.Way way =
        switch (authenticator.toUpperCase(Locale.ROOT)) {
          case "SNOWFLAKE", "USERNAME_PASSWORD_MFA" -> SnowflakeVisit.Way.PASSWORD;
          case "SNOWFLAKE_JWT" -> SnowflakeVisit.Way.KEY_PAIR;
          case "OAUTH" -> SnowflakeVisit.Way.OAUTH;
          case "PROGRAMMATIC_ACCESS_TOKEN" -> SnowflakeVisit.Way.PROGRAMMATIC_TOKEN;
          case "WORKLOAD_IDENTITY" -> SnowflakeVisit.Way.WORKLOAD_IDENTITY;
          default ->
              throw new IllegalArgumentException("the peer knows no log-in " + authenticator);
        };
    Map<String, String> parameters = new LinkedHashMap<>();
    data.path("SESSION_PARAMETERS")
        .properties()
        .forEach(
            each ->
                parameters.put(each.getKey().toUpperCase(Locale.ROOT), each.getValue().asText()));
    boolean password = way == SnowflakeVisit.Way.PASSWORD;
    return new SnowflakeVisit(
        way,
        data.path("LOGIN_NAME").asText(""),
        data.path(password ? "PASSWORD" : "TOKEN").asText(""),
        data.path("PASSCODE").asText(""),
        new SnowflakePlace(
            name(call, "databaseName"),
            name(call, "schemaName"),
            name(call, "warehouse"),
            name(call, "roleName")),
        parameters);
  }

  /** A name in a connect string is folded unless it is quoted, as in a statement. */
  private static String name(SnowflakeCall call, String parameter) {
    List<String> name = new SnowflakeWords(call.query().getOrDefault(parameter, "")).name();
    return name.isEmpty() ? "" : name.get(name.size() - 1);
  }

  /** Why they are not let in; empty if they are. */
  List<WireAnswer.Failure> refusal(SnowflakeVisit visit) {
    return setup.keeper().refusal(visit);
  }

  /** Lets somebody in, under a number. */
  SnowflakeSession session(long number, SnowflakeVisit visit, String application) {
    SnowflakePlace wanted =
        setup.keeper().users().map(users -> users.place(visit)).orElseGet(visit::place);
    SnowflakePlace place =
        wanted.database().isEmpty() || setup.databases().test(wanted.database())
            ? wanted
            : wanted.in("", "");
    Map<String, String> parameters = new LinkedHashMap<>(DEFAULTS);
    parameters.putAll(setup.parameters());
    parameters.putAll(visit.parameters());
    return new SnowflakeSession(
        number, setup.keeper().user(visit), application, new SnowflakeState(place, parameters));
  }

  /** What is told to whom was let in. */
  SnowflakeReply welcome(SnowflakeSession session) {
    return SnowflakeReply.success(out -> welcome(session, out));
  }

  private void welcome(SnowflakeSession session, JsonGenerator out) throws IOException {
    SnowflakePlace place = session.state().place();
    out.writeStringField("token", session.token());
    out.writeNumberField("validityInSeconds", 3600);
    out.writeStringField("masterToken", session.master());
    out.writeNumberField("masterValidityInSeconds", 14_400);
    out.writeStringField("displayUserName", session.user());
    out.writeStringField("serverVersion", setup.version());
    out.writeNumberField("sessionId", session.number());
    out.writeNumberField("healthCheckInterval", 45);
    out.writeNullField("newClientForUpgrade");
    SnowflakeReply.parameters(out, session.state().parameters());
    out.writeObjectFieldStart("sessionInfo");
    SnowflakeReply.name(out, "databaseName", place.database());
    SnowflakeReply.name(out, "schemaName", place.schema());
    SnowflakeReply.name(out, "warehouseName", place.warehouse());
    SnowflakeReply.name(out, "roleName", place.role());
    out.writeEndObject();
  }
}
