package io.gds.database.postgres;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The statements of backing up, restoring and jobs, in the forms that are left from version 24.3
 * on.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup">BACKUP</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/restore">RESTORE</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-backup">SHOW BACKUP</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-jobs">SHOW JOBS</a>
 */
final class CockroachBackupSql {
  /** The vendor's advice: far enough back not to contend with what is being written. */
  static final String NOW = "-10s";

  private static final DateTimeFormatter INSTANT =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendLiteral("+00:00")
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private CockroachBackupSql() {}

  /** A text; backslashes stand for themselves here, whatever the session says. */
  static String literal(String text) {
    return CockroachSql.NAMES.literal(text);
  }

  static String name(String name) {
    return CockroachSql.name(name);
  }

  /** An instant for AS OF SYSTEM TIME, to the nanosecond. */
  static String asOf(Instant instant) {
    return INSTANT.format(instant);
  }

  /**
   * A full backup, or an incremental one appended to a full one.
   *
   * @param database the database; null for the whole cluster
   * @param base the subdirectory of the full backup to append to, or LATEST; null for a full one
   */
  static CockroachStatement backup(
      @Nullable String database,
      CockroachCollection into,
      @Nullable String base,
      String asOf,
      List<CockroachStatement> options) {
    CockroachStatement statement =
        CockroachStatement.of(
            "BACKUP "
                + (database == null ? "" : "DATABASE " + name(database) + " ")
                + "INTO "
                + (base == null ? "" : chain(base) + " IN "));
    return with(
        uris(statement, into.uris()).and(" AS OF SYSTEM TIME " + literal(asOf)),
        first("detached", options));
  }

  /**
   * A database under this or another name.
   *
   * @param newName the name it gets; null for its own
   * @param asOf the instant; null for the latest of the backup
   */
  static CockroachStatement restore(
      String database,
      CockroachCollection from,
      String chain,
      @Nullable String newName,
      @Nullable String asOf,
      List<CockroachStatement> options) {
    CockroachStatement statement =
        uris(
            CockroachStatement.of(
                "RESTORE DATABASE " + name(database) + " FROM " + chain(chain) + " IN "),
            from.uris());
    if (asOf != null) {
      statement = statement.and(" AS OF SYSTEM TIME " + literal(asOf));
    }
    List<CockroachStatement> all = first("detached", options);
    if (newName != null) {
      all = first("new_db_name = " + literal(newName), all);
    }
    return with(statement, all);
  }

  /** The subdirectories of the full backups, the oldest first. */
  static CockroachStatement showBackups(CockroachCollection in) {
    return uris(CockroachStatement.of("SHOW BACKUPS IN "), in.uris());
  }

  /**
   * A row for each backup of a chain: summed up by the server, since there is a row for every table
   * of every backup.
   */
  static CockroachStatement showLayers(
      CockroachCollection in, String chain, boolean checkFiles, List<CockroachStatement> options) {
    return CockroachStatement.of("WITH b AS (")
        .and(showBackup(in, chain, checkFiles ? first("check_files", options) : options))
        .and(
            ") SELECT backup_type, start_time, end_time,"
                + " bool_or(is_full_cluster) AS is_full_cluster,"
                + " array_agg(DISTINCT CASE object_type WHEN 'database' THEN object_name ELSE"
                + " database_name END) AS databases,"
                + " count(*) FILTER (WHERE object_type != 'database') AS objects,"
                + " sum(size_bytes)::INT8 AS size_bytes,"
                + " sum(\"rows\")::INT8 AS row_count,"
                + (checkFiles
                    ? " sum(file_bytes)::INT8 AS file_bytes"
                    : " NULL::INT8 AS file_bytes")
                + " FROM b GROUP BY backup_type, start_time, end_time");
  }

  /** What a full backup and those appended to it hold. */
  static CockroachStatement showBackup(
      CockroachCollection in, String chain, List<CockroachStatement> options) {
    return with(
        uris(CockroachStatement.of("SHOW BACKUP FROM " + chain(chain) + " IN "), in.uris()),
        options);
  }

  /**
   * What only the manifests tell. The vendor does not promise their form, so nothing but exactness
   * may depend on it.
   */
  static CockroachStatement showManifests(
      CockroachCollection in, String chain, List<CockroachStatement> options) {
    return CockroachStatement.of("WITH b AS (")
        .and(showBackup(in, chain, first("as_json", options)))
        .and(
            ") SELECT manifest->'startTime'->>'wallTime' AS start_wall,"
                + " manifest->'endTime'->>'wallTime' AS end_wall,"
                + " manifest->'endTime'->>'logical' AS end_logical,"
                + " manifest->>'mvccFilter' AS mvcc_filter,"
                + " manifest->'revisionStartTime'->>'wallTime' AS revision_wall,"
                + " manifest->'buildInfo'->>'tag' AS build_tag FROM b");
  }

  static String showJobs() {
    return "SHOW JOBS";
  }

  /** Unlike the list, also tells of jobs that ended long ago, with the whole description. */
  static String showJob(long id) {
    return "SHOW JOB " + id;
  }

  static String pauseJob(long id) {
    return "PAUSE JOB " + id;
  }

  static String resumeJob(long id) {
    return "RESUME JOB " + id;
  }

  static String cancelJob(long id) {
    return "CANCEL JOB " + id;
  }

  static String dropDatabase(String name) {
    return "DROP DATABASE IF EXISTS " + name(name) + " CASCADE";
  }

  /** LATEST is a word of the grammar, a subdirectory is a text. */
  private static String chain(String chain) {
    return chain.equals("LATEST") ? chain : literal(chain);
  }

  private static CockroachStatement uris(CockroachStatement statement, List<String> uris) {
    CockroachStatement all = statement;
    String before = uris.size() > 1 ? "(" : "";
    for (String uri : uris) {
      all = all.and(before).literal(CockroachCollection.shown(uri), uri);
      before = ", ";
    }
    return uris.size() > 1 ? all.and(")") : all;
  }

  /** The texts of a list as one option's value. */
  static CockroachStatement option(String name, List<String> uris) {
    return uris(CockroachStatement.of(name + " = "), uris);
  }

  private static List<CockroachStatement> first(String option, List<CockroachStatement> others) {
    List<CockroachStatement> all = new ArrayList<>();
    all.add(CockroachStatement.of(option));
    all.addAll(others);
    return all;
  }

  private static CockroachStatement with(
      CockroachStatement statement, List<CockroachStatement> options) {
    CockroachStatement all = statement;
    String before = " WITH ";
    for (CockroachStatement option : options) {
      all = all.and(before).and(option);
      before = ", ";
    }
    return all;
  }
}
