package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.jdbc.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rows of one DBCC CHECKDB say: its errors, their sums, and whether it came to its end.
 * That no error was reported does not say so; the sums, which come last, do. Not thread-safe.
 */
final class MssqlCheckFindings {
  /** The sums for a whole database, which come in no other row: told of a sound one as well. */
  private static final int SUMMARY = 8989;

  private static final int MINIMUM_REPAIR = 8958;

  /** Up to this severity a message is no error. */
  private static final int INFORMATION = 10;

  /** After these the check does not go on; the sums may follow nevertheless. */
  private static final Set<Integer> TERMINATING =
      Set.of(5269, 7984, 7985, 7986, 7987, 7988, 7995, 8921, 8930, 8967, 8998, 8999);

  /** With these it ended early, which may be for want of room in tempdb. */
  static final Set<Integer> ABORTED = Set.of(5269, 8921, 8967, 8999);

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern REPAIR = Pattern.compile("repair_[a-z_]+");

  private final Pattern named;
  private final List<MssqlCheckFinding> findings = new ArrayList<>();
  private boolean terminated;
  private boolean summed;
  private long errors;
  private long allocation;
  private long consistency;
  private Optional<String> repair = Optional.empty();

  /** Those of a database. */
  MssqlCheckFindings(String database) {
    this.named = Pattern.compile("\\p{P}" + Pattern.quote(database) + "\\p{P}");
  }

  /** The next row. */
  void take(Row row) {
    int number = row.intValue("Error");
    String message = row.optionalText("MessageText").orElse("");
    boolean error = row.intValue("Level") > INFORMATION;
    terminated |= TERMINATING.contains(number);
    if (number == SUMMARY) {
      sum(message);
    } else if (number == MINIMUM_REPAIR) {
      Matcher level = REPAIR.matcher(message);
      repair = level.find() ? Optional.of(level.group()) : Optional.empty();
    } else if (error || ABORTED.contains(number)) {
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

  /** What came as an error, with which the check ended. */
  void take(DatabaseException e) {
    terminated = true;
    found(of(e.nativeCode().map(Integer::parseInt).orElse(0), String.valueOf(e.getMessage())));
  }

  /** All has come: errors that were counted only are errors too. */
  void end() {
    if (allocation + consistency > errors) {
      long counted = allocation + consistency;
      found(of(SUMMARY, counted + " errors were counted, and " + errors + " told"));
      errors = counted;
    }
  }

  private static MssqlCheckFinding of(int number, String message) {
    return new MssqlCheckFinding(
        number,
        message,
        OptionalLong.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalLong.empty());
  }

  /**
   * The first two numbers of the sentence, in whatever language it is: in some the database's name
   * comes before them. Of {@code master} there is a second sentence, on the Resource database.
   */
  private void sum(String message) {
    Matcher numbers = NUMBER.matcher(named.matcher(message).replaceAll(" "));
    if (numbers.find()) {
      long first = Long.parseLong(numbers.group());
      if (numbers.find()) {
        summed = true;
        allocation += first;
        consistency += Long.parseLong(numbers.group());
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

  /** The first of the errors. */
  List<MssqlCheckFinding> kept() {
    return findings;
  }

  /** How many there were. */
  long errors() {
    return errors;
  }

  /** Whether something kept the check from going on. */
  boolean terminated() {
    return terminated;
  }

  /** Whether the sums were told, which come last. */
  boolean summed() {
    return summed;
  }

  OptionalLong allocation() {
    return summed ? OptionalLong.of(allocation) : OptionalLong.empty();
  }

  OptionalLong consistency() {
    return summed ? OptionalLong.of(consistency) : OptionalLong.empty();
  }

  Optional<String> repair() {
    return repair;
  }
}
