package io.gds.database.postgres;

import io.gds.database.backup.Location;
import io.gds.database.connection.SecretRef;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only CockroachDB has when a database is restored or a backup is proved.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/restore#options">RESTORE, options</a>
 */
public final class CockroachRestore {
  /**
   * The database of the backup to restore, where it has several. Default: none, which is the only
   * one, else the one called as the target.
   */
  public static final OptionKey<String> DATABASE =
      OptionKey.of(
              "cockroachdb.database",
              String.class,
              "The database of the backup that is restored, where it has several.")
          .checked(text -> !text.isEmpty(), "a name");

  /** As {@link CockroachBackup#KMS}: those that the backup was encrypted with. */
  public static final OptionKey<Location> KMS = CockroachBackup.KMS;

  /** As {@link CockroachBackup#ENCRYPTION_PASSPHRASE}: the one it was encrypted with. */
  public static final OptionKey<SecretRef> ENCRYPTION_PASSPHRASE =
      CockroachBackup.ENCRYPTION_PASSPHRASE;

  /** As {@link CockroachBackup#EXECUTION_LOCALITY}. */
  public static final OptionKey<String> EXECUTION_LOCALITY = CockroachBackup.EXECUTION_LOCALITY;

  /** Whether definitions are restored without their rows. Default: no. */
  public static final OptionKey<Boolean> SCHEMA_ONLY =
      flag("schema-only", "Whether definitions are restored without their rows.");

  /** Whether foreign keys to tables that are not restored are left out. Default: no. */
  public static final OptionKey<Boolean> SKIP_MISSING_FOREIGN_KEYS =
      flag(
          "skip-missing-foreign-keys",
          "Whether foreign keys to tables that are not restored are left out.");

  /** Whether defaults that use sequences that are not restored are left out. Default: no. */
  public static final OptionKey<Boolean> SKIP_MISSING_SEQUENCES =
      flag(
          "skip-missing-sequences",
          "Whether defaults that use sequences that are not restored are left out.");

  /** Whether the ownership of sequences by what is not restored is left out. Default: no. */
  public static final OptionKey<Boolean> SKIP_MISSING_SEQUENCE_OWNERS =
      flag(
          "skip-missing-sequence-owners",
          "Whether the ownership of sequences by what is not restored is left out.");

  /** Whether views of what is not restored are left out. Default: no. */
  public static final OptionKey<Boolean> SKIP_MISSING_VIEWS =
      flag("skip-missing-views", "Whether views of what is not restored are left out.");

  /** Whether defaults that use functions that are not restored are left out. Default: no. */
  public static final OptionKey<Boolean> SKIP_MISSING_UDFS =
      flag(
          "skip-missing-udfs",
          "Whether defaults that use functions that are not restored are left out.");

  /** Whether the cluster may lack regions that the backup's cluster had. Default: no. */
  public static final OptionKey<Boolean> SKIP_LOCALITIES_CHECK =
      flag(
          "skip-localities-check",
          "Whether the cluster may lack regions that the backup's cluster had.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          DATABASE,
          KMS,
          ENCRYPTION_PASSPHRASE,
          EXECUTION_LOCALITY,
          SCHEMA_ONLY,
          SKIP_MISSING_FOREIGN_KEYS,
          SKIP_MISSING_SEQUENCES,
          SKIP_MISSING_SEQUENCE_OWNERS,
          SKIP_MISSING_VIEWS,
          SKIP_MISSING_UDFS,
          SKIP_LOCALITIES_CHECK);

  /** Those that proving takes. */
  static final Set<OptionKey<?>> VERIFY_KEYS =
      Set.of(KMS, ENCRYPTION_PASSPHRASE, EXECUTION_LOCALITY);

  /** Those that reading takes. */
  static final Set<OptionKey<?>> READ_KEYS = Set.of(KMS, ENCRYPTION_PASSPHRASE);

  private CockroachRestore() {}

  private static OptionKey<Boolean> flag(String name, String description) {
    return OptionKey.of("cockroachdb." + name, Boolean.class, description).defaultsTo(false);
  }
}
