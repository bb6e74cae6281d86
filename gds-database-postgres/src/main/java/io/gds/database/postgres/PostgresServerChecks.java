package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What is measured before a base backup is begun; reads only. */
final class PostgresServerChecks {
  private static final String LOGIN = "the server lets this role in for replication";

  private final PostgresContext context;

  PostgresServerChecks(PostgresContext context) {
    this.context = context;
  }

  private record Server(
      boolean replication,
      String role,
      String walLevel,
      int freeSenders,
      String senders,
      int freeSlots,
      String slots) {}

  /** What the server says of itself and of this role, for a base backup. */
  List<Check> server() {
    return server(2, true);
  }

  /** The same for receiving its WAL. */
  List<Check> receiving() {
    return server(1, false);
  }

  private List<Check> server(int senders, boolean slot) {
    Server server;
    try {
      server =
          context
              .sql()
              .first(
                  PostgresSql.text("server-backup-checks"),
                  row ->
                      new Server(
                          row.bool("replication"),
                          row.text("role"),
                          row.text("wal_level"),
                          row.intValue("free_senders"),
                          row.text("senders"),
                          row.intValue("free_slots"),
                          row.text("slots")))
              .orElseThrow();
    } catch (DatabaseException e) {
      return List.of(unreadable(e));
    }
    List<Check> checks = new ArrayList<>();
    checks.add(
        demand(
            server.replication(),
            "the role may replicate",
            server.role(),
            server.replication() ? "allowed" : "not allowed",
            "REPLICATION",
            ErrorCode.PERMISSION_DENIED,
            "ALTER ROLE " + PostgresSql.name(server.role()) + " REPLICATION"));
    checks.add(
        demand(
            !server.walLevel().equals("minimal"),
            "the WAL is enough to back up from",
            "wal_level",
            server.walLevel(),
            "replica or logical",
            ErrorCode.WRONG_STATE,
            "Set wal_level to replica, and restart the server."));
    checks.add(
        demand(
            server.freeSenders() >= senders,
            senders == 1 ? "a WAL sender is free" : "two WAL senders are free",
            "max_wal_senders",
            server.freeSenders() + " of " + server.senders() + " free",
            senders + " free",
            ErrorCode.SERVER_BUSY,
            "Raise max_wal_senders, or wait until another backup or standby is gone."));
    if (!slot) {
      return checks;
    }
    checks.add(
        demand(
            server.freeSlots() >= 1,
            "a replication slot is free",
            "max_replication_slots",
            server.freeSlots() + " of " + server.slots() + " free",
            "1 free, to keep the WAL while it is copied",
            ErrorCode.SERVER_BUSY,
            "Raise max_replication_slots, or drop a slot that nobody uses."));
    return checks;
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

  private Check unreadable(DatabaseException e) {
    return new Check(
        "the server answers",
        context.runner().engine(),
        String.valueOf(e.getMessage()),
        "an answer",
        Verdict.REFUSED,
        e.code(),
        context.clock().instant(),
        e.remedy().orElse("See that the server answers, and that this role may ask."));
  }

  /** Tries to log in as the tool will: pg_hba.conf has lines of its own for replication. */
  Check login(Optional<Path> tools) {
    String engine = context.runner().engine();
    PostgresToolbox.Found psql;
    try {
      psql = context.toolbox().require("psql", PostgresToolbox.Wanted.any(), tools);
    } catch (DatabaseException e) {
      return Checks.notMeasured(
          context.clock(), LOGIN, engine, String.valueOf(e.getMessage()), "let in");
    }
    Duration patience =
        context.info().timeouts().connect().plus(context.info().timeouts().login()).plusSeconds(5);
    try (PostgresToolLogin login =
        PostgresToolLogin.open(context, PostgresToolSessions.newName())) {
      ToolCommand command =
          login
              .command(psql.tool())
              .arguments("--no-psqlrc", "--no-password", "--quiet", "--tuples-only")
              .arguments("--command=IDENTIFY_SYSTEM")
              .arguments(
                  "--dbname="
                      + login.address(context.connections().maintenance())
                      + "?replication=true")
              .build();
      context.toolbox().runner().run(ToolRun.of(command).within(patience));
      return demand(true, LOGIN, engine, "let in", "let in", ErrorCode.PERMISSION_DENIED, "");
    } catch (DatabaseException e) {
      return refusedLogin(PostgresToolErrors.explained(e, engine), engine);
    }
  }

  private Check refusedLogin(DatabaseException e, String engine) {
    String said = e.details().get("stderr").orElse(String.valueOf(e.getMessage()));
    boolean noLine = said.toLowerCase(Locale.ROOT).contains("pg_hba.conf");
    String role = context.info().credentials().username().orElse("…");
    return new Check(
        LOGIN,
        engine,
        said.strip(),
        "let in",
        Verdict.REFUSED,
        noLine ? ErrorCode.PERMISSION_DENIED : e.code(),
        context.clock().instant(),
        noLine
            ? "Add a line to pg_hba.conf and reload: \"host replication "
                + role
                + " <this machine's address> scram-sha-256\"; a line for \"all\" databases does not"
                + " cover replication."
            : e.remedy().orElse("See the server's log."));
  }

  /**
   * There is room for what is going to be written, as far as this role may ask how large the server
   * is.
   *
   * @param first the directory that is written into in any case
   * @param needs adds what is written where, by the size of the server
   */
  List<Check> room(Path first, BiConsumer<PostgresRoom, PostgresBaseSize> needs) {
    PostgresRoom room = new PostgresRoom();
    List<Check> checks = new ArrayList<>();
    try {
      needs.accept(room, PostgresBaseSize.ofServer(context.sql()));
    } catch (DatabaseException e) {
      // Not everybody may count; that there is a directory is measured in any case.
      checks.add(
          Checks.notMeasured(
              context.clock(),
              "the size of the server is known",
              context.runner().engine(),
              String.valueOf(e.getMessage()),
              "a role that may ask, such as a member of pg_read_all_stats"));
      room = new PostgresRoom().add(first, 0);
    }
    checks.addAll(room.checks(context.clock().instant()));
    return checks;
  }

  /** The directory of archived WAL can be looked into. */
  Check walArchive(Path directory) {
    boolean there = Files.isDirectory(directory);
    return demand(
        there,
        "the WAL archive is there",
        directory.toString(),
        there ? "a directory" : "no directory",
        "a directory",
        ErrorCode.NOT_FOUND,
        "Name the directory in which the archived segments lie, as this machine sees it.");
  }
}
