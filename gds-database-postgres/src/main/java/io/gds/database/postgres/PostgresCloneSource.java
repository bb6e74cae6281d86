package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a clone has to know of its source.
 *
 * @param facts what belongs to it
 * @param allowConnections whether it takes connections
 * @param prepared the prepared transactions open in it
 * @param activeSlots the logical slots that somebody reads
 * @param subscriptions its subscriptions
 * @param filesAreCloned whether the server's file system shares copied blocks
 * @param sizeBytes its size, if asked for and allowed
 */
record PostgresCloneSource(
    PostgresFacts facts,
    boolean allowConnections,
    long prepared,
    long activeSlots,
    long subscriptions,
    boolean filesAreCloned,
    OptionalLong sizeBytes) {
  private static final Optional<String> HALF_DROPPED = Optional.of("-2");

  /** What there is of this name. */
  static Optional<PostgresCloneSource> find(PostgresContext context, String name, boolean size) {
    return PostgresFacts.find(context.sql(), name)
        .flatMap(
            facts ->
                context
                    .sql()
                    .first(PostgresSql.text("clone-source"), row -> of(facts, row), size, name));
  }

  private static PostgresCloneSource of(PostgresFacts facts, Row row) {
    return new PostgresCloneSource(
        facts,
        row.bool("allow_connections"),
        row.longValue("prepared"),
        row.longValue("active_slots"),
        row.longValue("subscriptions"),
        row.optionalText("file_copy_method").filter("clone"::equals).isPresent(),
        row.optionalLong("size_bytes"));
  }

  String owner() {
    return facts.owner();
  }

  /** An interrupted drop left it unusable. */
  boolean halfDropped() {
    return facts.value(PostgresFacts.CONNECTION_LIMIT).equals(HALF_DROPPED);
  }
}
