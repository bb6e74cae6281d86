package io.gds.database.mssql;

import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What SQL Server tells of a database. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * <p>The server keeps times in its own zone, without an offset. They are taken as of the offset
 * that the server has when it is asked, so that a time from the other half of the year is off by an
 * hour where clocks are changed.
 *
 * <p>Files and filegroups are read by a refresh of one database; a list leaves them empty.
 *
 * @param name its name, as the server writes it
 * @param condition whether and how it can be used
 * @param owner the login that owns it; empty if that is gone
 * @param collation its collation; empty while the database is not open
 * @param createdAt when it was created, restored or renamed
 * @param sizeBytes the size of all its files, if asked for; of tempdb the size it starts with
 * @param details what else was asked for and read
 * @param unreadable what was asked for and could not be read, with the reason
 * @param readAt when this was read, by this machine's clock
 * @param databaseId its number on this server
 * @param nativeState the server's word for the state, such as {@code RECOVERY_PENDING}
 * @param recoveryModel how much its log keeps
 * @param pseudoSimple whether its log is kept by nobody's wish so far: it is FULL or BULK_LOGGED,
 *     but no full backup has begun a chain of logs, so that it behaves like SIMPLE; empty where the
 *     server does not tell
 * @param compatibilityLevel such as 160
 * @param pageVerify how pages are checked
 * @param autoClose whether it is closed when nobody uses it
 * @param autoShrink whether it gives space back by itself
 * @param containment whether it may have users of its own
 * @param encrypted whether it is encrypted by TDE
 * @param readCommittedSnapshot whether readers see versions instead of waiting
 * @param published whether it is a publisher of replication
 * @param distributor whether it is the distribution database of replication
 * @param hasAccess whether this login may use it now
 * @param sourceDatabaseId of a snapshot, the number of the database that it shows
 * @param logReuseWait why its log cannot be reused, such as {@code LOG_BACKUP}
 * @param availabilityGroup the availability group it is a member of
 * @param synchronization of a member of a group, how far its replica here is, such as {@code
 *     SYNCHRONIZED}, if asked for
 * @param lastFullBackupAt when its last full backup ended, if asked for
 * @param lastDifferentialBackupAt when its last differential backup ended, if asked for
 * @param lastLogBackupAt when its last log backup ended, if asked for
 * @param sessions how many sessions use it, if asked for
 * @param filegroups the filegroups that have files
 * @param dataFiles its files of rows, FILESTREAM and full text
 * @param logFiles its files of the log
 * @param filesUnreadable why files or filegroups are empty
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-catalog-views/sys-databases-transact-sql">
 *     sys.databases</a>
 */
public record MssqlDatabaseMetadata(
    String name,
    DatabaseCondition condition,
    Optional<String> owner,
    Optional<String> collation,
    Optional<Instant> createdAt,
    OptionalLong sizeBytes,
    Set<Detail> details,
    Map<Detail, String> unreadable,
    Instant readAt,
    int databaseId,
    String nativeState,
    MssqlRecoveryModel recoveryModel,
    Optional<Boolean> pseudoSimple,
    int compatibilityLevel,
    MssqlPageVerify pageVerify,
    boolean autoClose,
    boolean autoShrink,
    MssqlContainment containment,
    boolean encrypted,
    boolean readCommittedSnapshot,
    boolean published,
    boolean distributor,
    boolean hasAccess,
    OptionalInt sourceDatabaseId,
    Optional<String> logReuseWait,
    Optional<String> availabilityGroup,
    Optional<String> synchronization,
    Optional<Instant> lastFullBackupAt,
    Optional<Instant> lastDifferentialBackupAt,
    Optional<Instant> lastLogBackupAt,
    OptionalLong sessions,
    List<String> filegroups,
    List<MssqlFile> dataFiles,
    List<MssqlFile> logFiles,
    Optional<String> filesUnreadable)
    implements DatabaseMetadata {
  /** Checks that nothing is missing, and takes copies. */
  public MssqlDatabaseMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(collation, "collation");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(sizeBytes, "sizeBytes");
    details = Set.copyOf(details);
    unreadable = Map.copyOf(unreadable);
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(nativeState, "nativeState");
    Objects.requireNonNull(recoveryModel, "recoveryModel");
    Objects.requireNonNull(pseudoSimple, "pseudoSimple");
    Objects.requireNonNull(pageVerify, "pageVerify");
    Objects.requireNonNull(containment, "containment");
    Objects.requireNonNull(sourceDatabaseId, "sourceDatabaseId");
    Objects.requireNonNull(logReuseWait, "logReuseWait");
    Objects.requireNonNull(availabilityGroup, "availabilityGroup");
    Objects.requireNonNull(synchronization, "synchronization");
    Objects.requireNonNull(lastFullBackupAt, "lastFullBackupAt");
    Objects.requireNonNull(lastDifferentialBackupAt, "lastDifferentialBackupAt");
    Objects.requireNonNull(lastLogBackupAt, "lastLogBackupAt");
    Objects.requireNonNull(sessions, "sessions");
    filegroups = List.copyOf(filegroups);
    dataFiles = List.copyOf(dataFiles);
    logFiles = List.copyOf(logFiles);
    Objects.requireNonNull(filesUnreadable, "filesUnreadable");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.MSSQL;
  }

  /** The same with its files. */
  MssqlDatabaseMetadata with(List<MssqlFile> files, Optional<String> unreadableFiles) {
    return new MssqlDatabaseMetadata(
        name,
        condition,
        owner,
        collation,
        createdAt,
        sizeBytes,
        details,
        unreadable,
        readAt,
        databaseId,
        nativeState,
        recoveryModel,
        pseudoSimple,
        compatibilityLevel,
        pageVerify,
        autoClose,
        autoShrink,
        containment,
        encrypted,
        readCommittedSnapshot,
        published,
        distributor,
        hasAccess,
        sourceDatabaseId,
        logReuseWait,
        availabilityGroup,
        synchronization,
        lastFullBackupAt,
        lastDifferentialBackupAt,
        lastLogBackupAt,
        sessions,
        files.stream().flatMap(file -> file.filegroup().stream()).distinct().toList(),
        files.stream().filter(file -> !file.isLog()).toList(),
        files.stream().filter(MssqlFile::isLog).toList(),
        unreadableFiles);
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, DatabaseMetadata.class);
  }
}
