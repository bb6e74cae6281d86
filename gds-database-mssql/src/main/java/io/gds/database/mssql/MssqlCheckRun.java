package io.gds.database.mssql;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.SqlMessage;
import io.gds.database.jdbc.SqlSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of DBCC CHECKDB. What it finds comes as rows, by {@code TABLERESULTS}, which servers take
 * although the vendor's page does not name it: as errors, a driver would have to hold all of them
 * in memory at once, and one of a high severity would take the connection with it. Used once.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/database-console-commands/dbcc-checkdb-transact-sql">
 *     DBCC CHECKDB</a>
 */
final class MssqlCheckRun {
  /** The sums for the whole database, which come in no other row. */
  private static final int SUMMARY = 8989;

  private static final int MINIMUM_REPAIR = 8958;

  /** How much room in tempdb it would take, a message of no severity. */
  private static final int ESTIMATE = 5281;

  /** Up to this severity a message is no error. */
  private static final int INFORMATION = 10;

  /** After these the check does not go on. */
  private static final Set<Integer> TERMINATING =
      Set.of(7984, 7985, 7986, 7987, 7988, 7995, 8921, 8930, 8967, 8998);

  /** With these it ended early, which may be for want of room in tempdb. */
  static final Set<Integer> ABORTED = Set.of(8921, 8967);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern REPAIR = Pattern.compile("repair_[a-z_]+");
  private static final Pattern LAST_NUMBER = Pattern.compile("([0-9]{1,15})[^0-9]*$");

  private final MssqlContext context;
  private final String name;
  private final MssqlCheckOptions options;
  private final List<MssqlCheckFinding> findings = new ArrayList<>();
  private Instant startedAt = Instant.EPOCH;
  private boolean complete;
  private boolean terminated;
  private long errors;
  private OptionalLong allocation = OptionalLong.empty();
  private OptionalLong consistency = OptionalLong.empty();
  private Optional<String> repair = Optional.empty();
  private OptionalLong tempdb = OptionalLong.empty();

  MssqlCheckRun(MssqlContext context, String name, MssqlCheckOptions options) {
    this.context = context;
    this.name = name;
    this.options = options;
  }

  /** The statement. */
  String sql() {
    return sql(name, options);
  }

  static String sql(String name, MssqlCheckOptions options) {
    List<String> with = new ArrayList<>(List.of("NO_INFOMSGS", "ALL_ERRORMSGS"));
    if (options.physicalOnly()) {
      with.add("PHYSICAL_ONLY");
    }
    if (options.dataPurity()) {
      with.add("DATA_PURITY");
    }
    if (options.extendedLogicalChecks()) {
      with.add("EXTENDED_LOGICAL_CHECKS");
    }
    options.maxDop().ifPresent(processors -> with.add("MAXDOP = " + processors));
    with.add(options.estimateOnly() ? "ESTIMATEONLY" : "TABLERESULTS");
    return "DBCC CHECKDB (" + MssqlSql.name(name) + ") WITH " + String.join(", ", with);
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
          session.forEach(sql(), this::take);
        }
        progress.done();
        complete = !terminated;
      } catch (DatabaseException e) {
        if (e.code() != ErrorCode.DATABASE_CORRUPT) {
          throw e;
        }
        // It came as an error, and the check ended with it: that is what was found.
        found(
            new MssqlCheckFinding(
                e.nativeCode().map(Integer::parseInt).orElse(0),
                String.valueOf(e.getMessage()),
                OptionalLong.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty()));
      }
    }
  }

  private void estimate(SqlMessage message) {
    Matcher last = LAST_NUMBER.matcher(message.text());
    if (message.code() == ESTIMATE && last.find()) {
      tempdb = OptionalLong.of(Long.parseLong(last.group(1)) << 10);
    }
  }

  private void take(Row row) {
    int number = row.intValue("Error");
    String message = row.optionalText("MessageText").orElse("");
    if (number == SUMMARY) {
      sum(message);
    } else if (number == MINIMUM_REPAIR) {
      Matcher level = REPAIR.matcher(message);
      repair = level.find() ? Optional.of(level.group()) : Optional.empty();
    } else if (row.intValue("Level") > INFORMATION) {
      terminated |= TERMINATING.contains(number);
      found(
          new MssqlCheckFinding(
              number,
              message,
              positive(row.optionalLong("ObjectId")),
              index(row),
              positive(row.optionalInt("File")),
              row.optionalInt("File").orElse(0) > 0
                  ? row.optionalLong("Page")
                  : OptionalLong.empty()));
    }
  }

  /** The first two numbers of the sentence, in whatever language it is. */
  private void sum(String message) {
    Matcher numbers = NUMBER.matcher(message);
    if (numbers.find()) {
      long first = Long.parseLong(numbers.group());
      if (numbers.find()) {
        allocation = OptionalLong.of(first);
        consistency = OptionalLong.of(Long.parseLong(numbers.group()));
      }
    }
  }

  private static OptionalInt index(Row row) {
    return row.optionalLong("ObjectId").orElse(0) == 0
        ? OptionalInt.empty()
        : row.optionalInt("IndexId");
  }

  /** What is of nothing is told as 0. */
  private static OptionalLong positive(OptionalLong value) {
    return value.orElse(0) == 0 ? OptionalLong.empty() : value;
  }

  private static OptionalInt positive(OptionalInt value) {
    return value.orElse(0) == 0 ? OptionalInt.empty() : value;
  }

  private void found(MssqlCheckFinding finding) {
    errors++;
    if (findings.size() < MssqlCheckInfo.FINDINGS_KEPT) {
      findings.add(finding);
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

  /** What was found; only once it was run. */
  MssqlCheckInfo info() {
    boolean good = complete && errors == 0 && !options.estimateOnly();
    OptionalLong none = good ? OptionalLong.of(0) : OptionalLong.empty();
    Instant finishedAt = context.clock().instant();
    return new MssqlCheckInfo(
        name,
        startedAt,
        finishedAt,
        scope(),
        complete,
        errors,
        allocation.isPresent() ? allocation : none,
        consistency.isPresent() ? consistency : none,
        findings,
        repair,
        tempdb,
        new MssqlIntegrityReading(context, name).read(context.sql()));
  }
}
