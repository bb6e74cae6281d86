package io.gds.database.mssql;

import io.gds.database.backup.Location;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the backups that a restore needs: reads what there is, and plans. Changes nothing. */
final class MssqlRestoreFinder {
  private static final String MARK =
      "SELECT h.lsn, h.mark_time FROM msdb.dbo.logmarkhistory h WHERE h.database_name = ? AND h.mark_name = ?"
          + " ORDER BY h.mark_time DESC";

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
   * @param listed what lies in the files that were looked at, backups or not; empty if one set was
   *     named, so that nothing was passed over
   */
  record Found(
      MssqlHistory.Read read,
      String database,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlPlanning planning,
      Optional<UUID> tail,
      List<MssqlListedSet> listed) {
    Found {
      listed = List.copyOf(listed);
    }
  }

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
    List<MssqlListedSet> listed = wishes.ofArchive() ? inArchive() : inFiles();
    List<MssqlBackupEntry> entries = wishes.ofArchive() ? chosen(listed) : withHistory(listed);
    String database =
        wishes.ofArchive() ? database(entries) : wishes.source().database().orElseThrow();
    Optional<UUID> branch = wishes.given(MssqlRestore.BRANCH);
    List<MssqlBackupEntry> own = of(database, entries);
    boolean continues = wishes.is(MssqlRestore.CONTINUE);
    if (wishes.ofArchive()
        && !own.isEmpty()
        && (continues || own.stream().noneMatch(MssqlRestoreFinder::begins))) {
      MssqlBackupSet last = newest(own);
      branch = branch.or(() -> last.forks().last());
      entries = withWhatGoesBefore(own, of(database, whole(listed)), last);
    }
    List<MssqlBackupEntry> known = entries;
    Optional<MssqlBackupSet> tail =
        wishes.ofArchive()
            ? Optional.empty()
            : standing
                .database()
                .flatMap(
                    it ->
                        wishes
                            .tail()
                            .flatMap(
                                to ->
                                    new MssqlTailForecast(context, it, zone)
                                        .of(database, known, to)));
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
        tail.map(MssqlBackupSet::id),
        wishes.given(MssqlRestore.POSITION).isPresent() ? List.of() : listed);
  }

  private static List<MssqlBackupEntry> of(MssqlBackupHistory all, List<MssqlBackupEntry> entries) {
    Map<UUID, MssqlBackupEntry> first = new HashMap<>();
    entries.forEach(entry -> first.putIfAbsent(entry.set().id(), entry));
    return all.sets().stream()
        .flatMap(
            set -> Optional.ofNullable(first.get(set.id())).map(entry -> entry.of(set)).stream())
        .toList();
  }

  private static List<MssqlBackupEntry> of(String database, List<MssqlBackupEntry> entries) {
    return entries.stream()
        .filter(entry -> entry.set().origin().database().equals(database))
        .toList();
  }

  private static List<MssqlBackupEntry> whole(List<MssqlListedSet> listed) {
    return listed.stream().flatMap(set -> set.whole().stream()).toList();
  }

  private List<MssqlListedSet> inArchive() {
    return media.listed(wishes.read(MssqlPlace.of(wishes.source().location().orElseThrow())));
  }

  /** Without a position all of it, with one that set: never another in its place. */
  private List<MssqlBackupEntry> chosen(List<MssqlListedSet> all) {
    Optional<Integer> position = wishes.given(MssqlRestore.POSITION);
    List<MssqlListedSet> meant =
        all.stream().filter(set -> position.isEmpty() || position.get() == set.position()).toList();
    List<MssqlBackupEntry> chosen = whole(meant);
    if (!chosen.isEmpty()) {
      return chosen;
    }
    Location place = wishes.source().location().orElseThrow();
    if (meant.isEmpty()) {
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
          .remedy("See by backupSets what lies there.")
          .toException();
    }
    throw ErrorDetails.of(ErrorCode.ARCHIVE_TRUNCATED, meant.get(meant.size() - 1).placed())
        .platform(DatabaseType.MSSQL.id())
        .target(place.toString())
        .remedy("See by backupSets which backups lie there, and name one of them.")
        .toException();
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

  /**
   * A differential and a log need others before them, which lie in the same archive, or which the
   * history may know.
   */
  private List<MssqlBackupEntry> withWhatGoesBefore(
      List<MssqlBackupEntry> chosen, List<MssqlBackupEntry> beside, MssqlBackupSet last) {
    List<MssqlBackupEntry> all = new ArrayList<>(chosen);
    Stream.concat(
            beside.stream(),
            new MssqlHistory(context).ofDatabase(last.origin().database()).entries().stream())
        .filter(entry -> !entry.set().lastLsn().isAfter(last.lastLsn()))
        .forEach(all::add);
    return all;
  }

  private List<MssqlBackupEntry> withHistory(List<MssqlListedSet> files) {
    List<MssqlBackupEntry> all = new ArrayList<>();
    Optional<Location> directory = wishes.source().location();
    new MssqlHistory(context)
        .ofDatabase(wishes.source().database().orElseThrow()).entries().stream()
            .filter(
                entry -> directory.isEmpty() || MssqlPlace.isIn(entry.location(), directory.get()))
            .forEach(all::add);
    all.addAll(whole(files));
    return all;
  }

  private List<MssqlListedSet> inFiles() {
    return wishes.files().stream()
        .collect(
            Collectors.groupingBy(
                MssqlRestoreFinder::store, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .map(names -> new MssqlDestination(MssqlRestoreWishes.device(names.get(0)).type(), names))
        .flatMap(devices -> media.listed(wishes.read(devices)).stream())
        .toList();
  }

  /** What files have to be in one and the same of, so that they may be stripes of one backup. */
  private static String store(String file) {
    boolean blob = MssqlDestination.takesKey(file);
    return blob ? "blobs" : file.contains("://") ? "objects" : "files";
  }

  /**
   * A marked transaction.
   *
   * @param lsn its place in the log
   * @param set when it was set, by the server's own clock
   */
  record Mark(MssqlLsn lsn, LocalDateTime set) {}

  /** Where the server recorded the mark, the last time that it was set. */
  private Optional<Mark> mark(String database) {
    Optional<String> mark = wishes.given(MssqlRestore.MARK);
    boolean told =
        mark.isEmpty()
            || wishes.given(MssqlRestore.LSN).isPresent()
            || wishes.given(MssqlRestore.MARK_AFTER).isPresent();
    return told
        ? Optional.empty()
        : context
            .sql()
            .first(
                MARK,
                row -> new Mark(new MssqlLsn(row.decimal("lsn")), row.localTime("mark_time")),
                database,
                mark.orElseThrow());
  }

  /** The plan by what can be used. */
  private MssqlPlanning planned(
      MssqlBackupHistory all,
      String database,
      Optional<UUID> branch,
      MssqlServerZone zone,
      MssqlRestoreTarget target,
      MssqlStanding standing) {
    if (!wishes.is(MssqlRestore.CONTINUE)) {
      List<MssqlBackupSet> whole =
          all.sets().stream().filter(set -> set.kind() != MssqlBackupKind.DIFFERENTIAL).toList();
      boolean pages = wishes.part().filter(Part.Pages.class::isInstance).isPresent();
      MssqlPlanning planned =
          planned(all, pages ? whole : all.sets(), database, branch, zone, target);
      // The vendor's example for pages has logs only; differentials help where a log is missing.
      return pages && planned instanceof MssqlPlanning.Refusal
          ? planned(all, all.sets(), database, branch, zone, target)
          : planned;
    }
    MssqlRestoreRest rest = MssqlRestoreRest.read(context, name, standing);
    MssqlPlanning planned = planned(all, rest.usable(all.sets()), database, branch, zone, target);
    boolean goesOn = standing.database().filter(MssqlStanding.Existing::waits).isPresent();
    return goesOn && planned instanceof MssqlPlanning.Chain chain
        ? rest.of(chain, target)
        : planned;
  }

  private MssqlPlanning planned(
      MssqlBackupHistory all,
      List<MssqlBackupSet> sets,
      String database,
      Optional<UUID> branch,
      MssqlServerZone zone,
      MssqlRestoreTarget target) {
    MssqlChainQuery query =
        new MssqlChainQuery(
            database,
            Optional.empty(),
            wishes.given(MssqlRestore.FAMILY),
            branch,
            zone.zone(),
            limits(sets));
    MssqlPlanning planned = new MssqlChainPlanner(new MssqlBackupHistory(sets), query).plan(target);
    return MssqlClockDoubt.of(planned, zone, target, all)
        .<MssqlPlanning>map(MssqlPlanning.Refusal::new)
        .orElse(planned);
  }

  private MssqlRestoreLimits limits(List<MssqlBackupSet> sets) {
    MssqlProduct product = context.product();
    boolean encrypted = sets.stream().anyMatch(set -> set.certificate().isPresent());
    return new MssqlRestoreLimits(
        product.isService() ? 0 : product.version().major(),
        encrypted ? new MssqlRestoreFiles(context, name).keys() : Optional.empty(),
        false,
        false);
  }
}
