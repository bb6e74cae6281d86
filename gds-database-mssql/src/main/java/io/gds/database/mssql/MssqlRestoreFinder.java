package io.gds.database.mssql;

import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlChainProblem.Kind;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the backups that a restore needs: reads what there is, and plans. Changes nothing. */
final class MssqlRestoreFinder {
  /** The end of a log that was not backed up yet: behind every other. */
  private static final MssqlLsn BEHIND_ALL = MssqlLsn.parse("9".repeat(25));

  private static final String KEYS =
      "SELECT c.thumbprint FROM master.sys.certificates c"
          + " UNION ALL SELECT k.thumbprint FROM master.sys.asymmetric_keys k";

  private static final String MARK =
      "SELECT h.lsn FROM msdb.dbo.logmarkhistory h WHERE h.database_name = ? AND h.mark_name = ?"
          + " ORDER BY h.mark_time DESC";

  private static final String FILES =
      "SELECT s.backup_set_uuid, f.logical_name, f.physical_name, f.file_type, f.filegroup_name,"
          + " f.file_size FROM msdb.dbo.backupfile f"
          + " JOIN msdb.dbo.backupset s ON s.backup_set_id = f.backup_set_id"
          + " WHERE s.database_name = ? OR s.family_guid IN"
          + " (SELECT t.family_guid FROM msdb.dbo.backupset t WHERE t.database_name = ?)"
          + " ORDER BY f.backup_set_id, f.file_number";

  private final MssqlContext context;
  private final MssqlRestoreWishes wishes;
  private final String name;
  private final MssqlMediaReading media;

  MssqlRestoreFinder(MssqlContext context, MssqlRestoreWishes wishes, String name) {
    this.context = context;
    this.wishes = wishes;
    this.name = name;
    this.media = new MssqlMediaReading(context);
  }

  /**
   * What was found.
   *
   * @param read all backups that were looked at
   * @param database the name of the database in them
   * @param zone the zone of the clock that wrote them
   * @param planning which of them are needed, or why none do
   * @param tail the tail of the log, which is backed up only then
   */
  record Found(
      MssqlHistory.Read read,
      String database,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlPlanning planning,
      Optional<UUID> tail) {}

  /**
   * Finds them.
   *
   * @throws io.gds.database.error.DatabaseException if a source cannot be read
   */
  Found find(MssqlStanding standing) {
    MssqlServerZone zone =
        wishes
            .given(MssqlRestore.TIME_ZONE)
            .map(id -> new MssqlServerZone(id, true))
            .orElseGet(() -> MssqlServerZone.read(context));
    List<MssqlBackupEntry> entries = wishes.ofArchive() ? ofArchive() : ofHistory();
    String database =
        wishes.ofArchive() ? database(entries) : wishes.source().database().orElseThrow();
    Optional<UUID> branch = wishes.given(MssqlRestore.BRANCH);
    boolean continues = wishes.is(MssqlRestore.CONTINUE);
    if (wishes.ofArchive()
        && (continues || entries.stream().noneMatch(MssqlRestoreFinder::begins))) {
      MssqlBackupSet last = newest(entries);
      branch = branch.or(() -> last.forks().last());
      entries = withWhatGoesBefore(entries, database, last);
    }
    Optional<MssqlBackupSet> tail =
        wishes.ofArchive() || wishes.tail().isEmpty()
            ? Optional.empty()
            : tail(standing, database, entries, zone);
    List<MssqlBackupSet> sets =
        new ArrayList<>(entries.stream().map(MssqlBackupEntry::set).toList());
    tail.ifPresent(sets::add);
    MssqlBackupHistory all = MssqlBackupHistory.of(sets);
    MssqlRestoreTarget target = wishes.target(mark(database));
    MssqlPlanning planning = planned(all, database, branch, zone, target, standing);
    return new Found(
        new MssqlHistory.Read(all, of(all, entries), zone.zone()),
        database,
        zone,
        target,
        planning,
        tail.map(MssqlBackupSet::id));
  }

  private static List<MssqlBackupEntry> of(MssqlBackupHistory all, List<MssqlBackupEntry> entries) {
    Map<UUID, MssqlBackupEntry> first = new HashMap<>();
    entries.forEach(entry -> first.putIfAbsent(entry.set().id(), entry));
    return all.sets().stream()
        .flatMap(
            set -> Optional.ofNullable(first.get(set.id())).map(entry -> entry.of(set)).stream())
        .toList();
  }

  private List<MssqlBackupEntry> ofArchive() {
    Location place = wishes.source().location().orElseThrow();
    List<MssqlBackupEntry> all = media.sets(MssqlPlace.of(place));
    Optional<Integer> position = wishes.given(MssqlRestore.POSITION);
    List<MssqlBackupEntry> chosen =
        position.isEmpty()
            ? all
            : all.stream().filter(entry -> entry.position() == position.get()).toList();
    if (chosen.isEmpty()) {
      throw ErrorDetails.of(
              ErrorCode.NOT_FOUND,
              position.isPresent()
                  ? "the archive has no set at position "
                      + position.get()
                      + ": it has "
                      + all.size()
                  : "the archive holds no backup")
          .platform(DatabaseType.MSSQL.id())
          .target(place.toString())
          .remedy("See by inspectBackup what lies there.")
          .toException();
    }
    return chosen;
  }

  private String database(List<MssqlBackupEntry> entries) {
    Set<String> names =
        entries.stream()
            .map(entry -> entry.set().origin().database())
            .collect(Collectors.toCollection(TreeSet::new));
    Optional<String> given = wishes.given(MssqlRestore.DATABASE);
    if (given.isPresent()) {
      return given.get();
    }
    if (names.size() == 1) {
      return names.iterator().next();
    }
    if (names.contains(name)) {
      return name;
    }
    throw ErrorDetails.of(
            ErrorCode.INVALID_OPTIONS,
            "the archive holds backups of several databases: " + String.join(", ", names))
        .platform(DatabaseType.MSSQL.id())
        .target(MssqlRestore.DATABASE.id())
        .remedy(
            "Say which by "
                + MssqlRestore.DATABASE.id()
                + ", or one set by "
                + MssqlRestore.POSITION.id()
                + ".")
        .toException();
  }

  private static boolean begins(MssqlBackupEntry entry) {
    return entry.set().kind() == MssqlBackupKind.FULL;
  }

  private static MssqlBackupSet newest(List<MssqlBackupEntry> entries) {
    return entries.stream()
        .map(MssqlBackupEntry::set)
        .max(Comparator.comparing(MssqlBackupSet::lastLsn))
        .orElseThrow();
  }

  /** A differential and a log need others before them, which the history may know. */
  private List<MssqlBackupEntry> withWhatGoesBefore(
      List<MssqlBackupEntry> entries, String database, MssqlBackupSet last) {
    List<MssqlBackupEntry> all = new ArrayList<>(entries);
    new MssqlHistory(context)
        .ofDatabase(database).entries().stream()
            .filter(entry -> !entry.set().lastLsn().isAfter(last.lastLsn()))
            .forEach(all::add);
    return all;
  }

  private List<MssqlBackupEntry> ofHistory() {
    List<MssqlBackupEntry> all = new ArrayList<>();
    Optional<Location> directory = wishes.source().location();
    new MssqlHistory(context)
        .ofDatabase(wishes.source().database().orElseThrow()).entries().stream()
            .filter(
                entry -> directory.isEmpty() || MssqlPlace.isIn(entry.location(), directory.get()))
            .forEach(all::add);
    List<String> disks = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    wishes.files().forEach(file -> (file.contains("://") ? urls : disks).add(file));
    if (!disks.isEmpty()) {
      all.addAll(media.sets(MssqlDestination.disk(disks.toArray(String[]::new))));
    }
    if (!urls.isEmpty()) {
      all.addAll(media.sets(MssqlDestination.url(urls.toArray(String[]::new))));
    }
    return all;
  }

  /** Where the server recorded the mark, the last time that it was set. */
  private Optional<MssqlLsn> mark(String database) {
    Optional<String> mark = wishes.given(MssqlRestore.MARK);
    boolean told =
        mark.isEmpty()
            || wishes.given(MssqlRestore.LSN).isPresent()
            || wishes.given(MssqlRestore.MARK_AFTER).isPresent();
    return told
        ? Optional.empty()
        : context
            .sql()
            .first(MARK, row -> new MssqlLsn(row.decimal("lsn")), database, mark.orElseThrow());
  }

  /** The tail as it will be: all that the log holds since the last backup of it. */
  private Optional<MssqlBackupSet> tail(
      MssqlStanding standing,
      String database,
      List<MssqlBackupEntry> entries,
      MssqlServerZone zone) {
    Optional<MssqlStanding.Log> log =
        standing.database().filter(it -> !it.simple()).flatMap(MssqlStanding.Existing::log);
    Optional<UUID> family = log.map(MssqlStanding.Log::family);
    boolean own = entries.stream().anyMatch(entry -> family.equals(entry.set().origin().family()));
    boolean taken =
        entries.stream()
            .anyMatch(
                entry -> entry.location().parts().containsAll(wishes.tail().orElseThrow().names()));
    if (log.flatMap(MssqlStanding.Log::end).isEmpty() || !own || taken) {
      // What stands in the way is said by a check.
      return Optional.empty();
    }
    MssqlStanding.Log now = log.get();
    LocalDateTime at = LocalDateTime.ofInstant(now(), zone.zone());
    MssqlDestination to = wishes.tail().orElseThrow();
    MssqlBackupSet.Builder set =
        MssqlBackupSet.builder(UUID.randomUUID(), MssqlBackupKind.LOG)
            .flag(MssqlBackupFlag.CHECKSUMS, true)
            .flag(MssqlBackupFlag.TAIL, true)
            .origin(
                new MssqlBackupSet.Origin(
                    standing.database().orElseThrow().machine(),
                    database,
                    Optional.of(now.family()),
                    Optional.of(now.database())))
            .lsns(now.end().orElseThrow(), BEHIND_ALL)
            .forks(
                new MssqlBackupSet.Forks(
                    Optional.of(now.firstFork()), Optional.of(now.fork()), now.forkPoint()))
            .times(new MssqlBackupSet.Times(at, at, quarters(zone), Optional.empty()))
            .recoveryModel("FULL")
            .media(
                List.of(
                    new MssqlMedia(
                        UUID.randomUUID(),
                        1,
                        1,
                        List.of(new MssqlMedia.Device(1, 0, to.type(), to.names().get(0), true)))));
    return Optional.of(set.build());
  }

  private Instant now() {
    return context.readings().serverTime().truncatedTo(ChronoUnit.MILLIS);
  }

  private OptionalInt quarters(MssqlServerZone zone) {
    ZoneOffset offset = zone.zone().getRules().getOffset(context.clock().instant());
    return OptionalInt.of(offset.getTotalSeconds() / 900);
  }

  private MssqlPlanning planned(
      MssqlBackupHistory all,
      String database,
      Optional<UUID> branch,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlStanding standing) {
    List<MssqlBackupSet> sets = all.sets();
    if (wishes.part().isPresent()) {
      // A page or a file is brought up by logs alone: one base, and no question which.
      sets = sets.stream().filter(set -> set.kind() != MssqlBackupKind.DIFFERENTIAL).toList();
    }
    Optional<MssqlLsn> from = wishes.is(MssqlRestore.CONTINUE) ? standing.redo() : Optional.empty();
    if (from.isPresent()) {
      MssqlLsn place = from.get();
      Optional<UUID> base = standing.base();
      sets =
          sets.stream()
              .filter(
                  set ->
                      set.isLog()
                          || !set.lastLsn().isAfter(place)
                          || (set.base().isPresent() && set.base().equals(base)))
              .toList();
    }
    MssqlChainQuery query =
        new MssqlChainQuery(
            database,
            Optional.empty(),
            wishes.given(MssqlRestore.FAMILY),
            branch,
            zone.zone(),
            limits(sets));
    MssqlPlanning planned = new MssqlChainPlanner(new MssqlBackupHistory(sets), query).plan(target);
    Optional<MssqlChainProblem> doubt = doubt(planned, zone, target, all);
    if (doubt.isPresent()) {
      return new MssqlPlanning.Refusal(doubt.get());
    }
    boolean goesOn =
        wishes.is(MssqlRestore.CONTINUE)
            && standing.database().filter(MssqlStanding.Existing::waits).isPresent();
    return goesOn && planned instanceof MssqlPlanning.Chain chain
        ? rest(chain, from, target)
        : planned;
  }

  /**
   * What is restored already is left out. Where that is not told, or goes beyond the target, there
   * is nothing to go on with: to begin anew over what is there has to be allowed by overwriting.
   */
  private static MssqlPlanning rest(
      MssqlPlanning.Chain chain, Optional<MssqlLsn> from, MssqlRestoreTarget target) {
    String remedy = "Begin anew with overwrite, without " + MssqlRestore.CONTINUE.id() + ".";
    if (from.isEmpty()) {
      return new MssqlPlanning.Refusal(
          MssqlChainProblem.of(
              Kind.TOO_EARLY,
              List.of(),
              "the server does not tell from where in the log the database goes on: its first"
                  + " backup did not come to its end, or this login may not see it",
              remedy));
    }
    List<MssqlPlanning.Step> rest =
        chain.steps().stream().filter(step -> step.set().lastLsn().isAfter(from.get())).toList();
    MssqlPlanning.Step last = chain.steps().get(chain.steps().size() - 1);
    boolean there = last.stop().isEmpty() && last.set().lastLsn().equals(from.get());
    if (rest.isEmpty() && !there && !(target instanceof MssqlRestoreTarget.Latest)) {
      return new MssqlPlanning.Refusal(
          MssqlChainProblem.of(
              Kind.TOO_EARLY,
              List.of(last.set()),
              "the database is restored up to " + from.get() + ", which is behind the target",
              remedy));
    }
    return new MssqlPlanning.Chain(rest, chain.fork(), chain.certain(), chain.notes());
  }

  private MssqlRestoreLimits limits(List<MssqlBackupSet> sets) {
    MssqlProduct product = context.product();
    boolean encrypted = sets.stream().anyMatch(set -> set.certificate().isPresent());
    return new MssqlRestoreLimits(
        product.isService() ? 0 : product.version().major(),
        encrypted ? keys() : Optional.empty(),
        false,
        false);
  }

  /** The thumbprints among these files that the server has no certificate for. */
  Set<String> missingKeys(List<MssqlBackupFile> files) {
    Set<String> wanted =
        files.stream()
            .flatMap(file -> file.key().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!wanted.isEmpty()) {
      wanted.removeAll(keys().orElse(wanted));
    }
    return wanted;
  }

  /** Who sees none may lack the right to see them: then the server itself has the word. */
  private Optional<Set<String>> keys() {
    Set<String> keys =
        context.sql().query(KEYS, row -> new MssqlRow(row).hexadecimal("thumbprint")).stream()
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
    boolean sees = MssqlRights.read(context, name).administrator();
    return keys.isEmpty() && !sees ? Optional.empty() : Optional.of(keys);
  }

  /**
   * Where only the distance from UTC is told, and it differs between the log with the target and
   * what comes after, nobody knows whether the clock was changed before the target or after.
   */
  private static Optional<MssqlChainProblem> doubt(
      MssqlPlanning planned,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlBackupHistory all) {
    if (zone.known()
        || !(target instanceof MssqlRestoreTarget.At at)
        || !(planned instanceof MssqlPlanning.Chain chain)) {
      return Optional.empty();
    }
    MssqlServerTime time = new MssqlServerTime(zone.zone());
    for (MssqlPlanning.Step step : chain.steps()) {
      MssqlBackupSet.Times times = step.set().times();
      boolean decides = step.stop().isPresent() && !time.finish(times).isBefore(at.instant());
      if (decides && differs(times, all, zone)) {
        return Optional.of(
            MssqlChainProblem.of(
                Kind.TIME_AMBIGUOUS,
                List.of(step.set()),
                "the clock of the server was changed around "
                    + at.instant()
                    + ", and its zone is not told: which local time that was is not known",
                "Name the zone by " + MssqlRestore.TIME_ZONE.id() + "."));
      }
    }
    return Optional.empty();
  }

  /** A log is written before its backup begins: the clock may have been changed within it. */
  private static boolean differs(
      MssqlBackupSet.Times times, MssqlBackupHistory all, MssqlServerZone zone) {
    Optional<MssqlBackupSet.Times> before =
        all.sets().stream()
            .map(MssqlBackupSet::times)
            .filter(other -> other.start().isBefore(times.start()))
            .max(Comparator.comparing(MssqlBackupSet.Times::start));
    OptionalInt now =
        OptionalInt.of(zone.zone().getRules().getOffset(Instant.EPOCH).getTotalSeconds() / 900);
    OptionalInt own = times.quarterHours().isPresent() ? times.quarterHours() : now;
    return before
        .filter(other -> other.quarterHours().isPresent() && !other.quarterHours().equals(own))
        .isPresent();
  }

  /** The files of the sets of a database, as the history has them. */
  Map<UUID, List<MssqlBackupFile>> recordedFiles(String database) {
    Map<UUID, List<MssqlBackupFile>> files = new HashMap<>();
    context
        .sql()
        .query(
            FILES,
            row -> {
              MssqlRow columns = new MssqlRow(row);
              return columns
                  .guid("backup_set_uuid")
                  .map(
                      id ->
                          files
                              .computeIfAbsent(id, set -> new ArrayList<>())
                              .add(MssqlBackupFile.recorded(columns)))
                  .orElse(false);
            },
            database,
            database);
    return files;
  }

  /** The files of a set, as it tells them itself. */
  List<MssqlBackupFile> files(MssqlPlanning.Step step) {
    return media.files(MssqlDestination.of(step.reading().devices()), step.reading().position());
  }
}
