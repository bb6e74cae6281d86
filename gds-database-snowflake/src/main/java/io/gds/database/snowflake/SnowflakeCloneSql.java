package io.gds.database.snowflake;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement that clones: what, from when, and what is left out, in the order that the server
 * wants it. Immutable.
 *
 * @param kind what is cloned
 * @param target the clone's quoted name
 * @param source the quoted name of what is cloned
 * @param isTransient whether the clone has no fail-safe, which a transient source demands
 * @param travel from when; the present if empty
 * @param skipUnreachable whether tables whose past does not go back so far are left out instead of
 *     making the whole fail
 * @param stages whether the internal stages are cloned, with the files their directories know
 * @param brief whether none of the clone's own history is kept, so that it is gone when dropped
 * @param comment the clone's comment; the source's if empty
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-clone">CREATE … CLONE</a>
 */
record SnowflakeCloneSql(
    Kind kind,
    String target,
    String source,
    boolean isTransient,
    Optional<SnowflakeTimeTravel> travel,
    boolean skipUnreachable,
    boolean stages,
    boolean brief,
    Optional<String> comment) {
  /** What is cloned. */
  enum Kind {
    DATABASE,
    SCHEMA,
    TABLE
  }

  /** A clone of the present, of a permanent object, of all that it has. */
  static SnowflakeCloneSql of(Kind kind, String source, String target) {
    return new SnowflakeCloneSql(
        kind, target, source, false, Optional.empty(), false, false, false, Optional.empty());
  }

  SnowflakeCloneSql asTransient(boolean itIs) {
    return new SnowflakeCloneSql(
        kind, target, source, itIs, travel, skipUnreachable, stages, brief, comment);
  }

  SnowflakeCloneSql from(@Nullable SnowflakeTimeTravel when) {
    return new SnowflakeCloneSql(
        kind,
        target,
        source,
        isTransient,
        Optional.ofNullable(when),
        skipUnreachable,
        stages,
        brief,
        comment);
  }

  SnowflakeCloneSql skippingUnreachable(boolean skip) {
    return new SnowflakeCloneSql(
        kind, target, source, isTransient, travel, skip, stages, brief, comment);
  }

  SnowflakeCloneSql withStages(boolean with) {
    return new SnowflakeCloneSql(
        kind, target, source, isTransient, travel, skipUnreachable, with, brief, comment);
  }

  SnowflakeCloneSql briefly() {
    return new SnowflakeCloneSql(
        kind, target, source, isTransient, travel, skipUnreachable, stages, true, comment);
  }

  SnowflakeCloneSql commented(String text) {
    return new SnowflakeCloneSql(
        kind,
        target,
        source,
        isTransient,
        travel,
        skipUnreachable,
        stages,
        brief,
        Optional.of(text));
  }

  /** The statement. Hybrid tables are left out where they would make it fail. */
  String text() {
    StringBuilder sql = new StringBuilder("CREATE ");
    if (isTransient) {
      sql.append("TRANSIENT ");
    }
    sql.append(kind).append(' ').append(target).append(" CLONE ").append(source);
    travel.ifPresent(when -> sql.append(' ').append(when.clause()));
    if (kind != Kind.TABLE) {
      if (skipUnreachable) {
        sql.append(" IGNORE TABLES WITH INSUFFICIENT DATA RETENTION");
      }
      // The past of hybrid tables is not kept, and a schema with one is not cloned at all.
      if (kind == Kind.SCHEMA || travel.isPresent()) {
        sql.append(" IGNORE HYBRID TABLES");
      }
      if (stages) {
        sql.append(" INCLUDE INTERNAL STAGES");
      }
    }
    if (brief) {
      sql.append(" DATA_RETENTION_TIME_IN_DAYS = 0");
    }
    comment.ifPresent(text -> sql.append(" COMMENT = ").append(SnowflakeSql.literal(text)));
    return sql.toString();
  }
}
