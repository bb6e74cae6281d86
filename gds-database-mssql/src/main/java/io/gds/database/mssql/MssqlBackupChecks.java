package io.gds.database.mssql;

import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is measured before a backup; reads only. */
final class MssqlBackupChecks {
  private static final String ALLOWED = "allowed";

  /**
   * When a private key was saved last.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-certificates-transact-sql">sys.certificates</a>
   */
  private static final String CERTIFICATE =
      "SELECT c.pvt_key_last_backup_date FROM master.sys.certificates c WHERE c.name = ?";

  private final MssqlContext context;
  private final MssqlBackupSpec spec;
  private final String name;

  MssqlBackupChecks(MssqlContext context, MssqlBackupSpec spec) {
    this.context = context;
    this.spec = spec;
    this.name = spec.database();
  }

  /**
   * Everything about the database; if it cannot be read, that is the refusal.
   *
   * @param log whether its log is backed up too
   * @param proved whether the backup is read afterwards
   */
  List<Check> database(boolean log, boolean proved) {
    try {
      MssqlBackupState now = MssqlBackupState.read(context, name);
      List<Check> all = new ArrayList<>();
      all.add(exists(now));
      if (now.exactly(name).isEmpty()) {
        return all;
      }
      MssqlBackupState.Existing found = now.exactly(name).get();
      all.add(
          holds(
              "it is a database of its own",
              !found.snapshot(),
              "no snapshot",
              "a snapshot of another database",
              ErrorCode.WRONG_STATE,
              "Back up the database that it is a snapshot of."));
      all.add(
          holds(
              "the database is online",
              found.state().equals("ONLINE") && !found.standby(),
              "ONLINE",
              found.standby() ? "in standby, waiting for logs" : found.state(),
              ErrorCode.WRONG_STATE,
              found.standby() ? "Recover it first." : "Put it online first."));
      all.addAll(system(found, log));
      all.addAll(rights(now, found, log, proved));
      Optional<MssqlBackupState.Role> role =
          found.group().flatMap(group -> MssqlBackupState.role(context, name));
      // What a secondary says of its log and of its base is the primary's business.
      boolean told = role.map(MssqlBackupState.Role::isPrimary).orElse(true);
      all.addAll(chain(found, log, told));
      found.group().ifPresent(group -> all.add(replica(group, role, log)));
      return all;
    } catch (DatabaseException e) {
      return List.of(
          new Measurements(context.clock())
              .refused("the database can be looked at", name, "readable", e));
    }
  }

  private Check exists(MssqlBackupState now) {
    boolean there = now.exactly(name).isPresent();
    return holds(
        "the database exists",
        there,
        "there",
        now.database().map(other -> "not there, but " + other.name()).orElse("not there"),
        ErrorCode.NOT_FOUND,
        "See databases(), and write the name as it is there.");
  }

  private List<Check> system(MssqlBackupState.Existing found, boolean log) {
    if (found.name().equals("tempdb")) {
      return List.of(
          holds(
              "it outlives a restart",
              false,
              "kept",
              "made anew at each start",
              ErrorCode.WRONG_STATE,
              "There is nothing in tempdb to keep."));
    }
    boolean full = spec.kind() == MssqlBackupKind.FULL && !log;
    return found.name().equals("master")
        ? List.of(
            holds(
                "master is backed up whole",
                full,
                "a full backup",
                log ? "a log backup" : "a " + spec.kind().word() + " backup",
                ErrorCode.WRONG_STATE,
                "Make a full backup: master has no other."))
        : List.of();
  }

  private List<Check> rights(
      MssqlBackupState now, MssqlBackupState.Existing found, boolean log, boolean proved) {
    List<Check> all = new ArrayList<>();
    if (spec.kind() != MssqlBackupKind.LOG) {
      all.add(right("BACKUP DATABASE", found.backsUp()));
    }
    if (log) {
      all.add(right("BACKUP LOG", found.backsLogUp()));
    }
    if (proved) {
      all.add(
          holds(
              "the login may read backups",
              now.readsMedia(),
              ALLOWED,
              "not allowed",
              ErrorCode.PERMISSION_DENIED,
              "GRANT CREATE ANY DATABASE TO this login, or lower what is verified to MANIFEST."));
    }
    return all;
  }

  private Check right(String permission, Optional<Boolean> has) {
    String rule = "the login has " + permission;
    return has.isEmpty()
        ? Checks.notMeasured(context.clock(), rule, name, "the server does not tell", ALLOWED)
        : holds(
            rule,
            has.get(),
            ALLOWED,
            "not allowed",
            ErrorCode.PERMISSION_DENIED,
            "ALTER ROLE db_backupoperator ADD MEMBER … in the database, or GRANT "
                + permission
                + " TO the user of this login.");
  }

  /** What a differential and a log build on. */
  private List<Check> chain(MssqlBackupState.Existing found, boolean log, boolean told) {
    List<Check> all = new ArrayList<>();
    if (spec.kind() == MssqlBackupKind.DIFFERENTIAL && !found.name().equals("master")) {
      all.add(
          told(
              "there is a full backup to build on",
              found.hasBase().filter(so -> so || told),
              "there",
              "none that is a base",
              "Make a full backup first that is not copy-only."));
    }
    if (log && !found.name().equals("master")) {
      all.add(
          holds(
              "the recovery model keeps the log",
              !found.isSimple(),
              "FULL or BULK_LOGGED",
              found.recoveryModel(),
              ErrorCode.WRONG_STATE,
              "Set the recovery model to FULL and make a full backup, or back up the data only."));
      boolean begins = spec.kind() == MssqlBackupKind.FULL && !spec.copyOnly();
      if (!found.isSimple() && !begins) {
        all.add(
            told(
                "the log is kept since a full backup",
                found.keepsLog().filter(so -> so || told),
                "kept",
                "not kept, whatever the recovery model says",
                "Make a full backup first that is not copy-only."));
      }
    }
    return all;
  }

  private Check told(String rule, Optional<Boolean> so, String yes, String no, String remedy) {
    return so.isEmpty()
        ? Checks.notMeasured(
            context.clock(),
            rule,
            name,
            "it is not told here, or not to this login: VIEW ANY DEFINITION",
            yes)
        : holds(rule, so.get(), yes, no, ErrorCode.WRONG_STATE, remedy);
  }

  /**
   * What is allowed away from the primary.
   *
   * @see <a
   *     href="https://learn.microsoft.com/en-us/sql/database-engine/availability-groups/windows/active-secondaries-backup-on-secondary-replicas-always-on-availability-groups">
   *     backups on secondary replicas</a>
   */
  private Check replica(String group, Optional<MssqlBackupState.Role> role, boolean log) {
    String rule = "this replica may make the backup";
    if (role.isEmpty()) {
      return Checks.notMeasured(
          context.clock(), rule, name, "its role in " + group + " is not told", "primary");
    }
    MssqlBackupState.Role found = role.get();
    boolean data =
        spec.kind() == MssqlBackupKind.LOG
            || (spec.kind() == MssqlBackupKind.FULL && spec.copyOnly())
            || context.product().lack(MssqlFeature.BACKUP_ON_SECONDARY).isEmpty();
    boolean logCopy = log && spec.copyOnly();
    return holds(
        rule,
        found.isPrimary() || (found.follows() && data && !logCopy),
        ALLOWED,
        "the role in "
            + group
            + " is "
            + found.role()
            + (found.isPrimary() ? "" : found.synchronization().map(is -> ", " + is).orElse(""))
            + (logCopy ? ", and a copy-only log is wanted" : ""),
        ErrorCode.WRONG_STATE,
        "Back up on the primary. A secondary that follows it makes log backups that are not"
            + " copy-only, and before 2025 no full ones but copy-only.");
  }

  /** What an encrypted backup is worth stands and falls with its certificate. */
  List<Check> certificate() {
    return spec.encryption()
        .filter(by -> !by.asymmetricKey())
        .map(by -> certificate(by.encryptor()))
        .orElse(List.of());
  }

  private List<Check> certificate(String certificate) {
    String rule = "the certificate's private key was backed up";
    try {
      return List.of(
          context
              .sql()
              .first(
                  CERTIFICATE,
                  row -> row.optionalLocalTime("pvt_key_last_backup_date").isPresent(),
                  certificate)
              .map(
                  kept ->
                      Checks.advise(
                          context.clock(),
                          kept,
                          rule,
                          certificate,
                          kept ? "yes" : "never",
                          "yes",
                          "BACKUP CERTIFICATE … WITH PRIVATE KEY: without it no other server, and"
                              + " not this one after a loss, restores the backup."))
              .orElseGet(
                  () ->
                      Checks.notMeasured(
                          context.clock(),
                          rule,
                          certificate,
                          "it is not in master, or not shown to this login",
                          "yes")));
    } catch (DatabaseException e) {
      return List.of(
          Checks.notMeasured(
              context.clock(), rule, certificate, String.valueOf(e.getMessage()), "yes"));
    }
  }

  /** What lies where the backup goes. */
  List<Check> place(int setsBefore) {
    if (spec.media() == MssqlMediaUse.FORMAT) {
      return List.of();
    }
    List<Check> all = new ArrayList<>();
    for (MssqlDestination device : spec.destination().by(spec.credential()).each()) {
      all.add(device(device));
    }
    if (spec.media() != MssqlMediaUse.NEW && all.stream().noneMatch(Check::refused)) {
      all.add(
          looked(
              spec.destination().by(spec.credential()).first(),
              "what lies there may be " + (spec.media().keeps() ? "added to" : "overwritten"),
              sets -> sets(sets, setsBefore)));
    }
    return all;
  }

  /** The position of what lies last. */
  static int last(List<MssqlListedSet> sets) {
    return sets.isEmpty() ? 0 : sets.get(sets.size() - 1).position();
  }

  private Check sets(List<MssqlListedSet> sets, int setsBefore) {
    String place = spec.destination().names().get(0);
    if (spec.media() == MssqlMediaUse.APPEND) {
      if (!sets.isEmpty() && sets.get(sets.size() - 1).whole().isEmpty()) {
        return Checks.demand(
            context.clock(),
            false,
            "the backup comes behind a whole one",
            place,
            sets.get(sets.size() - 1).described(),
            "a whole one",
            ErrorCode.WRONG_STATE,
            "Choose another place: it is not known what the server makes of such remains.");
      }
      return Checks.demand(
          context.clock(),
          last(sets) == setsBefore,
          "the backup comes behind what is there",
          place,
          last(sets) + " backups",
          setsBefore + " backups",
          ErrorCode.PLAN_STALE,
          "Plan it again: somebody else has written there.");
    }
    MssqlServerTime time = new MssqlServerTime(new MssqlHistory(context).zone());
    List<String> kept =
        sets.stream()
            .flatMap(set -> set.whole().stream())
            .filter(set -> set.info(time, Optional.empty(), context.clock().instant()).pinned())
            .map(set -> set.set().described())
            .toList();
    return Checks.demand(
        context.clock(),
        kept.isEmpty(),
        "no backup there is to be kept still",
        place,
        kept.isEmpty() ? "none" : String.join(", ", kept),
        "none",
        ErrorCode.WRONG_STATE,
        "Wait until it has expired, or make the media anew by " + MssqlBackup.MEDIA.id() + ".");
  }

  private Check device(MssqlDestination device) {
    boolean free = spec.media() == MssqlMediaUse.NEW;
    String rule = free ? "nothing lies there yet" : "the place can be looked into";
    return look(
        device,
        rule,
        () -> {
          boolean there = new MssqlMediaReading(context).isThere(device);
          return Checks.demand(
              context.clock(),
              !free || !there,
              rule,
              device.names().get(0),
              there ? "a backup" : "nothing",
              "nothing",
              ErrorCode.ALREADY_EXISTS,
              "Choose another place, or say by " + MssqlBackup.MEDIA.id() + " what becomes of it.");
        });
  }

  private Check looked(
      MssqlDestination device, String rule, Function<List<MssqlListedSet>, Check> judge) {
    return look(device, rule, () -> judge.apply(MssqlBackups.setsAt(context, device)));
  }

  private Check look(MssqlDestination device, String rule, Supplier<Check> look) {
    String place = device.names().get(0);
    try {
      return look.get();
    } catch (DatabaseException e) {
      boolean foreign = e.code().name().startsWith("ARCHIVE_");
      // What is overwritten or added to is looked at first: the server itself is told not to.
      if (e.code() == ErrorCode.PERMISSION_DENIED && spec.media() == MssqlMediaUse.NEW) {
        return Checks.notMeasured(
            context.clock(),
            rule,
            place,
            "this login may not look: CREATE DATABASE; the server overwrites nothing here",
            "nothing");
      }
      if (spec.media() == MssqlMediaUse.NEW && foreign) {
        return Checks.demand(
            context.clock(),
            false,
            rule,
            place,
            "something that is no backup",
            "nothing",
            ErrorCode.ALREADY_EXISTS,
            "Choose another place.");
      }
      if (device.isUrl() && e.code().name().startsWith("STORAGE_")) {
        return Checks.notMeasured(
            context.clock(),
            rule,
            place,
            "the store does not show it; the server overwrites no object unless told to",
            "nothing");
      }
      return new Measurements(context.clock()).refused(rule, place, "readable", e);
    }
  }

  private Check holds(
      String rule, boolean so, String yes, String no, ErrorCode code, String remedy) {
    return Checks.demand(context.clock(), so, rule, name, so ? yes : no, yes, code, remedy);
  }
}
