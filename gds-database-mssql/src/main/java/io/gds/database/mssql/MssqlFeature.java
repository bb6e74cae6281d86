package io.gds.database.mssql;

import io.gds.database.Availability;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What not every version and edition has.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/sql-server/editions-and-components-of-sql-server-2022">Editions
 *     and supported features</a>
 */
enum MssqlFeature {
  /** {@code BACKUP … TO DISK}. */
  BACKUP_TO_DISK("backups to files", 13, 0, services()),
  /** {@code BACKUP … TO URL} with a token, striped. */
  BACKUP_TO_URL("backups to addresses", 13, 0, EnumSet.of(MssqlEdition.AZURE_SQL_DATABASE)),
  /** Addresses that begin with {@code s3://}. */
  BACKUP_TO_S3("backups to S3", 16, 0, EnumSet.of(MssqlEdition.AZURE_SQL_DATABASE)),
  /** A backup that is part of the database's chain: on a managed instance only the service's. */
  BACKUP_IN_CHAIN("full backups other than copy-only", 13, 0, services()),
  /** A differential backup. */
  BACKUP_DIFFERENTIAL("differential backups", 13, 0, services()),
  /** A backup of the log. */
  BACKUP_LOG("log backups", 13, 0, services()),
  /** A compressed backup. Any edition restores one. */
  BACKUP_COMPRESSION(
      "compressed backups", 13, 0, EnumSet.of(MssqlEdition.EXPRESS, MssqlEdition.WEB)),
  /** {@code COMPRESSION (ALGORITHM = …)}. */
  BACKUP_COMPRESSION_ALGORITHM(
      "the choice of a compression algorithm",
      16,
      0,
      EnumSet.of(MssqlEdition.EXPRESS, MssqlEdition.WEB)),
  /** {@code COMPRESSION (ALGORITHM = ZSTD)}. */
  BACKUP_COMPRESSION_ZSTD("Zstandard", 17, 0, EnumSet.of(MssqlEdition.EXPRESS, MssqlEdition.WEB)),
  /** An encrypted backup. Any edition restores one. */
  BACKUP_ENCRYPTION("encrypted backups", 13, 0, EnumSet.of(MssqlEdition.EXPRESS, MssqlEdition.WEB)),
  /** {@code MIRROR TO}. */
  BACKUP_MIRRORS("mirrored media", 13, 0, allBut(MssqlEdition.ENTERPRISE, MssqlEdition.DEVELOPER)),
  /** {@code last_valid_restore_time} in history and headers. */
  LAST_VALID_RESTORE_TIME("the end of a log in the history", 16, 0, none()),
  /** Full and differential backups on a secondary replica. */
  BACKUP_ON_SECONDARY("full backups on a secondary replica", 17, 0, services()),
  /** Pages and files restored while the database is online. */
  RESTORE_ONLINE("online restores", 13, 0, allBut(MssqlEdition.ENTERPRISE, MssqlEdition.DEVELOPER)),
  /** {@code STANDBY}, {@code NORECOVERY} and the steps of a restore. */
  RESTORE_STEPS("restores step by step", 13, 0, services()),
  /** {@code sys.dm_os_file_exists}. */
  FILE_EXISTS("the look whether a file lies at a place", 14, 0, services()),
  /** {@code DBCC CLONEDATABASE}: 2016 SP1. */
  CLONE_STRUCTURE("DBCC CLONEDATABASE", 13, 4001, services()),
  /** {@code VERIFY_CLONEDB}: 2016 SP2; on 2017 from CU8 on. */
  CLONE_VERIFIED("VERIFY_CLONEDB", 13, 5026, services()) {
    @Override
    MssqlVersion since(MssqlVersion version) {
      return version.major() == 14 ? new MssqlVersion(14, 0, 3029, 0) : super.since(version);
    }
  },
  /** {@code CREATE DATABASE … AS SNAPSHOT OF}: every edition from 2016 SP1 on. */
  DATABASE_SNAPSHOT("database snapshots", 13, 4001, services()) {
    @Override
    Optional<Lack> lack(MssqlVersion version, MssqlEdition edition) {
      boolean older = version.major() == 13 && !version.atLeast(13, 4001);
      boolean enough = edition == MssqlEdition.ENTERPRISE || edition == MssqlEdition.DEVELOPER;
      return older && enough ? Optional.empty() : super.lack(version, edition);
    }
  },
  /** {@code LastGoodCheckDbTime}: 2016 SP2; on 2017 from CU9 on. */
  LAST_GOOD_CHECK("the time of the last good check", 13, 5026, none()) {
    @Override
    MssqlVersion since(MssqlVersion version) {
      return version.major() == 14 ? new MssqlVersion(14, 0, 3030, 0) : super.since(version);
    }
  },
  /** DBCC by several processors. */
  PARALLEL_CHECK(
      "checks by several processors",
      13,
      0,
      EnumSet.of(MssqlEdition.STANDARD, MssqlEdition.WEB, MssqlEdition.EXPRESS)),
  /** Availability groups; in Standard of one database each. */
  AVAILABILITY_GROUPS(
      "availability groups",
      13,
      0,
      EnumSet.of(
          MssqlEdition.EXPRESS,
          MssqlEdition.WEB,
          MssqlEdition.EDGE,
          MssqlEdition.MANAGED_INSTANCE,
          MssqlEdition.AZURE_SQL_DATABASE)),
  /** Groups with cluster type NONE or EXTERNAL. */
  CLUSTER_TYPES("groups without a Windows cluster", 14, 0, services()),
  /** Contained availability groups. */
  CONTAINED_GROUPS("contained availability groups", 16, 0, services()),
  /** {@code SHUTDOWN}. */
  SHUTDOWN("shutting the server down", 13, 0, services()),
  /** SQL Server Agent. */
  AGENT("SQL Server Agent", 13, 0, EnumSet.of(MssqlEdition.EXPRESS, MssqlEdition.EDGE)),
  /** {@code OFFLINE}, {@code READ_ONLY} and access modes. */
  DATABASE_STATES("database states", 13, 0, EnumSet.of(MssqlEdition.MANAGED_INSTANCE)),
  /** Logins and users {@code FROM EXTERNAL PROVIDER}. */
  ENTRA_LOGINS("log-ins by Entra", 16, 0, none()),
  /** Logins {@code FROM WINDOWS}. */
  WINDOWS_LOGINS("logins of Windows", 13, 0, EnumSet.of(MssqlEdition.MANAGED_INSTANCE)),
  /** Recovery models other than FULL. */
  RECOVERY_MODELS("recovery models", 13, 0, services());

  /**
   * Why a server does not have it.
   *
   * @param availability {@link Availability#VERSION} or {@link Availability#EDITION}
   * @param reason as a sentence
   */
  record Lack(Availability availability, String reason) {}

  private final String what;
  private final int major;
  private final int build;

  @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
  private final Set<MssqlEdition> lacking;

  MssqlFeature(String what, int major, int build, Set<MssqlEdition> lacking) {
    this.what = what;
    this.major = major;
    this.build = build;
    this.lacking = Set.copyOf(lacking);
  }

  private static Set<MssqlEdition> none() {
    return EnumSet.noneOf(MssqlEdition.class);
  }

  private static Set<MssqlEdition> services() {
    return EnumSet.of(
        MssqlEdition.MANAGED_INSTANCE,
        MssqlEdition.AZURE_SQL_DATABASE,
        MssqlEdition.AZURE_SYNAPSE,
        MssqlEdition.AZURE_SYNAPSE_SERVERLESS,
        MssqlEdition.FABRIC);
  }

  private static Set<MssqlEdition> allBut(MssqlEdition first, MssqlEdition second) {
    return EnumSet.complementOf(EnumSet.of(first, second));
  }

  /** Whether a version has it; a service is always of the newest. */
  boolean isIn(MssqlVersion version) {
    return version.compareTo(since(version)) >= 0;
  }

  /** The first that has it, of those that a version can be brought to. */
  MssqlVersion since(MssqlVersion version) {
    return new MssqlVersion(major, 0, build, 0);
  }

  /** Why a server does not have it; empty if it has. */
  Optional<Lack> lack(MssqlVersion version, MssqlEdition edition) {
    if (lacking.contains(edition)) {
      return Optional.of(
          new Lack(Availability.EDITION, "the edition " + edition + " has not: " + what));
    }
    if (!edition.isService() && !isIn(version)) {
      String since = since(version).shortText();
      return Optional.of(
          new Lack(
              Availability.VERSION,
              version.shortText() + " has not: " + what + ", which came with " + since));
    }
    return Optional.empty();
  }
}
