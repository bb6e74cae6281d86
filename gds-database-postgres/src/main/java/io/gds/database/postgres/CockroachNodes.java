package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import java.util.List;

/** Reads the nodes of a cluster, and the ranges of a database. */
final class CockroachNodes {
  private final CockroachContext context;

  CockroachNodes(CockroachContext context) {
    this.context = context;
  }

  /** All nodes the cluster knows of, decommissioned ones included as long as they are told. */
  List<CockroachNode> nodes() {
    return context.read(
        () -> context.sql().query(CockroachSql.text("nodes"), CockroachNodes::node));
  }

  private static CockroachNode node(Row row) {
    return new CockroachNode(
        row.intValue("node_id"),
        row.text("address"),
        row.optionalText("sql_address").filter(text -> !text.isEmpty()),
        row.optionalText("locality").orElse(""),
        row.optionalText("build_tag").orElse(""),
        row.optionalInstant("started_at"),
        row.optionalBool("is_live").orElse(false),
        row.optionalBool("draining").orElse(false),
        row.optionalBool("decommissioning").orElse(false),
        row.optionalText("membership"),
        row.optionalLong("ranges"),
        row.optionalLong("leases"),
        row.optionalInstant("updated_at"));
  }

  /**
   * The first ranges of a database, in the order of their keys, as of some seconds ago.
   *
   * @param atMost the most that are told
   */
  List<CockroachRange> ranges(String database, int atMost) {
    if (atMost < 1) {
      throw new IllegalArgumentException("at least one range is asked for");
    }
    String sql = rangesSql(database, atMost);
    return context.read(() -> context.sql().query(sql, CockroachNodes::range));
  }

  /** The server sorts by key already; a time cannot be bound, and comes before the limit. */
  static String rangesSql(String database, int atMost) {
    return "SELECT range_id, start_key, end_key, replicas, voting_replicas, non_voting_replicas,"
        + " replica_localities, lease_holder, lease_holder_locality, range_size FROM [SHOW RANGES"
        + " FROM DATABASE "
        + CockroachSql.name(database)
        + " WITH DETAILS]"
        + CockroachSql.EARLIER
        + " LIMIT "
        + atMost;
  }

  private static CockroachRange range(Row row) {
    return new CockroachRange(
        row.longValue("range_id"),
        row.text("start_key"),
        row.text("end_key"),
        ids(row, "replicas"),
        ids(row, "voting_replicas"),
        ids(row, "non_voting_replicas"),
        row.texts("replica_localities"),
        row.optionalInt("lease_holder"),
        row.optionalText("lease_holder_locality"),
        row.optionalLong("range_size"));
  }

  private static List<Integer> ids(Row row, String column) {
    return row.texts(column).stream().map(Integer::valueOf).toList();
  }
}
