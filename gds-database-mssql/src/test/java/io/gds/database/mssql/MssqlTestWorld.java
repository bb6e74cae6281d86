package io.gds.database.mssql;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A database server that lives a random life: it writes records, backs up, changes recovery models,
 * restores itself to earlier states, and restores copies of itself. It remembers what is truly in
 * each backup, record by record, beside the rows that its history would hold.
 */
final class MssqlTestWorld {
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  static final String DATABASE = "sales";
  private static final Instant BEGIN = Instant.parse("2026-06-01T08:00:00Z");

  /** A record of the log: no two in the world have the same number. */
  record Entry(int uid, long lsn, Instant time, boolean bulk) {}

  /** What is truly in a backup: its branch's log from the very first record to the backup's end. */
  record Truth(
      MssqlBackupSet set,
      String database,
      UUID branch,
      List<Entry> path,
      long first,
      long last,
      Instant captured) {}

  /** One database, on one branch of history at a time. */
  private static final class Db {
    final String name;
    UUID binding;
    UUID branch;
    List<Entry> path = new ArrayList<>();
    String model = "FULL";

    /** Where the next log backup begins; negative if the server keeps no log. */
    long logEnd = -1;

    boolean begins = true;
    Optional<UUID> diffBase = Optional.empty();
    Optional<UUID> parent = Optional.empty();
    long forkPoint = -1;

    Db(String name, UUID binding, UUID branch) {
      this.name = name;
      this.binding = binding;
      this.branch = branch;
    }

    long next() {
      return path.size();
    }
  }

  private final Random random;
  private final UUID family;
  private final List<Db> databases = new ArrayList<>();
  private final Map<UUID, Truth> truths = new HashMap<>();
  private final List<MssqlBackupSet> rows = new ArrayList<>();
  private final Set<Instant> moments = new HashSet<>();
  private Instant clock = BEGIN;
  private int uids;

  private MssqlTestWorld(long seed) {
    random = new Random(seed);
    family = uuid();
  }

  static MssqlTestWorld live(long seed) {
    MssqlTestWorld world = new MssqlTestWorld(seed);
    Db first = new Db(DATABASE, world.uuid(), world.uuid());
    world.databases.add(first);
    world.write(first, 2);
    if (world.chance(90)) {
      world.data(first, MssqlBackupKind.FULL);
    }
    int steps = 4 + world.random.nextInt(16);
    for (int i = 0; i < steps; i++) {
      world.step();
    }
    return world;
  }

  Map<UUID, Truth> truths() {
    return truths;
  }

  /** What the history holds in the end: files and rows may be lost. */
  List<MssqlBackupSet> rows() {
    return rows;
  }

  /** The instants at which something happened. */
  Set<Instant> moments() {
    return moments;
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private void step() {
    Db db = databases.get(chance(80) ? 0 : random.nextInt(databases.size()));
    int dice = random.nextInt(100);
    if (dice < 25) {
      write(db, 1 + random.nextInt(3));
    } else if (dice < 35) {
      data(db, MssqlBackupKind.FULL);
    } else if (dice < 47) {
      data(db, MssqlBackupKind.DIFFERENTIAL);
    } else if (dice < 84) {
      log(db);
    } else if (dice < 90) {
      model(db);
    } else {
      restore(db);
    }
  }

  private void pass(int atMostMinutes) {
    clock = clock.plus(Duration.ofSeconds(1 + random.nextInt(atMostMinutes * 60)));
  }

  private void write(Db db, int count) {
    for (int i = 0; i < count; i++) {
      pass(9);
      boolean bulk = db.model.equals("BULK-LOGGED") && chance(40);
      db.path.add(new Entry(uids++, db.next(), clock, bulk));
      moments.add(clock);
    }
  }

  private void model(Db db) {
    db.model = List.of("SIMPLE", "FULL", "BULK-LOGGED").get(random.nextInt(3));
    if (db.model.equals("SIMPLE")) {
      db.logEnd = -1;
      db.begins = true;
    }
  }

  private void data(Db db, MssqlBackupKind kind) {
    boolean differential = kind == MssqlBackupKind.DIFFERENTIAL;
    if (differential && db.diffBase.isEmpty()) {
      return;
    }
    pass(3);
    Instant start = clock;
    long first = db.next();
    write(db, random.nextInt(2));
    long last = db.next();
    Instant captured = clock;
    List<Entry> held = List.copyOf(db.path);
    if (chance(40)) {
      write(db, 1);
    }
    pass(3);
    boolean copyOnly = !differential && chance(20);
    boolean snapshot = !differential && chance(6);
    MssqlBackupSet.Forks forks =
        new MssqlBackupSet.Forks(Optional.of(db.branch), Optional.of(db.branch), Optional.empty());
    MssqlBackupSet.Builder set =
        MssqlBackupSet.builder(uuid(), kind)
            .flag(MssqlBackupFlag.COPY_ONLY, copyOnly)
            .flag(MssqlBackupFlag.SNAPSHOT, snapshot)
            .base(differential ? db.diffBase.get() : null)
            .lsns(lsn(first), lsn(last))
            .forks(forks)
            .times(times(start, clock, Optional.empty()));
    UUID id = keep(set, db, held, first, last, captured);
    if (!differential && !copyOnly) {
      db.diffBase = Optional.of(id);
    }
    if (!copyOnly && !db.model.equals("SIMPLE") && db.logEnd < 0) {
      db.logEnd = first;
    }
  }

  private void log(Db db) {
    if (db.logEnd < 0 || db.model.equals("SIMPLE")) {
      return;
    }
    pass(2);
    Instant start = clock;
    write(db, random.nextInt(2));
    long first = db.logEnd;
    long last = db.next();
    Instant captured = clock;
    List<Entry> held = List.copyOf(db.path);
    write(db, random.nextInt(2));
    pass(2);
    boolean copyOnly = chance(12);
    boolean bends = db.parent.isPresent() && first <= db.forkPoint;
    MssqlBackupSet.Forks forks =
        new MssqlBackupSet.Forks(
            Optional.of(bends ? db.parent.get() : db.branch),
            Optional.of(db.branch),
            bends ? Optional.of(lsn(db.forkPoint)) : Optional.empty());
    boolean bulk = held.subList((int) first, (int) last).stream().anyMatch(Entry::bulk);
    Optional<Instant> valid =
        chance(35) && last > first
            ? Optional.of(chance(50) ? captured : held.get((int) last - 1).time())
            : Optional.empty();
    MssqlBackupSet.Builder set =
        MssqlBackupSet.builder(uuid(), MssqlBackupKind.LOG)
            .flag(MssqlBackupFlag.COPY_ONLY, copyOnly)
            .flag(MssqlBackupFlag.BULK_LOGGED, bulk)
            .flag(MssqlBackupFlag.BEGINS_LOG_CHAIN, db.begins)
            .flag(MssqlBackupFlag.INCOMPLETE_METADATA, chance(10))
            .lsns(lsn(first), lsn(last))
            .forks(forks)
            .times(times(start, clock, valid));
    keep(set, db, held, first, last, captured);
    if (!copyOnly) {
      db.logEnd = last;
      db.begins = false;
    }
  }

  private UUID keep(
      MssqlBackupSet.Builder builder,
      Db db,
      List<Entry> held,
      long first,
      long last,
      Instant captured) {
    moments.add(clock);
    MssqlBackupSet set =
        builder
            .flag(MssqlBackupFlag.CHECKSUMS, chance(90))
            .flag(MssqlBackupFlag.DAMAGED, chance(3))
            .origin(
                new MssqlBackupSet.Origin(
                    "server", db.name, Optional.of(family), Optional.of(db.binding)))
            .recoveryModel(db.model)
            .softwareMajor(16)
            .media(media())
            .build();
    truths.put(set.id(), new Truth(set, db.name, db.branch, held, first, last, captured));
    if (!chance(6)) {
      rows.add(random.nextInt(rows.size() + 1), set);
    }
    return set.id();
  }

  private List<MssqlMedia> media() {
    UUID id = uuid();
    int families = chance(80) ? 1 : 2 + random.nextInt(2);
    int mirrors = chance(85) ? 1 : 2;
    List<MssqlMedia.Device> devices = new ArrayList<>();
    for (int mirror = 0; mirror < mirrors; mirror++) {
      for (int one = 1; one <= families; one++) {
        String name = "/backup/" + id + "." + mirror + "." + one;
        devices.add(
            new MssqlMedia.Device(one, mirror, MssqlMedia.DeviceType.DISK, name, !chance(6)));
      }
    }
    return List.of(new MssqlMedia(id, families, 1, devices));
  }

  /** Restores the database to an earlier state of any branch, or makes a copy of it. */
  private void restore(Db db) {
    List<Truth> bases =
        truths.values().stream()
            .filter(truth -> !truth.set().isLog())
            .sorted((a, b) -> a.set().id().compareTo(b.set().id()))
            .toList();
    if (bases.isEmpty()) {
      return;
    }
    Truth base = bases.get(random.nextInt(bases.size()));
    UUID branch = base.branch();
    List<Entry> content = base.path();
    long logEnd = chance(50) ? base.last() : -1;
    for (Truth log : logsInOrder()) {
      boolean fits =
          log.first() <= content.size()
              && content.size() < log.last()
              && log.path().subList(0, content.size()).equals(content);
      if (fits && chance(75)) {
        boolean bulk = log.set().is(MssqlBackupFlag.BULK_LOGGED);
        boolean whole = bulk || chance(70);
        int from = content.size();
        int end = whole ? (int) log.last() : from + random.nextInt((int) log.last() - from);
        boolean bent = log.set().forks().point().isPresent();
        logEnd = whole || bent ? end : log.first();
        branch = branchAt(log, end);
        content = log.path().subList(0, end);
        if (!whole) {
          break;
        }
      }
    }
    Db target = chance(70) ? db : new Db("copy" + databases.size(), uuid(), branch);
    if (target != db) {
      databases.add(target);
    }
    target.binding = uuid();
    target.parent = Optional.of(branch);
    target.forkPoint = content.size();
    target.branch = uuid();
    target.path = new ArrayList<>(content);
    target.model = "FULL";
    target.logEnd = logEnd;
    target.begins = logEnd < 0;
    target.diffBase = base.set().is(MssqlBackupFlag.COPY_ONLY) ? Optional.empty() : diffBase(base);
    // Recovery itself writes, on the new branch.
    write(target, 1);
  }

  private static Optional<UUID> diffBase(Truth base) {
    return base.set().kind() == MssqlBackupKind.FULL
        ? Optional.of(base.set().id())
        : base.set().base();
  }

  private static UUID branchAt(Truth log, long end) {
    MssqlBackupSet.Forks forks = log.set().forks();
    boolean before = forks.point().isPresent() && !lsn(end).isAfter(forks.point().get());
    return before ? forks.first().orElseThrow() : forks.last().orElseThrow();
  }

  private List<Truth> logsInOrder() {
    return truths.values().stream()
        .filter(truth -> truth.set().isLog())
        .sorted(
            (a, b) -> {
              int byEnd = Long.compare(a.last(), b.last());
              return byEnd != 0 ? byEnd : a.set().id().compareTo(b.set().id());
            })
        .toList();
  }

  static MssqlLsn lsn(long index) {
    return MssqlLsn.of(9_000_000_000_000L + index);
  }

  private MssqlBackupSet.Times times(Instant start, Instant finish, Optional<Instant> valid) {
    moments.add(start);
    return new MssqlBackupSet.Times(
        local(start),
        local(finish),
        chance(50) ? OptionalInt.of(8) : OptionalInt.empty(),
        valid.map(MssqlTestWorld::local));
  }

  private static LocalDateTime local(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZONE);
  }
}
