package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.NamePattern;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.MetricSampler;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.MetricSampling;
import io.gds.database.observe.SamplingOptions;
import io.gds.database.observe.SupportsMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Figures of the files of an engine. Those named {@code dbstat.*} read every page of every
 * database, so they are told only if the pattern asks for them by that prefix.
 */
final class SqliteMetrics implements SupportsMetrics {
  private static final String BYTES = "bytes";
  private static final String COUNT = "1";
  private static final String COSTLY = "dbstat.";

  private final SqliteContext context;

  SqliteMetrics(SqliteContext context) {
    this.context = context;
  }

  @Override
  public List<Metric> metrics(MetricQuery query) {
    context.runner().requireOpen();
    if (query.isWindow()) {
      throw UnsupportedCapabilityException.of(
          DatabaseType.SQLITE.id(),
          context.runner().engine(),
          CapabilityStatus.absent(
              SupportsMetrics.class,
              Availability.NOT_ON_PLATFORM,
              "SQLite keeps no past values",
              "Start a sampling, and ask that."));
    }
    boolean costly = query.like().filter(like -> like.startsWith(COSTLY)).isPresent();
    Optional<NamePattern> like = query.like().map(NamePattern::new);
    return read(costly)
        .filter(metric -> like.map(pattern -> pattern.matches(metric.name())).orElse(true))
        .toList();
  }

  private Stream<Metric> read(boolean costly) {
    Instant now = context.clock().instant();
    SortedMap<String, SqliteFileFacts> databases = context.files().all();
    List<Metric> metrics = new ArrayList<>();
    metrics.add(new Metric("databases.count", databases.size(), COUNT, now, Map.of()));
    metrics.add(new Metric("storage.free", freeBytes(), BYTES, now, Map.of()));
    databases.forEach(
        (name, facts) -> {
          Reading reading = new Reading(metrics, now, Map.of("database", name));
          reading.add("file.size", SideFiles.size(facts.file()), BYTES);
          reading.add("wal.size", SideFiles.size(SideFiles.with(facts.file(), "-wal")), BYTES);
          reading.add(
              "journal.size", SideFiles.size(SideFiles.with(facts.file(), "-journal")), BYTES);
          if (facts.intact()) {
            ofPages(facts, reading, costly);
          }
        });
    return metrics.stream();
  }

  private long freeBytes() {
    try {
      return Files.getFileStore(context.files().directory()).getUsableSpace();
    } catch (IOException e) {
      throw StorageFailures.reading(context.files().directory(), "measuring free space", e);
    }
  }

  /** What is added to for one database. */
  private record Reading(List<Metric> metrics, Instant now, Map<String, String> labels) {
    void add(String name, long value, String unit) {
      metrics.add(new Metric(name, value, unit, now, labels));
    }
  }

  /** By a connection of its own, so that the log counts; a database that is locked is left out. */
  private void ofPages(SqliteFileFacts facts, Reading reading, boolean costly) {
    try (SqlSession session =
        context.connections().open(facts.file(), facts.access(), LockPatience.SLICE)) {
      reading.add("page.size", value(session, "page_size"), BYTES);
      reading.add("page.count", value(session, "page_count"), COUNT);
      reading.add("page.free", value(session, "freelist_count"), COUNT);
      reading.add("cache.limit", cacheLimit(session, facts.pageSize()), BYTES);
      if (costly) {
        session.forEach(
            SqliteSql.RESOURCES.text("dbstat"),
            row -> {
              reading.add("dbstat.payload", row.longValue("payload"), BYTES);
              reading.add("dbstat.unused", row.longValue("unused"), BYTES);
              reading.add("dbstat.overflow", row.longValue("overflow"), COUNT);
            });
      }
    } catch (DatabaseException e) {
      if (!SqliteErrors.isLock(e)
          && e.code() != ErrorCode.DATABASE_CORRUPT
          && Files.exists(facts.file())) {
        throw e;
      }
    }
  }

  private static long value(SqlSession session, String pragma) {
    return Long.parseLong(SqliteConnections.value(session, pragma));
  }

  /** The page cache that a connection may fill: pages if positive, KiB if negative. */
  private static long cacheLimit(SqlSession session, int pageSize) {
    long size = value(session, "cache_size");
    return size < 0 ? -size * 1024 : size * pageSize;
  }

  @Override
  public Optional<Duration> metricHistory() {
    return Optional.empty();
  }

  @Override
  public MetricSampling startSampling(SamplingOptions options) {
    MetricQuery query = options.like().map(MetricQuery.now()::like).orElse(MetricQuery.now());
    return MetricSampler.start(context.runner(), options, () -> metrics(query));
  }
}
