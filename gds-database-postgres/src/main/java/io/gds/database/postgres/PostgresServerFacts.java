package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.jdbc.SqlExecutor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the manifest of a base backup tells of the server.
 *
 * @param systemIdentifier what all copies of this server have in common
 * @param serverVersion the server's version
 * @param segmentBytes the size of a WAL segment
 * @param checksums whether pages have checksums
 * @param standby whether it is a standby
 * @param tablespaces the tablespaces besides the two that every server has, by their OIDs
 */
record PostgresServerFacts(
    String systemIdentifier,
    String serverVersion,
    long segmentBytes,
    boolean checksums,
    boolean standby,
    Map<String, Tablespace> tablespaces) {
  static final String SYSTEM = "systemIdentifier";
  static final String SEGMENT_BYTES = "walSegmentBytes";
  static final String CHECKSUMS = "dataChecksums";

  private static final String NAME = "tablespace.";
  private static final String PLACE = "tablespaceLocation.";

  /**
   * A tablespace.
   *
   * @param name its name
   * @param location where it lay on the server
   */
  record Tablespace(String name, String location) {}

  static PostgresServerFacts read(PostgresContext context, StepContext step) {
    return read(context.sql().during(step));
  }

  static PostgresServerFacts read(SqlExecutor sql) {
    return sql.first(
            PostgresSql.text("server-backup-facts"),
            row ->
                new PostgresServerFacts(
                    row.text("system_identifier"),
                    row.text("server_version"),
                    row.longValue("segment_bytes"),
                    row.text("checksums").equals("on"),
                    row.bool("standby"),
                    tablespaces(row.texts("tablespaces"))))
        .orElseThrow();
  }

  /** Whether the server is a standby. */
  static boolean isStandby(SqlExecutor sql) {
    return sql.first("SELECT pg_is_in_recovery() AS r", row -> row.bool("r")).orElse(false);
  }

  private static Map<String, Tablespace> tablespaces(List<String> rows) {
    Map<String, Tablespace> found = new TreeMap<>();
    for (String row : rows) {
      int space = row.indexOf(' ');
      int line = row.lastIndexOf('\n');
      found.put(
          row.substring(0, space),
          new Tablespace(row.substring(space + 1, line), row.substring(line + 1)));
    }
    return found;
  }

  /** Where the tablespaces lie on the server, by their OIDs. */
  Map<String, String> places() {
    Map<String, String> places = new TreeMap<>();
    tablespaces.forEach((oid, tablespace) -> places.put(oid, tablespace.location()));
    return places;
  }

  /** What the manifest keeps of it. */
  Map<String, String> attributes() {
    Map<String, String> attributes = new TreeMap<>();
    attributes.put(SYSTEM, systemIdentifier);
    attributes.put(SEGMENT_BYTES, Long.toString(segmentBytes));
    attributes.put(CHECKSUMS, checksums ? "on" : "off");
    tablespaces.forEach(
        (oid, tablespace) -> {
          attributes.put(NAME + oid, tablespace.name());
          attributes.put(PLACE + oid, tablespace.location());
        });
    return attributes;
  }

  /** The tablespaces that a manifest tells of, by their OIDs. */
  static Map<String, Tablespace> tablespaces(Map<String, String> attributes) {
    Map<String, Tablespace> found = new TreeMap<>();
    attributes.forEach(
        (key, value) -> {
          if (key.startsWith(NAME)) {
            String oid = key.substring(NAME.length());
            found.put(oid, new Tablespace(value, attributes.getOrDefault(PLACE + oid, "")));
          }
        });
    return found;
  }
}
