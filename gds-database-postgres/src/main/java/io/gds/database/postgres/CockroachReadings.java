package io.gds.database.postgres;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads what is known of the cluster and its databases. What says whether something is there is
 * read as it is now; what is big and may be a little old, such as sizes, as it was some seconds
 * ago, so that no running transaction is in the way and the next replica can answer.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/follower-reads">Follower Reads</a>
 */
final class CockroachReadings {
  /** What holds the cluster's own tables; defaultdb and postgres are users' to fill and to drop. */
  static final Set<String> SYSTEM = Set.of("system");

  private static final Set<ErrorCode> REASONS =
      Set.of(
          ErrorCode.PERMISSION_DENIED,
          ErrorCode.NOT_FOUND,
          ErrorCode.UNSUPPORTED_CAPABILITY,
          ErrorCode.STATEMENT_FAILED);

  private final CockroachContext context;

  CockroachReadings(CockroachContext context) {
    this.context = context;
  }

  CockroachEngineMetadata engine() {
    record Own(String banner, OptionalInt node) {}
    Own own =
        context.read(
            () ->
                context
                    .sql()
                    .first(
                        "SELECT version() AS version,"
                            + " current_setting('node_id')::INT4 AS node_id",
                        row -> new Own(row.text("version"), row.optionalInt("node_id")))
                    .orElseThrow());
    CockroachVersion version = context.seen(own.banner());
    Map<String, String> unreadable = new LinkedHashMap<>();
    Optional<String> cluster =
        either(
            "clusterId",
            unreadable,
            () -> one("SELECT crdb_internal.cluster_id()::STRING AS value", "value"));
    Optional<String> organization =
        either(
            "organization",
            unreadable,
            () -> one("SHOW CLUSTER SETTING cluster.organization", "cluster.organization"));
    Optional<Integer> nodes =
        either(
            "nodeCount", unreadable, () -> Optional.of(new CockroachNodes(context).nodes().size()));
    Optional<HostAddress> host = context.info().hosts().stream().findFirst();
    return new CockroachEngineMetadata(
        context.runner().engine(),
        version.number(),
        version.distribution(),
        host.map(HostAddress::host),
        host.isPresent()
            ? OptionalInt.of(host.get().port().orElse(CockroachUrls.PRODUCT.port()))
            : OptionalInt.empty(),
        EngineStatus.ONLINE,
        context.info().decommissionedAt(),
        context.clock().instant(),
        version.banner(),
        cluster,
        organization.filter(text -> !text.isEmpty()),
        own.node(),
        nodes.map(OptionalInt::of).orElseGet(OptionalInt::empty),
        unreadable);
  }

  private Optional<String> one(String sql, String column) {
    return context
        .read(() -> context.sql().query(sql, row -> row.optionalText(column)).stream())
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** What was read, or nothing and the reason. */
  private static <T> Optional<T> either(
      String what, Map<String, String> unreadable, Supplier<Optional<T>> reading) {
    try {
      return reading.get();
    } catch (DatabaseException e) {
      if (!REASONS.contains(e.code())) {
        throw e;
      }
      unreadable.put(what, reason(e));
      return Optional.empty();
    }
  }

  private static String reason(DatabaseException e) {
    return e.getMessage() + e.remedy().map(remedy -> " " + remedy).orElse("");
  }

  /** All databases that this role may connect to, the cluster's own included. */
  List<CockroachDatabaseMetadata> databases(Set<Detail> details) {
    Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
    Map<String, Long> sizes = new LinkedHashMap<>();
    if (details.contains(Detail.SIZE)) {
      unreadable.putAll(sizes(sizes));
    }
    return read(CockroachSql.text("databases") + " ORDER BY database_name").stream()
        .map(
            row ->
                row.with(
                    details,
                    unreadable,
                    unreadable.containsKey(Detail.SIZE) || !details.contains(Detail.SIZE)
                        ? OptionalLong.empty()
                        : OptionalLong.of(sizes.getOrDefault(row.name(), 0L)),
                    Optional.empty()))
        .toList();
  }

  /** The database of exactly this name, if it exists and this role may connect to it. */
  Optional<CockroachDatabaseMetadata> find(String name, Set<Detail> details) {
    Optional<Line> line =
        read(CockroachSql.text("databases") + " WHERE database_name = ?", name).stream()
            .findFirst();
    return line.map(
        row -> {
          Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
          OptionalLong size =
              details.contains(Detail.SIZE) ? size(name, unreadable) : OptionalLong.empty();
          return row.with(details, unreadable, size, Optional.empty());
        });
  }

  /**
   * The database of exactly this name, with what only one at a time tells.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  CockroachDatabaseMetadata require(String name, Set<Detail> details) {
    CockroachDatabaseMetadata found = find(name, details).orElseThrow(() -> absent(name));
    return found.primaryRegion().isEmpty() ? found : placed(found);
  }

  static RuntimeException absent(String name) {
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no database \"" + name + "\"")
        .platform(DatabaseType.COCKROACHDB.id())
        .target(name)
        .remedy(
            "See databases(); upper and lower case are different names here, and one that this role"
                + " may not CONNECT to is not seen.")
        .toException();
  }

  private CockroachDatabaseMetadata placed(CockroachDatabaseMetadata found) {
    Optional<String> statement =
        either(
            "placement",
            new LinkedHashMap<>(),
            () ->
                one("SHOW CREATE DATABASE " + CockroachSql.name(found.name()), "create_statement"));
    return new CockroachDatabaseMetadata(
        found.name(),
        found.condition(),
        found.owner(),
        found.sizeBytes(),
        found.details(),
        found.unreadable(),
        found.readAt(),
        found.primaryRegion(),
        found.secondaryRegion(),
        found.regions(),
        found.survivalGoal(),
        statement.map(CockroachReadings::isRestricted),
        found.comment());
  }

  /** Whether the clause is in it; a name in quotes could hold any words. */
  static boolean isRestricted(String createStatement) {
    return createStatement.replaceAll("\"(?:[^\"]|\"\")*\"", "").contains(" PLACEMENT RESTRICTED");
  }

  private Map<Detail, String> sizes(Map<String, Long> sizes) {
    Map<String, String> why = new LinkedHashMap<>();
    either(
        "size",
        why,
        () -> {
          context.read(
              () -> {
                sizes.clear();
                context
                    .sql()
                    .forEach(
                        CockroachSql.text("sizes"),
                        row ->
                            row.optionalText("database_name")
                                .ifPresent(name -> sizes.put(name, row.longValue("size_bytes"))));
                return sizes;
              });
          return Optional.of(sizes);
        });
    return why.isEmpty() ? Map.of() : Map.of(Detail.SIZE, unmeasured(why.getOrDefault("size", "")));
  }

  private OptionalLong size(String name, Map<Detail, String> unreadable) {
    Map<String, String> why = new LinkedHashMap<>();
    Optional<Long> size =
        either(
            "size",
            why,
            () ->
                context.read(
                    () ->
                        context
                            .sql()
                            .first(
                                "SELECT coalesce(sum(range_size), 0)::INT8 AS size_bytes FROM"
                                    + " [SHOW RANGES FROM DATABASE "
                                    + CockroachSql.name(name)
                                    + " WITH DETAILS]"
                                    + CockroachSql.EARLIER,
                                row -> row.longValue("size_bytes"))));
    if (!why.isEmpty()) {
      unreadable.put(Detail.SIZE, unmeasured(why.getOrDefault("size", "")));
    }
    return size.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  private static String unmeasured(String reason) {
    return "needs the role admin, or ZONECONFIG on what is measured: " + reason;
  }

  private List<Line> read(String sql, Object... binds) {
    Instant now = context.clock().instant();
    return context.read(() -> context.sql().query(sql, row -> Line.of(row, now), binds));
  }

  /** What the list says of a database. */
  private record Line(
      String name,
      Optional<String> owner,
      Optional<String> primary,
      Optional<String> secondary,
      List<String> regions,
      Optional<CockroachSurvivalGoal> goal,
      Optional<String> comment,
      Instant readAt) {
    static Line of(Row row, Instant now) {
      return new Line(
          row.text("database_name"),
          row.optionalText("owner"),
          row.optionalText("primary_region").filter(text -> !text.isEmpty()),
          row.optionalText("secondary_region").filter(text -> !text.isEmpty()),
          row.texts("regions"),
          CockroachSurvivalGoal.of(row.optionalText("survival_goal")),
          row.optionalText("comment"),
          now);
    }

    CockroachDatabaseMetadata with(
        Set<Detail> asked,
        Map<Detail, String> unmeasured,
        OptionalLong size,
        Optional<Boolean> restricted) {
      Map<Detail, String> unreadable = new EnumMap<>(Detail.class);
      unreadable.putAll(unmeasured);
      asked.forEach(detail -> never(detail).ifPresent(why -> unreadable.put(detail, why)));
      Set<Detail> details = EnumSet.noneOf(Detail.class);
      details.addAll(asked);
      details.removeAll(unreadable.keySet());
      return new CockroachDatabaseMetadata(
          name,
          new DatabaseCondition(DatabaseState.ONLINE, AccessMode.MULTI_USER, SYSTEM.contains(name)),
          owner,
          size,
          details,
          unreadable,
          readAt,
          primary,
          secondary,
          regions,
          goal,
          restricted,
          comment);
    }
  }

  /** Why CockroachDB never tells this of a database. */
  private static Optional<String> never(Detail detail) {
    return switch (detail) {
      case SIZE -> Optional.empty();
      case SESSIONS ->
          Optional.of("sessions of CockroachDB belong to no database: ask processes of the engine");
      case LAST_BACKUP ->
          Optional.of(
              "CockroachDB keeps no record of backups: ask backupHistory for the collection they"
                  + " lie in");
      case REPLICATION ->
          Optional.of("each range is replicated by itself: ask ranges of the database");
    };
  }
}
