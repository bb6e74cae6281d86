package io.gds.database.snowflake;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is measured before a database is cloned, backed up or restored. */
final class SnowflakeBackupChecks {
  private static final int NAMED = 5;

  private final SnowflakeContext context;
  private final SnowflakeShelf shelf;

  SnowflakeBackupChecks(SnowflakeContext context) {
    this.context = context;
    this.shelf = new SnowflakeShelf(context);
  }

  /** That there is a database of this name that can be cloned. */
  List<Check> source(String name) {
    Optional<SnowflakeShelf.Entry> found = shelf.find(name);
    Check exists = exists(name, found.isPresent());
    return found
        .map(
            entry ->
                List.of(
                    exists,
                    Checks.demand(
                        context.clock(),
                        entry.isOwn(),
                        "the database is one of the account's own",
                        name,
                        entry.kind(),
                        "STANDARD",
                        ErrorCode.WRONG_STATE,
                        "Ask the account that shares it for a backup, or copy its tables.")))
        .orElse(List.of(exists));
  }

  private Check exists(String name, boolean there) {
    return Checks.demand(
        context.clock(),
        there,
        "the database exists",
        name,
        there ? "yes" : "no, or this role does not see it",
        "yes",
        ErrorCode.NOT_FOUND,
        "Check the name, letter case included, and the rights of the role.");
  }

  /** That nothing has this name. */
  Check free(String name) {
    boolean taken = shelf.find(name).isPresent();
    return Checks.demand(
        context.clock(),
        !taken,
        "the name is free",
        name,
        taken ? "taken" : "free",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name, or allow it to be replaced where that can be.");
  }

  /** That an instant is one that all of it reaches, or may be reached without some of it. */
  Check reaches(SnowflakeReach reach, String name, SnowflakeTimeTravel travel, boolean skip) {
    Optional<java.time.Instant> instant = travel.instant(reach.now());
    String rule = "the state asked for can still be had back";
    if (instant.isEmpty()) {
      return Checks.notMeasured(
          context.clock(), rule, name, "the server knows when the statement was run", "it knows");
    }
    if (!reach.reaches(instant.get())) {
      return Checks.demand(
          context.clock(),
          false,
          rule,
          name,
          instant.get().toString(),
          reach.from() + " to " + reach.now(),
          ErrorCode.NOT_FOUND,
          "Name an instant in between, or restore a snapshot or an unload.");
    }
    List<SnowflakeReach.Item> lost = reach.lost(instant.get());
    if (lost.isEmpty() || skip) {
      return Checks.advise(
          context.clock(),
          lost.isEmpty(),
          rule,
          name,
          lost.isEmpty() ? instant.get().toString() : "without " + reach.named(lost),
          "all of it",
          "Without leaving them out, " + reach.wholeFrom() + " is the earliest instant.");
    }
    return Checks.demand(
        context.clock(),
        false,
        rule,
        name,
        "these do not reach " + instant.get() + ": " + reach.named(lost),
        "all reach it",
        ErrorCode.NOT_FOUND,
        "Name an instant from "
            + reach.wholeFrom()
            + " on, or let them be skipped by "
            + SnowflakeClone.SKIP_UNREACHABLE.id()
            + ".");
  }

  /** What a clone will not have, told beforehand. */
  Check carried(String name, SnowflakeInventory inventory, boolean ofThePast) {
    List<SnowflakeInventory.Table> lacking = inventory.notCloned(ofThePast);
    String names =
        lacking.stream()
            .limit(NAMED)
            .map(t -> t.kind().name().toLowerCase(Locale.ROOT) + " " + t.qualified())
            .collect(Collectors.joining(", "));
    return Checks.advise(
        context.clock(),
        lacking.isEmpty(),
        "a clone has all its tables",
        name,
        lacking.isEmpty()
            ? "all"
            : "without "
                + names
                + (lacking.size() > NAMED ? ", and " + (lacking.size() - NAMED) + " more" : ""),
        "all",
        "Copy them by other means.");
  }

  /** What no clone has, as sentences. */
  static List<String> notCarried(
      SnowflakeInventory inventory, boolean ofThePast, boolean withStages) {
    List<String> lacking = new ArrayList<>();
    for (SnowflakeInventory.Table table : inventory.notCloned(ofThePast)) {
      lacking.add(
          "the " + table.kind().name().toLowerCase(Locale.ROOT) + " table " + table.qualified());
    }
    lacking.add("rights on the database itself; those on what lies in it are there");
    lacking.add(
        withStages
            ? "files in stages of tables, and those that no directory table knows"
            : "named internal stages, pipes on them, and files in stages of tables");
    lacking.add("its history: Time Travel of the clone begins with it");
    lacking.add("the load history: files that were loaded can be loaded again");
    lacking.add("records that streams have not given yet");
    lacking.add("backup sets and their policies");
    lacking.add(
        ofThePast
            ? "tasks: a clone of the past has none; alerts, pipes and automatic clustering are"
                + " suspended"
            : "running work: tasks, alerts, pipes and automatic clustering are suspended");
    return lacking;
  }
}
