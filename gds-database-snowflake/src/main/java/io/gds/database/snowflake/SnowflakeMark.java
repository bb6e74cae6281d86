package io.gds.database.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gds.database.core.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the comment of a database says that this library made. A clone of it takes the comment
 * along, and anybody may rename it: it is ours only while it has the name that its comment tells.
 *
 * @param kind what it is for
 * @param id its own id
 * @param name its own name
 * @param of the database that it was made of
 * @param at when that was planned
 * @param instant the past instant that it holds, where one was asked for
 * @param keepUntil until when retention leaves it alone, where that was said
 * @param comment the comment of what it was made of, which a restore gives back
 */
record SnowflakeMark(
    SnowflakeStamp.Kind kind,
    String id,
    String name,
    String of,
    Instant at,
    Optional<Instant> instant,
    Optional<Instant> keepUntil,
    String comment) {
  private static final int FORM = 1;
  private static final String KEY = "gds-database";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The comment. */
  String text() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(KEY, FORM);
    json.put("kind", kind);
    json.put("id", id);
    json.put("name", name);
    json.put("of", of);
    json.put("at", at);
    instant.ifPresent(value -> json.put("instant", value));
    keepUntil.ifPresent(value -> json.put("keepUntil", value));
    json.put("comment", comment);
    return Json.line(json);
  }

  /** What the comment of a database says, if it is ours. */
  static Optional<SnowflakeMark> of(String name, String comment) {
    if (!comment.startsWith("{\"" + KEY + "\":" + FORM + ",")) {
      return Optional.empty();
    }
    try {
      JsonNode json = MAPPER.readTree(comment);
      SnowflakeMark mark =
          new SnowflakeMark(
              SnowflakeStamp.Kind.valueOf(json.path("kind").asText()),
              json.path("id").asText(),
              json.path("name").asText(),
              json.path("of").asText(),
              Instant.parse(json.path("at").asText()),
              instant(json, "instant"),
              instant(json, "keepUntil"),
              json.path("comment").asText());
      return mark.name.equals(name) ? Optional.of(mark) : Optional.empty();
    } catch (JsonProcessingException | DateTimeParseException | IllegalArgumentException e) {
      // Somebody else's text, whatever it begins with.
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(JsonNode json, String field) {
    return json.hasNonNull(field)
        ? Optional.of(Instant.parse(json.path(field).asText()))
        : Optional.empty();
  }
}
