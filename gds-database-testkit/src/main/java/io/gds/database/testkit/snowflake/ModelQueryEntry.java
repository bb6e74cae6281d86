package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.SnowflakeRan;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A statement in the history of queries. */
final class ModelQueryEntry {
  private static final Set<String> TWO_WORDS = Set.of("CREATE", "ALTER", "DROP");

  private final String id;
  private final String text;
  private final String tag;
  private final long session;
  private final String user;
  private final String role;
  private final String warehouse;
  private final String database;
  private final String schema;
  private final ModelMoment began;
  private @Nullable Instant ended;
  private @Nullable ModelError error;
  private long rows;

  ModelQueryEntry(
      String id,
      String text,
      String tag,
      long session,
      String user,
      String role,
      String warehouse,
      String database,
      String schema,
      ModelMoment began) {
    this.id = id;
    this.text = text;
    this.tag = tag;
    this.session = session;
    this.user = user;
    this.role = role;
    this.warehouse = warehouse;
    this.database = database;
    this.schema = schema;
    this.began = began;
  }

  /** One that a peer knows and the account does not: it did not come this far. */
  static ModelQueryEntry of(SnowflakeRan ran) {
    ModelQueryEntry entry =
        new ModelQueryEntry(
            ran.id(),
            ran.statement(),
            ran.tag(),
            ran.session(),
            ran.user(),
            ran.place().role(),
            ran.place().warehouse(),
            ran.place().database(),
            ran.place().schema(),
            new ModelMoment(ran.begun(), 0));
    entry.follow(ran);
    return entry;
  }

  /** The same as its peer tells it. */
  ModelQueryEntry as(SnowflakeRan ran) {
    ModelQueryEntry entry =
        new ModelQueryEntry(id, text, tag, session, user, role, warehouse, database, schema, began);
    entry.rows = rows;
    entry.follow(ran);
    return entry;
  }

  private void follow(SnowflakeRan ran) {
    ended = ran.ended().orElse(null);
    error = ran.code().isEmpty() ? null : new ModelError(ran.code(), "", ran.message());
  }

  String id() {
    return id;
  }

  String text() {
    return text;
  }

  String tag() {
    return tag;
  }

  long session() {
    return session;
  }

  String user() {
    return user;
  }

  String role() {
    return role;
  }

  String warehouse() {
    return warehouse;
  }

  String database() {
    return database;
  }

  String schema() {
    return schema;
  }

  ModelMoment began() {
    return began;
  }

  /** When it ended; empty while it runs. */
  Optional<Instant> ended() {
    return Optional.ofNullable(ended);
  }

  Optional<ModelError> error() {
    return Optional.ofNullable(error);
  }

  long rows() {
    return rows;
  }

  void succeed(Instant at, long produced) {
    ended = at;
    rows = produced;
  }

  void fail(Instant at, ModelError why) {
    ended = at;
    error = why;
  }

  /** As QUERY_HISTORY tells it. */
  String status() {
    if (ended == null) {
      return "RUNNING";
    }
    return error == null ? "SUCCESS" : "FAILED_WITH_ERROR";
  }

  /** As QUERY_HISTORY tells it, as far as the first words say it. */
  String type() {
    String[] words = text.strip().toUpperCase(Locale.ROOT).split("[\\s(]+", 3);
    if (words.length > 1 && TWO_WORDS.contains(words[0])) {
      return words[1].equals("TABLE") ? words[0] + "_TABLE" : words[0];
    }
    return words[0].equals("WITH") ? "SELECT" : words[0];
  }
}
