package io.gds.database.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads what Patroni writes: small objects, in which a value may be missing or "unknown". */
final class PatroniJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(32).build())
                  .build())
          .build();

  /** {@code 2024-08-28 19:39:26.352526+00:00}, as Patroni and the server both write it. */
  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][X]")
          .toFormatter();

  private PatroniJson() {}

  /**
   * An object.
   *
   * @throws DatabaseException if the answer is none: then it is not Patroni that answered
   */
  static JsonNode object(PatroniReply reply, String path) {
    if (reply.status() != 200) {
      throw strange(reply, path, "with HTTP status " + reply.status());
    }
    try {
      JsonNode root = MAPPER.readTree(reply.body());
      if (root == null || !root.isObject()) {
        throw strange(reply, path, "and not with an object");
      }
      return root;
    } catch (JsonProcessingException e) {
      // Its own words would quote what was answered.
      throw strange(reply, path, "and not in JSON");
    }
  }

  static DatabaseException strange(PatroniReply reply, String path, String how) {
    boolean elsewhere = reply.status() >= 300 && reply.status() < 400;
    return ErrorDetails.of(
            reply.status() == 401 || reply.status() == 403
                ? ErrorCode.PERMISSION_DENIED
                : ErrorCode.CONNECTION_FAILED,
            "what is asked for Patroni at " + reply.address() + " answered " + path + " " + how)
        .target(reply.address().toString())
        .isTransient(false)
        .remedy(
            elsewhere
                ? "It leads elsewhere, which is not followed: name the address that it leads to."
                : "See that " + PostgresPatroni.ADDRESSES.id() + " leads to Patroni itself.")
        .toException();
  }

  static Optional<String> text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull() ? Optional.of(value.asText()) : Optional.empty();
  }

  static boolean flag(JsonNode node, String name) {
    return isTrue(node.path(name));
  }

  /** As Patroni itself reads it: on, true, yes and 1. */
  static boolean isTrue(JsonNode value) {
    return value.isValueNode()
        && switch (value.asText("").toLowerCase(Locale.ROOT)) {
          case "true", "on", "yes", "1" -> true;
          default -> false;
        };
  }

  static OptionalInt number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.canConvertToInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
  }

  static OptionalLong longNumber(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.canConvertToLong() && value.isIntegralNumber()
        ? OptionalLong.of(value.longValue())
        : OptionalLong.empty();
  }

  static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (field.getValue().isValueNode()) {
        texts.put(field.getKey(), field.getValue().asText());
      }
    }
    return texts;
  }

  /** An instant as Patroni, or the server, writes it. */
  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.strip(), INSTANT).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A body to be sent. */
  static String write(Map<String, ?> values) {
    return Json.line(values);
  }
}
