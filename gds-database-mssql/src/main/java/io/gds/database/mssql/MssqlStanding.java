package io.gds.database.mssql;

import io.gds.database.AccessMode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What stands where a database is to be restored: the database of that name, and the files of all.
 * Immutable.
 *
 * @param database the database of exactly this name
 * @param files the files of all databases that this login may see
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-database-recovery-status-transact-sql">sys.database_recovery_status</a>
 */
record MssqlStanding(Optional<Existing> database, List<Placed> files) {
  private static final int PAGE = 8 * 1024;

  static final String DATABASE =
      "SELECT d.name, d.database_id, d.state_desc, d.is_in_standby, d.user_access_desc,"
          + " d.is_cdc_enabled, d.create_date, d.recovery_model_desc, SUSER_SNAME(d.owner_sid) AS owner_name, rs.database_guid,"
          + " rs.family_guid, rs.last_log_backup_lsn, rs.recovery_fork_guid,"
          + " rs.first_recovery_fork_guid, rs.fork_point_lsn,"
          + " CAST(SERVERPROPERTY('MachineName') AS nvarchar(128)) AS machine_name"
          + " FROM sys.databases d"
          + " LEFT JOIN sys.database_recovery_status rs ON rs.database_id = d.database_id"
          + " WHERE d.name = ?";

  static final String FILES =
      "SELECT f.database_id, f.name, f.physical_name, f.type_desc, f.size, f.redo_start_lsn,"
          + " f.redo_start_fork_guid, f.differential_base_guid FROM sys.master_files f"
          + " ORDER BY f.database_id, f.file_id";

  MssqlStanding {
    files = List.copyOf(files);
  }

  /**
   * A database that is there.
   *
   * @param created when it was created, or given its name
   * @param state the server's word for its state
   * @param captures whether changes of its data are captured
   * @param log what its log says of itself; empty if it could not be read
   */
  record Existing(
      int id,
      LocalDateTime created,
      String state,
      boolean standby,
      AccessMode access,
      boolean simple,
      boolean captures,
      Optional<String> owner,
      String machine,
      Optional<Log> log) {
    /** Its state in words. */
    String described() {
      return state + (standby ? ", in standby" : "");
    }

    boolean online() {
      return state.equals("ONLINE") && !standby;
    }

    /** Whether backups can be restored onto it. */
    boolean waits() {
      return state.equals("RESTORING") || standby;
    }

    /** Whether its log holds what no backup has: all but the server's own are taken to do so. */
    boolean hasTail() {
      return !simple && log.flatMap(Log::end).isPresent();
    }
  }

  /**
   * What a log says of itself.
   *
   * @param end where the last log backup ended, and the next begins; empty if the log is kept for
   *     no backup
   */
  record Log(
      UUID database,
      UUID family,
      Optional<MssqlLsn> end,
      UUID fork,
      UUID firstFork,
      Optional<MssqlLsn> forkPoint) {
    /** What a restore makes anew. */
    private List<UUID> identity() {
      return List.of(database, family, fork);
    }

    private static Optional<Log> of(MssqlColumns row) {
      Optional<UUID> fork = row.guid("recovery_fork_guid");
      Optional<UUID> family = row.guid("family_guid");
      Optional<UUID> database = row.guid("database_guid");
      if (fork.isEmpty() || family.isEmpty() || database.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new Log(
              database.get(),
              family.get(),
              row.lsn("last_log_backup_lsn"),
              fork.get(),
              row.guid("first_recovery_fork_guid").orElse(fork.get()),
              row.lsn("fork_point_lsn")));
    }
  }

  /**
   * A file of some database.
   *
   * @param bytes its size
   */
  record Placed(
      int database,
      String name,
      String path,
      String type,
      long bytes,
      Optional<BigDecimal> redo,
      Optional<UUID> redoFork,
      Optional<UUID> base) {}

  /** The statements that read it, as a script shows them. */
  static String text(String name) {
    return new MssqlStatement(DATABASE, List.of(name)).shown() + ";\n" + FILES;
  }

  static MssqlStanding read(MssqlContext context, String name) {
    return read(context.sql(), name);
  }

  static MssqlStanding read(Sql sql, String name) {
    Optional<Existing> found =
        sql
            .query(
                DATABASE,
                row ->
                    row.text("name").equals(name)
                        ? Optional.of(existing(row))
                        : Optional.<Existing>empty(),
                name)
            .stream()
            .flatMap(Optional::stream)
            .findFirst();
    List<Placed> files =
        sql.query(
            FILES,
            row -> {
              MssqlRow columns = new MssqlRow(row);
              return new Placed(
                  row.intValue("database_id"),
                  row.text("name"),
                  row.text("physical_name"),
                  row.text("type_desc"),
                  row.longValue("size") * PAGE,
                  columns.number("redo_start_lsn"),
                  columns.guid("redo_start_fork_guid"),
                  columns.guid("differential_base_guid"));
            });
    return new MssqlStanding(found, files);
  }

  private static Existing existing(Row row) {
    return new Existing(
        row.intValue("database_id"),
        row.localTime("create_date"),
        row.text("state_desc"),
        row.optionalBool("is_in_standby").orElse(false),
        row.optionalText("user_access_desc").map(AccessMode::valueOf).orElse(AccessMode.MULTI_USER),
        row.optionalText("recovery_model_desc").filter("SIMPLE"::equals).isPresent(),
        row.optionalBool("is_cdc_enabled").orElse(false),
        row.optionalText("owner_name"),
        row.optionalText("machine_name").orElse(""),
        Log.of(new MssqlRow(row)));
  }

  /**
   * What is otherwise by now than when this was read, and was counted on; empty if nothing is.
   *
   * @param log whether what its log says of itself was counted on
   */
  Optional<String> changed(MssqlStanding now, boolean log) {
    if (database.isEmpty() || now.database().isEmpty()) {
      return database.isPresent() == now.database().isPresent()
          ? Optional.empty()
          : Optional.of(database.isPresent() ? "the database is gone" : "there is a database");
    }
    Existing was = database.get();
    Existing is = now.database().get();
    if (was.id() != is.id() || !was.created().equals(is.created())) {
      return Optional.of("another database has the name, created " + is.created());
    }
    if (!was.state().equals(is.state()) || was.standby() != is.standby()) {
      return Optional.of("it was " + was.described() + ", and is " + is.described());
    }
    if (was.simple() != is.simple()) {
      return Optional.of("its recovery model is " + (is.simple() ? "SIMPLE" : "not SIMPLE"));
    }
    if (!was.log().map(Log::identity).equals(is.log().map(Log::identity))) {
      return Optional.of("it was restored, reverted or attached anew");
    }
    if (was.hasTail() != is.hasTail() || (log && !was.log().equals(is.log()))) {
      return Optional.of("its log was backed up, or its chain of log backups begun or broken");
    }
    return !redo().equals(now.redo())
        ? Optional.of("further backups were restored to it")
        : Optional.empty();
  }

  /** The files of the database itself. */
  List<Placed> own() {
    return database
        .map(it -> files.stream().filter(file -> file.database() == it.id()).toList())
        .orElse(List.of());
  }

  /** Its files' places by their logical names. */
  Map<String, String> places() {
    Map<String, String> places = new HashMap<>();
    own().forEach(file -> places.put(file.name(), file.path()));
    return places;
  }

  /**
   * Which of these places have files of databases.
   *
   * @param all whether those of this database count too, since it is not restored over them
   */
  List<String> taken(List<MssqlRestoreSpec.Move> moves, boolean all) {
    Map<String, Integer> owners = new HashMap<>();
    files.forEach(file -> owners.put(MssqlMoves.key(file.path()), file.database()));
    List<String> taken = new ArrayList<>();
    for (MssqlRestoreSpec.Move move : moves) {
      Integer owner = owners.get(MssqlMoves.key(move.path()));
      if (owner != null && (all || database.filter(it -> it.id() == owner).isEmpty())) {
        taken.add(move.path());
      }
    }
    return taken;
  }

  /** By which the places of all files are compared. */
  Set<String> keys() {
    return files.stream().map(file -> MssqlMoves.key(file.path())).collect(Collectors.toSet());
  }

  /** From where a restore goes on that was left half-way. */
  Optional<MssqlLsn> redo() {
    return own().stream()
        .flatMap(file -> file.redo().stream())
        .map(MssqlLsn::new)
        .min(MssqlLsn::compareTo);
  }

  /** The branch of the history that this place is on. */
  Optional<UUID> redoFork() {
    Optional<MssqlLsn> place = redo();
    return own().stream()
        .filter(file -> file.redo().map(MssqlLsn::new).equals(place))
        .flatMap(file -> file.redoFork().stream())
        .findFirst();
  }

  /** The full backup that a restore half-way began with. */
  Optional<UUID> base() {
    return own().stream().flatMap(file -> file.base().stream()).findFirst();
  }

  /** The directory of its first file of this type; else what the server has by default. */
  String directory(String type, Optional<String> otherwise) {
    return own().stream()
        .filter(file -> file.type().equals(type))
        .map(file -> MssqlMoves.directory(file.path()))
        .findFirst()
        .orElseGet(() -> otherwise.orElse(""));
  }
}
