package io.gds.database.mongodb;

import io.gds.database.observe.Metric;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * What of the server's status is told as metrics. Names end in {@code _total} for what only counts
 * up until the server is started again, and in the unit where there is one; times are told in
 * seconds, sizes in bytes. Sections come and go with versions: what is not there is not told.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/serverStatus/">serverStatus</a>
 */
final class MongoFigures {
  static final String COUNT = "1";
  static final String BYTES = "bytes";
  static final String SECONDS = "seconds";
  static final String RATIO = "ratio";

  private static final double MILLIS = 1e-3;
  private static final double MICROS = 1e-6;
  private static final double MIB = 1024.0 * 1024;

  private static final String CACHE = "wiredTiger/cache/";

  /**
   * A metric.
   *
   * @param name its name
   * @param unit its unit
   * @param factor what the member's value is multiplied by
   * @param labels what it is measured of
   * @param paths where it is, by versions; members are parted by slashes
   */
  record Figure(
      String name, String unit, double factor, Map<String, String> labels, List<String> paths) {}

  /** All of them. */
  static final List<Figure> ALL =
      Stream.of(
              Stream.of(
                  of("uptime_seconds", SECONDS, MILLIS, "uptimeMillis"),
                  of("connections_current_count", COUNT, 1, "connections/current"),
                  of("connections_available_count", COUNT, 1, "connections/available"),
                  of("connections_active_count", COUNT, 1, "connections/active"),
                  of("connections_created_total", COUNT, 1, "connections/totalCreated"),
                  of("connections_rejected_total", COUNT, 1, "connections/rejected"),
                  of("network_received_bytes_total", BYTES, 1, "network/bytesIn"),
                  of("network_sent_bytes_total", BYTES, 1, "network/bytesOut"),
                  of("network_requests_total", COUNT, 1, "network/numRequests"),
                  of("memory_resident_bytes", BYTES, MIB, "mem/resident"),
                  of("memory_virtual_bytes", BYTES, MIB, "mem/virtual"),
                  of("page_faults_total", COUNT, 1, "extra_info/page_faults"),
                  of("cache_used_bytes", BYTES, 1, CACHE + "bytes currently in the cache"),
                  of("cache_max_bytes", BYTES, 1, CACHE + "maximum bytes configured"),
                  of("cache_dirty_bytes", BYTES, 1, CACHE + "tracked dirty bytes in the cache"),
                  of("cache_read_bytes_total", BYTES, 1, CACHE + "bytes read into cache"),
                  of("cache_written_bytes_total", BYTES, 1, CACHE + "bytes written from cache"),
                  of(
                      "cache_evicted_by_applications_total",
                      COUNT,
                      1,
                      CACHE + "pages evicted by application threads"),
                  of(
                      "checkpoint_last_seconds",
                      SECONDS,
                      MILLIS,
                      "wiredTiger/checkpoint/most recent time (msecs)",
                      "wiredTiger/transaction/transaction checkpoint most recent time (msecs)"),
                  of("cursors_open_count", COUNT, 1, "metrics/cursor/open/total"),
                  of("cursors_pinned_count", COUNT, 1, "metrics/cursor/open/pinned"),
                  of("cursors_without_timeout_count", COUNT, 1, "metrics/cursor/open/noTimeout"),
                  of("cursors_timed_out_total", COUNT, 1, "metrics/cursor/timedOut"),
                  of("scanned_keys_total", COUNT, 1, "metrics/queryExecutor/scanned"),
                  of("scanned_documents_total", COUNT, 1, "metrics/queryExecutor/scannedObjects"),
                  of("sorts_without_index_total", COUNT, 1, "metrics/operation/scanAndOrder"),
                  of("write_conflicts_total", COUNT, 1, "metrics/operation/writeConflicts"),
                  of("ttl_deleted_documents_total", COUNT, 1, "metrics/ttl/deletedDocuments"),
                  of("ttl_passes_total", COUNT, 1, "metrics/ttl/passes"),
                  of("replication_applied_total", COUNT, 1, "metrics/repl/apply/ops"),
                  of(
                      "replication_buffer_bytes",
                      BYTES,
                      1,
                      "metrics/repl/buffer/apply/sizeBytes",
                      "metrics/repl/buffer/sizeBytes"),
                  of("flow_control_lagged", COUNT, 1, "flowControl/isLagged"),
                  of("flow_control_lagged_total", COUNT, 1, "flowControl/isLaggedCount"),
                  of(
                      "flow_control_lagged_seconds_total",
                      SECONDS,
                      MICROS,
                      "flowControl/isLaggedTimeMicros"),
                  of(
                      "flow_control_waited_seconds_total",
                      SECONDS,
                      MICROS,
                      "flowControl/timeAcquiringMicros"),
                  of("transactions_started_total", COUNT, 1, "transactions/totalStarted"),
                  of("transactions_committed_total", COUNT, 1, "transactions/totalCommitted"),
                  of("transactions_aborted_total", COUNT, 1, "transactions/totalAborted"),
                  of(
                      "sessions_active_count",
                      COUNT,
                      1,
                      "logicalSessionRecordCache/activeSessionsCount")),
              each(
                  "operations_total",
                  COUNT,
                  1,
                  "operation",
                  "opcounters/",
                  "insert",
                  "query",
                  "update",
                  "delete",
                  "getmore",
                  "command"),
              each(
                  "replicated_operations_total",
                  COUNT,
                  1,
                  "operation",
                  "opcountersRepl/",
                  "insert",
                  "query",
                  "update",
                  "delete",
                  "getmore",
                  "command"),
              each(
                  "documents_total",
                  COUNT,
                  1,
                  "operation",
                  "metrics/document/",
                  "inserted",
                  "returned",
                  "updated",
                  "deleted"),
              each(
                  "asserts_total",
                  COUNT,
                  1,
                  "kind",
                  "asserts/",
                  "regular",
                  "warning",
                  "msg",
                  "user",
                  "rollovers"),
              each(
                  "lock_queue_count",
                  COUNT,
                  1,
                  "mode",
                  "globalLock/currentQueue/",
                  "readers",
                  "writers"),
              each(
                  "active_clients_count",
                  COUNT,
                  1,
                  "mode",
                  "globalLock/activeClients/",
                  "readers",
                  "writers"),
              Stream.of("currentActive", "currentInactive", "currentOpen", "currentPrepared")
                  .map(
                      member ->
                          figure(
                              "transactions_count",
                              COUNT,
                              1,
                              Map.of("state", member.substring(7).toLowerCase(Locale.ROOT)),
                              "transactions/" + member)),
              Stream.of("modified", "unmodified")
                  .map(
                      pages ->
                          figure(
                              "cache_evicted_pages_total",
                              COUNT,
                              1,
                              Map.of("pages", pages),
                              CACHE + pages + " pages evicted")),
              Stream.of("read", "write").flatMap(MongoFigures::tickets),
              Stream.of("reads", "writes", "commands").flatMap(MongoFigures::latencies))
          .flatMap(figures -> figures)
          .toList();

  private MongoFigures() {}

  private static Figure of(String name, String unit, double factor, String... paths) {
    return figure(name, unit, factor, Map.of(), paths);
  }

  private static Figure figure(
      String name, String unit, double factor, Map<String, String> labels, String... paths) {
    return new Figure("mongodb_" + name, unit, factor, labels, List.of(paths));
  }

  /** The members of a section, each with its own name as the label. */
  private static Stream<Figure> each(
      String name, String unit, double factor, String label, String section, String... members) {
    return Stream.of(members)
        .map(member -> figure(name, unit, factor, Map.of(label, member), section + member));
  }

  /** From 8.0 on they are a kind of queue. */
  private static Stream<Figure> tickets(String mode) {
    Map<String, String> labels = Map.of("mode", mode);
    String newer = "queues/execution/" + mode + "/";
    String older = "wiredTiger/concurrentTransactions/" + mode + "/";
    return Stream.of(
        figure("tickets_used_count", COUNT, 1, labels, newer + "out", older + "out"),
        figure(
            "tickets_available_count", COUNT, 1, labels, newer + "available", older + "available"),
        figure("tickets_count", COUNT, 1, labels, newer + "totalTickets", older + "totalTickets"));
  }

  private static Stream<Figure> latencies(String kind) {
    Map<String, String> labels = Map.of("kind", kind);
    String section = "opLatencies/" + kind + "/";
    return Stream.of(
        figure("latency_seconds_total", SECONDS, MICROS, labels, section + "latency"),
        figure("latency_operations_total", COUNT, 1, labels, section + "ops"));
  }

  /** Whether a pattern can match one of its names, by the text before its first wildcard. */
  static boolean areWanted(String literal) {
    return ALL.stream().anyMatch(figure -> figure.name().startsWith(literal))
        || Stream.of("mongodb_up", "mongodb_cache_used_ratio", "mongodb_cache_dirty_ratio")
            .anyMatch(name -> name.startsWith(literal));
  }

  /** What an answer tells. */
  static Stream<Metric> metrics(BsonDocument status, Instant now, Map<String, String> labels) {
    Stream<Metric> up = Stream.of(new Metric("mongodb_up", 1, COUNT, now, labels));
    Stream<Metric> told =
        ALL.stream()
            .flatMap(
                figure ->
                    value(status, figure.paths()).stream()
                        .mapToObj(
                            value ->
                                new Metric(
                                    figure.name(),
                                    value * figure.factor(),
                                    figure.unit(),
                                    now,
                                    with(figure.labels(), labels))));
    Stream<Metric> ratios =
        Stream.of(
                ratio("cache_used_ratio", "bytes currently in the cache", status, now, labels),
                ratio("cache_dirty_ratio", "tracked dirty bytes in the cache", status, now, labels))
            .flatMap(Optional::stream);
    return Stream.of(up, told, ratios).flatMap(metrics -> metrics);
  }

  private static Optional<Metric> ratio(
      String name, String part, BsonDocument status, Instant now, Map<String, String> labels) {
    OptionalDouble of = value(status, List.of(CACHE + "maximum bytes configured"));
    OptionalDouble is = value(status, List.of(CACHE + part));
    return of.isPresent() && is.isPresent() && of.getAsDouble() > 0
        ? Optional.of(
            new Metric("mongodb_" + name, is.getAsDouble() / of.getAsDouble(), RATIO, now, labels))
        : Optional.empty();
  }

  static Map<String, String> with(Map<String, String> labels, Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.putAll(more);
    return all;
  }

  /** The first that is there; yes and no count as 1 and 0. */
  private static OptionalDouble value(BsonDocument status, List<String> paths) {
    return paths.stream()
        .flatMap(path -> MongoValues.value(status, path.split("/")).stream())
        .flatMap(found -> number(found).stream().boxed())
        .mapToDouble(Double::doubleValue)
        .findFirst();
  }

  private static OptionalDouble number(BsonValue found) {
    if (found.isBoolean()) {
      return OptionalDouble.of(found.asBoolean().getValue() ? 1 : 0);
    }
    double value = found.isNumber() ? found.asNumber().doubleValue() : Double.NaN;
    return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
  }
}
