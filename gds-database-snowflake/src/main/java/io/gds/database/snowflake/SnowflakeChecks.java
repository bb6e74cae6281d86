package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What has to hold before databases are created, altered, dropped or got back. Reads only. */
final class SnowflakeChecks {
  private final SnowflakeContext context;

  SnowflakeChecks(SnowflakeContext context) {
    this.context = context;
  }

  private Check demand(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(context.clock(), holds, rule, subject, measured, limit, code, remedy);
  }

  /** That there is no database of this name, as far as this role sees. */
  Check free(String name) {
    return free(name, context.readings().find(name));
  }

  private Check free(String name, Optional<SnowflakeDatabaseRow> found) {
    return demand(
        found.isEmpty(),
        "name free",
        name,
        found.isEmpty() ? "free" : "there is a database \"" + name + "\"",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or drop or rename the database there is.");
  }

  /**
   * That the database is there, and one of the account's own.
   *
   * @param retentionDays for how many days its history is to be kept from then on, if that changes
   */
  List<Check> changeable(String name, Optional<Integer> retentionDays) {
    Optional<SnowflakeDatabaseRow> found = context.readings().find(name);
    List<Check> all = new ArrayList<>(List.of(exists(name, found), own(name, found)));
    if (retentionDays.isPresent() && days(found).isPresent()) {
      all.add(kept(name, days(found).getAsInt(), retentionDays.get()));
    }
    return all;
  }

  /** The same for one that goes away, and whether it can be got back. */
  List<Check> droppable(String name) {
    Optional<SnowflakeDatabaseRow> found = context.readings().find(name);
    List<Check> all = new ArrayList<>(List.of(exists(name, found), own(name, found)));
    OptionalInt days = days(found);
    if (days.isPresent()) {
      all.add(
          Checks.advise(
              context.clock(),
              days.getAsInt() > 0,
              "can be got back",
              name,
              days.getAsInt() + " days of retention",
              "1 day or more",
              "Raise its retention first: without it UNDROP has nothing to get back, whatever its"
                  + " tables' own retention is."));
    }
    return all;
  }

  private static OptionalInt days(Optional<SnowflakeDatabaseRow> found) {
    return found.map(SnowflakeDatabaseRow::retentionDays).orElse(OptionalInt.empty());
  }

  /** Less retention lets history go that is there now. */
  private Check kept(String name, int before, int after) {
    return Checks.advise(
        context.clock(),
        after >= before,
        "history kept",
        name,
        "from " + before + " to " + after + " days",
        before + " days or more",
        "History of more than " + after + " days is lost at once, and cannot be reached again.");
  }

  private Check exists(String name, Optional<SnowflakeDatabaseRow> found) {
    return demand(
        found.isPresent(),
        "database exists",
        name,
        found.isPresent() ? "there" : "not there, or hidden from this role",
        "there",
        ErrorCode.NOT_FOUND,
        "Write the name as lists show it, letter case included.");
  }

  private Check own(String name, Optional<SnowflakeDatabaseRow> found) {
    boolean system = found.filter(SnowflakeDatabaseRow::isSystem).isPresent();
    return demand(
        !system,
        "not the vendor's",
        name,
        system ? "the vendor's own" : "not the vendor's",
        "not the vendor's",
        ErrorCode.WRONG_STATE,
        "Leave it as it is: it holds what the account tells of itself.");
  }

  /** That a database of this name was dropped, and can be got back. */
  List<Check> undroppable(String name, Optional<String> renameNewcomer) {
    List<SnowflakeDatabaseRow> all = context.readings().history(name);
    Optional<SnowflakeDatabaseRow> dropped =
        all.stream().filter(row -> row.droppedAt().isPresent()).findFirst();
    Optional<SnowflakeDatabaseRow> newcomer =
        all.stream().filter(row -> row.droppedAt().isEmpty()).findFirst();
    Check there =
        demand(
            dropped.isPresent(),
            "dropped within its retention",
            name,
            dropped
                .flatMap(SnowflakeDatabaseRow::droppedAt)
                .map(at -> "dropped at " + at)
                .orElse("none that was dropped is kept"),
            "kept",
            ErrorCode.NOT_FOUND,
            "A database is kept for its retention time after it was dropped, and is seen by roles"
                + " that own it; after that the vendor's support alone may have it, for days.");
    Check free =
        renameNewcomer.isEmpty()
            ? free(name, newcomer)
            : demand(
                true,
                "name free",
                name,
                newcomer.isPresent() ? "to be free by the rename" : "free",
                "free",
                ErrorCode.ALREADY_EXISTS,
                "");
    return renameNewcomer.isPresent() && newcomer.isPresent()
        ? List.of(there, free, free(renameNewcomer.get()))
        : List.of(there, free);
  }
}
