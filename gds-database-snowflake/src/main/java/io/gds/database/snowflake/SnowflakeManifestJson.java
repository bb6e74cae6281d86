package io.gds.database.snowflake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The manifest of an unload as JSON. The same manifest always gives the same text. */
final class SnowflakeManifestJson {
  /** The newest form that is read, and the one that is written. */
  static final int FORM = 1;

  private static final String KEY = "gds-database-unload";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private SnowflakeManifestJson() {}

  static String write(SnowflakeManifest manifest) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(KEY, FORM);
    json.put("platform", "snowflake");
    json.put("manifest", manifest);
    return Json.line(json);
  }

  /**
   * Reads one.
   *
   * @param place where it lies, for errors
   * @throws io.gds.database.error.ArchiveException if it is none, or of a form that is newer
   */
  static SnowflakeManifest read(String text, String place) {
    try {
      JsonNode json = MAPPER.readTree(text);
      if (!json.path(KEY).isInt()) {
        throw refused(ErrorCode.ARCHIVE_UNRECOGNIZED, "is no manifest of an unload", place);
      }
      if (json.path(KEY).asInt() > FORM) {
        throw refused(
            ErrorCode.ARCHIVE_TOO_NEW,
            "is of a form that a newer version of this library writes",
            place);
      }
      return manifest(json.path("manifest"));
    } catch (JsonProcessingException
        | DateTimeParseException
        | IllegalArgumentException
        | NullPointerException e) {
      throw refused(ErrorCode.ARCHIVE_CORRUPT, "cannot be read: " + e.getMessage(), place);
    }
  }

  static DatabaseException refused(ErrorCode code, String why, String place) {
    return ErrorDetails.of(code, "the manifest in " + place + ' ' + why)
        .target(place)
        .remedy("Take another backup: of this one it cannot be told what it holds.")
        .toException();
  }

  private static SnowflakeManifest manifest(JsonNode json) {
    List<SnowflakeUnloadTable> tables = new ArrayList<>();
    due(json, "tables").forEach(table -> tables.add(table(table)));
    List<SnowflakeManifest.Sequence> sequences = new ArrayList<>();
    due(json, "sequences")
        .forEach(
            one ->
                sequences.add(
                    new SnowflakeManifest.Sequence(
                        text(one, "schema"),
                        text(one, "name"),
                        text(one, "next"),
                        text(one, "interval"))));
    List<String> skipped = new ArrayList<>();
    due(json, "skipped").forEach(one -> skipped.add(one.asText()));
    return new SnowflakeManifest(
        text(json, "id"),
        text(json, "account"),
        text(json, "database"),
        due(json, "isTransient").asBoolean(),
        text(json, "comment"),
        due(json, "retention").asInt(),
        Instant.parse(text(json, "startedAt")),
        Instant.parse(text(json, "finishedAt")),
        instant(json, "instant"),
        instant(json, "keepUntil"),
        text(json, "origin"),
        SnowflakeFileFormat.valueOf(text(json, "format")),
        text(json, "definitions"),
        tables,
        sequences,
        grants(due(json, "grants")),
        skipped);
  }

  private static SnowflakeUnloadTable table(JsonNode json) {
    List<SnowflakeUnloadColumn> columns = new ArrayList<>();
    due(json, "columns")
        .forEach(
            one -> {
              SnowflakeUnloadColumn column =
                  new SnowflakeUnloadColumn(text(one, "name"), text(one, "type"));
              if (column.obstacle(SnowflakeFileFormat.PARQUET).isPresent()
                  || !column.type().matches("[A-Za-z_ ]+(\\([0-9, ]*\\))?")) {
                // It goes into a statement: only what is known as a type does.
                throw new IllegalArgumentException("no type of a column: " + column.type());
              }
              columns.add(column);
            });
    String directory = text(json, "directory");
    if (!directory.matches("[0-9]+")) {
      throw new IllegalArgumentException("no directory of a table: " + directory);
    }
    return new SnowflakeUnloadTable(
        text(json, "schema"),
        text(json, "name"),
        directory,
        columns,
        due(json, "rows").asLong(),
        due(json, "bytes").asLong(),
        due(json, "files").asLong(),
        json.hasNonNull("hash")
            ? OptionalLong.of(json.path("hash").asLong())
            : OptionalLong.empty());
  }

  private static SnowflakeGrants grants(JsonNode json) {
    return new SnowflakeGrants(
        list(due(json, "onDatabase")),
        list(due(json, "futureInDatabase")),
        map(due(json, "futureInSchemas")),
        map(due(json, "ofRoles")));
  }

  private static List<SnowflakeGrant> list(JsonNode json) {
    List<SnowflakeGrant> grants = new ArrayList<>();
    json.forEach(
        one ->
            grants.add(
                new SnowflakeGrant(
                    text(one, "privilege"),
                    text(one, "on"),
                    text(one, "name"),
                    text(one, "to"),
                    text(one, "grantee"),
                    due(one, "grantable").asBoolean())));
    return grants;
  }

  private static Map<String, List<SnowflakeGrant>> map(JsonNode json) {
    Map<String, List<SnowflakeGrant>> grants = new LinkedHashMap<>();
    json.properties().forEach(one -> grants.put(one.getKey(), list(one.getValue())));
    return grants;
  }

  private static JsonNode due(JsonNode json, String field) {
    if (!json.hasNonNull(field)) {
      throw new IllegalArgumentException(field + " is missing");
    }
    return json.path(field);
  }

  private static String text(JsonNode json, String field) {
    return due(json, field).asText();
  }

  private static Optional<Instant> instant(JsonNode json, String field) {
    return json.hasNonNull(field)
        ? Optional.of(Instant.parse(json.path(field).asText()))
        : Optional.empty();
  }
}
