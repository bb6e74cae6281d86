package io.gds.database.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a backup_manifest token by token. What it does not know it refuses. Used once. */
final class PostgresBaseManifestReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();
  private static final Set<String> OF_FILE =
      Set.of("Path", "Encoded-Path", "Size", "Last-Modified", "Checksum-Algorithm", "Checksum");
  private static final Set<String> OF_RANGE = Set.of("Timeline", "Start-LSN", "End-LSN");
  private static final Pattern BYTES = Pattern.compile("(?:[0-9a-fA-F]{2})+");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final PostgresBaseManifest.Visitor visitor;
  private final List<PostgresBaseManifest.Range> ranges = new ArrayList<>();
  private long files;
  private long bytes;

  PostgresBaseManifestReader(PostgresBaseManifest.Visitor visitor) {
    this.visitor = visitor;
  }

  /**
   * Reads it.
   *
   * @throws JsonProcessingException if it is of another form
   */
  PostgresBaseManifest read(InputStream in) throws IOException {
    try (JsonParser json = JSON.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE)) {
      require(json, json.nextToken() == JsonToken.START_OBJECT, "no object");
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        member(json, json.currentName());
      }
      require(json, json.nextToken() == null, "more behind its end");
    }
    return new PostgresBaseManifest(files, bytes, ranges);
  }

  private void member(JsonParser json, String name) throws IOException {
    JsonToken token = json.nextToken();
    switch (name) {
      case "PostgreSQL-Backup-Manifest-Version" ->
          require(
              json,
              token == JsonToken.VALUE_NUMBER_INT && json.getText().matches("[12]"),
              "version " + json.getText());
      // The first is told by the server itself, the second proved by who has all bytes.
      case "System-Identifier", "Manifest-Checksum" -> require(json, token.isScalarValue(), name);
      case "Files" -> {
        require(json, token == JsonToken.START_ARRAY, name);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          file(json, members(json, OF_FILE));
        }
      }
      case "WAL-Ranges" -> {
        require(json, token == JsonToken.START_ARRAY, name);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          range(json, members(json, OF_RANGE));
        }
      }
      default -> throw unfamiliar(json, name);
    }
  }

  /** Numbers and texts by their names. */
  private static Map<String, String> members(JsonParser json, Set<String> known)
      throws IOException {
    require(json, json.currentToken() == JsonToken.START_OBJECT, "no object");
    Map<String, String> members = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      require(json, known.contains(name) && json.nextToken().isScalarValue(), name);
      members.put(name, json.getText());
    }
    return members;
  }

  private void file(JsonParser json, Map<String, String> file) throws IOException {
    String encoded = file.getOrDefault("Encoded-Path", "");
    String size = file.getOrDefault("Size", "");
    String checksum = file.getOrDefault("Checksum", "");
    require(
        json,
        (BYTES.matcher(encoded).matches() != file.containsKey("Path"))
            && SIZE.matcher(size).matches()
            && "SHA256".equals(file.get("Checksum-Algorithm"))
            && SHA256.matcher(checksum).matches(),
        "a file without name, size or SHA-256");
    long length = Long.parseLong(size);
    files++;
    bytes += length;
    String path = file.get("Path");
    visitor.file(
        path == null ? new String(HexFormat.of().parseHex(encoded), StandardCharsets.UTF_8) : path,
        length,
        HexFormat.of().parseHex(checksum));
  }

  private void range(JsonParser json, Map<String, String> range) throws IOException {
    String timeline = range.getOrDefault("Timeline", "");
    require(json, timeline.matches("[0-9]{1,10}"), "WAL of no timeline");
    ranges.add(
        new PostgresBaseManifest.Range(
            Long.parseLong(timeline),
            position(json, range.getOrDefault("Start-LSN", "")),
            position(json, range.getOrDefault("End-LSN", ""))));
  }

  private static PostgresLsn position(JsonParser json, String text) throws IOException {
    return PostgresLsn.parse(text).orElseThrow(() -> unfamiliar(json, "WAL of no position"));
  }

  private static void require(JsonParser json, boolean holds, String what) throws IOException {
    if (!holds) {
      throw unfamiliar(json, what);
    }
  }

  private static JsonProcessingException unfamiliar(JsonParser json, String what) {
    return new JsonParseException(json, what.replaceAll("[^ -~]", "?"));
  }
}
