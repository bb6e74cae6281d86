package io.gds.database.mssql;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlMessage;
import io.gds.database.jdbc.SqlSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of DBCC CHECKDB. What it finds comes as rows, by {@code TABLERESULTS}, which servers take
 * although the vendor's page does not name it: as errors, a driver would have to hold all of them
 * in memory at once, and one of a high severity would take the connection with it. Messages that
 * only inform are asked for, since the last of them says that the check came to its end. Used once.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql">
 *     DBCC CHECKDB</a>
 */
final class MssqlCheckRun {
  /** How much room in tempdb it would take, a message of no severity. */
  private static final int ESTIMATE = 5281;

  private static final Pattern LAST_NUMBER = Pattern.compile("([0-9]{1,15})[^0-9]*$");

  private final MssqlContext context;
  private final String name;
  private final MssqlCheckOptions options;
  private final MssqlCheckFindings findings;
  private Instant startedAt = Instant.EPOCH;
  private boolean answered;
  private OptionalLong tempdb = OptionalLong.empty();

  MssqlCheckRun(MssqlContext context, String name, MssqlCheckOptions options) {
    this.context = context;
    this.name = name;
    this.options = options;
    this.findings = new MssqlCheckFindings(name);
  }

  /** The statement. */
  String sql() {
    return sql(name, options);
  }

  static String sql(String name, MssqlCheckOptions options) {
    List<String> with = new ArrayList<>(List.of("ALL_ERRORMSGS"));
    if (options.physicalOnly()) {
      with.add("PHYSICAL_ONLY");
    }
    if (options.dataPurity()) {
      with.add("DATA_PURITY");
    }
    if (options.extendedLogicalChecks()) {
      with.add("EXTENDED_LOGICAL_CHECKS");
    }
    if (options.locked()) {
      with.add("TABLOCK");
    }
    options.maxDop().ifPresent(processors -> with.add("MAXDOP = " + processors));
    with.add(options.estimateOnly() ? "ESTIMATEONLY" : "TABLERESULTS");
    return "DBCC CHECKDB ("
        + MssqlSql.name(name)
        + (options.withoutIndexes() ? ", NOINDEX" : "")
        + ") WITH "
        + String.join(", ", with);
  }

  /** The step's body. */
  void run(StepContext step) {
    startedAt = context.clock().instant();
    try (SqlSession kept = context.sql().session()) {
      SqlSession session = kept.during(step);
      try (MssqlRequestProgress progress =
          MssqlRequestProgress.begin(context, session, "check", step)) {
        if (options.estimateOnly()) {
          session.execute(sql()).messages().forEach(this::estimate);
        } else {
          // Of master there are two results.
          session.forEachOfAll(sql(), findings::take);
        }
        findings.end();
        answered = true;
        progress.done();
      }
    } catch (DatabaseException e) {
      fail(e);
    }
  }

  /** What was found until a check failed is worth more than why it did. */
  private void fail(DatabaseException e) {
    if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.TIMEOUT) {
      if (findings.errors() > 0) {
        e.addRemedy(
            "Until then "
                + findings.errors()
                + " errors were found, the first of them "
                + findings.kept().get(0).described()
                + ".");
      }
      throw e;
    }
    if (e.code() != ErrorCode.DATABASE_CORRUPT && findings.errors() == 0) {
      throw e;
    }
    findings.take(e);
  }

  private void estimate(SqlMessage message) {
    Matcher last = LAST_NUMBER.matcher(message.text());
    if (message.code() == ESTIMATE && last.find()) {
      tempdb = OptionalLong.of(Long.parseLong(last.group(1)) << 10);
    }
  }

  private MssqlCheckInfo.Scope scope() {
    if (options.estimateOnly()) {
      return MssqlCheckInfo.Scope.NOTHING;
    }
    if (options.physicalOnly()) {
      return MssqlCheckInfo.Scope.PHYSICAL;
    }
    return options.extendedLogicalChecks()
        ? MssqlCheckInfo.Scope.EXTENDED
        : MssqlCheckInfo.Scope.FULL;
  }

  private List<String> leftOut() {
    List<String> all = new ArrayList<>();
    if (options.withoutIndexes()) {
      all.add("the nonclustered indexes of users' tables");
    }
    if (options.locked()) {
      all.add("the catalogue, and what the Service Broker holds");
    }
    if (options.physicalOnly()) {
      all.add("FILESTREAM data");
    }
    return all;
  }

  /** What was found; only once it was run. */
  MssqlCheckInfo info() {
    Instant finishedAt = context.clock().instant();
    MssqlIntegrityReading.Read remembered =
        new MssqlIntegrityReading(context, name).readIfPossible();
    boolean complete =
        options.estimateOnly()
            ? tempdb.isPresent()
            : answered && !findings.terminated() && (findings.summed() || isFoundGood(remembered));
    boolean good = complete && findings.errors() == 0 && !options.estimateOnly();
    OptionalLong none = good ? OptionalLong.of(0) : OptionalLong.empty();
    return new MssqlCheckInfo(
        name,
        startedAt,
        finishedAt,
        scope(),
        leftOut(),
        complete,
        findings.errors(),
        findings.summed() ? findings.allocation() : none,
        findings.summed() ? findings.consistency() : none,
        findings.kept(),
        findings.repair(),
        tempdb,
        remembered.integrity());
  }

  /** Where no sums came, as PHYSICAL_ONLY may suppress them: whether the server calls it good. */
  private boolean isFoundGood(MssqlIntegrityReading.Read remembered) {
    Duration since = Duration.between(startedAt, remembered.integrity().readAt());
    return findings.errors() == 0
        && remembered
            .integrity()
            .lastGoodCheck()
            .filter(good -> !good.isBefore(remembered.serverTime().minus(since)))
            .isPresent();
  }
}
