package io.gds.database.mssql;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a RESTORE statement says, typed. Immutable.
 *
 * @param database the database to restore into
 * @param log whether it restores a log
 * @param source where from: every stripe, and by which credential
 * @param position the set's number on the media; the server's own default is the oldest
 * @param part what of the database, else all
 * @param moves where each file goes, else where it was
 * @param checksums whether checksums must be there and right; true fails where a set has none
 * @param stop where to stop in a log
 * @param ending what the database is left as
 * @param replace whether the server's three guards are lifted: another database of the name, a tail
 *     of the log that was not backed up, files of others
 * @param keepReplication whether replication is kept
 * @param restrictedUser whether only owners and administrators get in
 */
record MssqlRestoreSpec(
    String database,
    boolean log,
    MssqlDestination source,
    int position,
    Optional<Part> part,
    List<Move> moves,
    boolean checksums,
    Optional<MssqlStop> stop,
    Ending ending,
    boolean replace,
    boolean keepReplication,
    boolean restrictedUser) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

  /**
   * Where a file goes.
   *
   * @param file its logical name in the backup
   * @param path where to
   */
  record Move(String file, String path) {
    Move {
      MssqlSql.NAMES.check(file);
      MssqlSql.path(path);
    }
  }

  /** What of a database is restored. */
  sealed interface Part {
    /**
     * Single pages, up to a thousand of a file.
     *
     * @param pages which
     */
    record Pages(List<Page> pages) implements Part {
      public Pages {
        pages = List.copyOf(pages);
      }
    }

    /**
     * Filegroups.
     *
     * @param names which
     * @param partial whether the database is begun with them, and with the primary one
     */
    record Filegroups(List<String> names, boolean partial) implements Part {
      public Filegroups {
        names = List.copyOf(names);
      }
    }
  }

  /**
   * A page.
   *
   * @param file the file's number
   * @param page the page's number in it
   */
  record Page(int file, long page) {}

  /** What is so of a database once it is ready for use. */
  enum Afterwards {
    /** What replication needs is kept, on another server too. */
    KEEP_REPLICATION,
    /** Changes are captured as before, on another server or under another name too. */
    KEEP_CDC,
    /** Only its owners and administrators get in. */
    RESTRICTED_USER
  }

  /** What a database is left as. */
  sealed interface Ending {
    /** Ready for the next backup. */
    record NoRecovery() implements Ending {}

    /** Ready for use. */
    record Recovery() implements Ending {}

    /**
     * Readable, and ready for the next log.
     *
     * @param undoFile where the server keeps what it undid
     */
    record Standby(String undoFile) implements Ending {
      public Standby {
        MssqlSql.path(undoFile);
      }
    }
  }

  /**
   * Everything but what has to be said is at its safe default: all of a set is restored to where it
   * was, so that the next can follow. Not thread-safe.
   */
  static final class Builder {
    private String database;
    private final boolean log;
    private MssqlDestination source;
    private final int position;
    private Optional<Part> part = Optional.empty();
    private List<Move> moves = List.of();
    private boolean checksums;
    private Optional<MssqlStop> stop = Optional.empty();
    private Ending ending = new Ending.NoRecovery();
    private boolean replace;
    private boolean keepReplication;
    private boolean restrictedUser;

    private Builder(String database, boolean log, MssqlDestination source, int position) {
      this.database = database;
      this.log = log;
      this.source = source;
      this.position = position;
    }

    Builder into(String name) {
      database = name;
      return this;
    }

    Builder from(MssqlDestination devices) {
      source = devices;
      return this;
    }

    Builder part(Optional<Part> some) {
      part = some;
      return this;
    }

    Builder moves(List<Move> files) {
      moves = files;
      return this;
    }

    Builder checksums(boolean verified) {
      checksums = verified;
      return this;
    }

    Builder stop(Optional<MssqlStop> where) {
      stop = where;
      return this;
    }

    Builder ending(Ending as) {
      ending = as;
      return this;
    }

    Builder replace(boolean lifted) {
      replace = lifted;
      return this;
    }

    Builder keepReplication(boolean kept) {
      keepReplication = kept;
      return this;
    }

    Builder restrictedUser(boolean restricted) {
      restrictedUser = restricted;
      return this;
    }

    /**
     * What was said.
     *
     * @throws InvalidOptionsException with all of it that cannot be
     */
    MssqlRestoreSpec build() {
      return new MssqlRestoreSpec(
          database,
          log,
          source,
          position,
          part,
          moves,
          checksums,
          stop,
          ending,
          replace,
          keepReplication,
          restrictedUser);
    }
  }

  static Builder builder(String database, boolean log, MssqlDestination source, int position) {
    return new Builder(database, log, source, position);
  }

  /** A set of which nothing else is said. */
  static MssqlRestoreSpec of(String database, boolean log, MssqlDestination source, int position) {
    return builder(database, log, source, position).build();
  }

  /** The step of a plan. */
  static Builder builder(String database, MssqlPlanning.Step step) {
    MssqlBackupSet.Reading reading = step.reading();
    MssqlDestination source = MssqlDestination.of(reading.devices());
    return builder(database, step.set().isLog(), source, reading.position())
        .checksums(step.set().is(MssqlBackupFlag.CHECKSUMS))
        .stop(step.stop());
  }

  /** The same, to be changed. */
  Builder toBuilder() {
    return builder(database, log, source, position)
        .part(part)
        .moves(moves)
        .checksums(checksums)
        .stop(stop)
        .ending(ending)
        .replace(replace)
        .keepReplication(keepReplication)
        .restrictedUser(restrictedUser);
  }

  MssqlRestoreSpec {
    moves = List.copyOf(moves);
    List<OptionFault> faults = new ArrayList<>();
    if (position < 1) {
      faults.add(new OptionFault("position", "is counted from 1"));
    }
    checkMoves(moves, faults);
    if (log && stop.isEmpty() && part.isPresent()) {
      faults.add(new OptionFault("part", "belongs to a data backup"));
    }
    boolean recovers = ending instanceof Ending.Recovery;
    if (part.filter(Part.Pages.class::isInstance).isPresent() && recovers) {
      faults.add(new OptionFault("ending", "pages need the logs after them: no recovery yet"));
    }
    if (restrictedUser && !recovers) {
      faults.add(new OptionFault("restricted user", "belongs to a recovery"));
    }
    if (keepReplication && ending instanceof Ending.NoRecovery) {
      faults.add(new OptionFault("keep replication", "cannot be told without a recovery"));
    }
    if (!log && stop.filter(MssqlStop.AtMark.class::isInstance).isPresent()) {
      faults.add(new OptionFault("stop", "a data backup knows no names of marks"));
    }
    if (stop.filter(MssqlRestoreSpec::isTakenForLsn).isPresent()) {
      faults.add(new OptionFault("stop", "the server takes a mark called lsn:… for a place"));
    }
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("restore", faults);
    }
    MssqlSql.NAMES.check(database);
  }

  /** The grammar has one text for names of marks and for places in the log. */
  static boolean isTakenForLsn(String mark) {
    return mark.regionMatches(true, 0, "lsn:", 0, 4);
  }

  private static boolean isTakenForLsn(MssqlStop stop) {
    return stop instanceof MssqlStop.AtMark mark && isTakenForLsn(mark.name());
  }

  private static void checkMoves(List<Move> moves, List<OptionFault> faults) {
    Set<String> files = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (Move move : moves) {
      if (!files.add(move.file())) {
        faults.add(new OptionFault("mapping", "the file " + move.file() + " is moved twice"));
      }
      if (!paths.add(MssqlMoves.key(move.path()))) {
        faults.add(new OptionFault("mapping", "two files go to " + move.path()));
      }
    }
  }

  /** The statement: names and paths as parameters wherever the server's grammar takes them. */
  MssqlStatement statement() {
    MssqlStatement.Builder sql = new MssqlStatement.Builder();
    sql.text(log ? "RESTORE LOG ?" : "RESTORE DATABASE ?", new MssqlStatement.Name(database));
    part.ifPresent(some -> part(sql, some));
    sql.text(" FROM " + source.sql(), source.binds());
    sql.with(part.filter(MssqlRestoreSpec::isPartial).isPresent(), "PARTIAL");
    sql.with("FILE = ?", position);
    for (Move move : moves) {
      String to = MssqlSql.literal(move.path());
      sql.with("MOVE " + MssqlSql.literal(move.file()) + " TO " + to);
    }
    source.credential().ifPresent(by -> sql.with("CREDENTIAL = " + MssqlSql.literal(by)));
    sql.with(checksums, "CHECKSUM").with("STOP_ON_ERROR");
    sql.with(replace, "REPLACE").with(keepReplication, "KEEP_REPLICATION");
    sql.with(restrictedUser, "RESTRICTED_USER");
    if (ending instanceof Ending.Standby standby) {
      sql.with("STANDBY = ?", standby.undoFile());
    } else {
      sql.with(ending instanceof Ending.Recovery ? "RECOVERY" : "NORECOVERY");
    }
    stop.ifPresent(where -> sql.with(stop(where)));
    return sql.with("STATS = 5").build();
  }

  private static boolean isPartial(Part part) {
    return part instanceof Part.Filegroups groups && groups.partial();
  }

  private static void part(MssqlStatement.Builder sql, Part part) {
    if (part instanceof Part.Pages pages) {
      String list =
          pages.pages().stream()
              .map(page -> page.file() + ":" + page.page())
              .collect(Collectors.joining(","));
      sql.text(" PAGE = '" + list + "'");
    } else if (part instanceof Part.Filegroups groups) {
      String marks =
          groups.names().stream().map(name -> "FILEGROUP = ?").collect(Collectors.joining(", "));
      sql.text(" " + marks, groups.names().toArray());
    }
  }

  private static String stop(MssqlStop stop) {
    if (stop instanceof MssqlStop.AtTime at) {
      return "STOPAT = '" + time(at.local()) + "'";
    }
    if (stop instanceof MssqlStop.AtLsn at) {
      return (at.before() ? "STOPBEFOREMARK" : "STOPATMARK") + " = 'lsn:" + at.lsn() + "'";
    }
    MssqlStop.AtMark mark = (MssqlStop.AtMark) stop;
    String after = mark.after().map(local -> " AFTER '" + time(local) + "'").orElse("");
    return (mark.before() ? "STOPBEFOREMARK" : "STOPATMARK")
        + " = "
        + MssqlSql.literal(mark.name())
        + after;
  }

  /** The one form of a time that a session's language does not turn around. */
  private static String time(LocalDateTime local) {
    return TIME.format(local);
  }

  /** Ends a restore that was left without recovery. */
  static MssqlStatement recover(String database) {
    return end(database, new Ending.Recovery(), Set.of());
  }

  /**
   * Ends a restore that was left without recovery: reads no backup, and leaves the database ready
   * for use or readable.
   *
   * @throws io.gds.database.error.InvalidOptionsException if what belongs to a recovery is wanted
   *     without one
   */
  static MssqlStatement end(String database, Ending ending, Set<Afterwards> afterwards) {
    MssqlStatement.Builder sql =
        new MssqlStatement.Builder()
            .text("RESTORE DATABASE ?", new MssqlStatement.Name(MssqlSql.NAMES.check(database)));
    if (ending instanceof Ending.Standby standby) {
      sql.with("STANDBY = ?", standby.undoFile());
    } else {
      sql.with(ending instanceof Ending.Recovery ? "RECOVERY" : "NORECOVERY");
    }
    for (Afterwards each : Afterwards.values()) {
      sql.with(afterwards.contains(each), each.name());
    }
    return sql.build();
  }
}
