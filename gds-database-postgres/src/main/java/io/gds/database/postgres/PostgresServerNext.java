package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is left to do with a data directory that was restored, as sentences with commands. */
final class PostgresServerNext {
  private static final String NO_PRELOADS = "-c shared_preload_libraries=";

  private final PostgresContext context;
  private final PostgresServerTarget target;
  private final PostgresReach.Base base;
  private final Optional<Path> tools;

  PostgresServerNext(
      PostgresContext context,
      PostgresServerTarget target,
      PostgresReach.Base base,
      Optional<Path> tools) {
    this.context = context;
    this.target = target;
    this.base = base;
    this.tools = tools;
  }

  /** All of it, in order. */
  List<String> lines(PostgresRecovery recovery) {
    String directory = PostgresServerTrial.quoted(target.directory().toString());
    String place = PostgresServerTrial.dataDirectory(target.directory());
    List<String> next = new ArrayList<>();
    next.add(
        "It belongs to "
            + System.getProperty("user.name")
            + ", and the server must run as its owner, who is not root; else: chown -R postgres: "
            + owned()
            + recovery.wal().map(PostgresServerNext::readable).orElse(""));
    if (!target.hasConfiguration()) {
      next.add(
          "postgresql.conf, pg_hba.conf and pg_ident.conf are not in it: the server kept them"
              + " elsewhere. Copy them, or name them by -o "
              + PostgresServerTrial.quoted("-c config_file=… -c hba_file=… " + place)
              + ": without the last, one that names a data directory starts that one instead.");
    }
    preloads().ifPresent(next::add);
    next.add(
        "Start it: "
            + PostgresServerTrial.quoted(program())
            + " -D "
            + directory
            + " -l "
            + PostgresServerTrial.quoted(target.directory() + ".log")
            + " -o "
            + PostgresServerTrial.quoted(place)
            + " -w start; it takes the port of its configuration unless -p PORT behind -o gives"
            + " another.");
    next.add(
        "It then recovers to "
            + recovery.target().text()
            + ". It is done when recovery.signal is gone and pg_is_in_recovery() is false, unless"
            + " the action is another than promote.");
    next.add(
        "It archives no WAL, waits for no standby, and applies no subscriptions: see the end of"
            + " postgresql.auto.conf, and set what it shall have of its own before it is relied"
            + " on.");
    return next;
  }

  /** What the configuration starts in the copy besides the server itself. */
  private Optional<String> preloads() {
    PostgresPreloads preloads = PostgresPreloads.of(target.directory());
    String without =
        " To start it without them, put "
            + NO_PRELOADS
            + " behind -o as well: -o "
            + PostgresServerTrial.quoted(
                PostgresServerTrial.dataDirectory(target.directory()) + " " + NO_PRELOADS)
            + ". A library that writes log of its own is needed to recover, though: the server then"
            + " fails and says so.";
    if (!preloads.libraries().isEmpty()) {
      return Optional.of(
          "Its configuration preloads "
              + String.join(", ", preloads.libraries())
              + ": what such a library does by itself, it does in the copy too, such as pg_cron its"
              + " jobs once the copy is promoted."
              + without);
    }
    return target.hasConfiguration() && preloads.unread().isEmpty()
        ? Optional.empty()
        : Optional.of(
            (target.hasConfiguration()
                    ? "Of its configuration "
                        + String.join(", ", preloads.unread())
                        + " was not"
                        + " read here"
                    : "That configuration was not read here")
                + ": if it sets shared_preload_libraries, what these do by themselves, they do in"
                + " the copy too, such as pg_cron its jobs once the copy is promoted."
                + without);
  }

  /** The data directory has links to its tablespaces, which chown does not follow. */
  private String owned() {
    return target.directories().stream()
        .map(Path::toString)
        .map(PostgresServerTrial::quoted)
        .collect(Collectors.joining(" "));
  }

  private static String readable(Path wal) {
    return ", and let that user read the log in " + wal;
  }

  private String program() {
    try {
      return context
          .toolbox()
          .require(
              "pg_ctl",
              new PostgresToolbox.Wanted(
                  base.major(), base.major(), "the backup is of PostgreSQL " + base.major()),
              tools)
          .tool()
          .binary()
          .toString();
    } catch (DatabaseException e) {
      return "pg_ctl";
    }
  }
}
