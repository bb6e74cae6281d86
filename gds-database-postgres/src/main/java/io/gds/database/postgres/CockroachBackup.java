package io.gds.database.postgres;

import io.gds.database.backup.Location;
import io.gds.database.connection.SecretRef;
import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only CockroachDB has when a database or the whole cluster is backed up.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/backup#options">BACKUP, options</a>
 */
public final class CockroachBackup {
  /**
   * Whether every change is kept that the cluster still remembers, so that any instant between two
   * backups can be restored to, as far back as the garbage collection of the backed up data lets
   * (its {@code gc.ttlseconds}). Default: no, and only the instant of each backup is reached.
   */
  public static final OptionKey<Boolean> REVISION_HISTORY =
      OptionKey.of(
              "cockroachdb.revision-history",
              Boolean.class,
              "Whether every change the cluster still remembers is kept, for points in time.")
          .defaultsTo(false);

  /**
   * The full backup that an incremental one is appended to, by its subdirectory in the collection,
   * such as {@code /2026/11/21-133013.12}. Default: none, which is the newest of the collection.
   */
  public static final OptionKey<String> BASE =
      OptionKey.of(
              "cockroachdb.base",
              String.class,
              "The subdirectory of the full backup that an incremental one is appended to.")
          .checked(
              text -> CockroachCollection.CHAIN.matcher(text).matches(),
              "a subdirectory as the server names it, such as /2026/11/21-133013.12");

  /**
   * The keys that encrypt the backup, by their URIs in a key management service; any one of them
   * opens it again. They may hold credentials, and are shown without them. Excludes {@link
   * #ENCRYPTION_PASSPHRASE}. Default: none, and the backup is not encrypted by the cluster.
   *
   * @see <a
   *     href="https://www.cockroachlabs.com/docs/stable/take-and-restore-encrypted-backups">Encrypted
   *     backups</a>
   */
  public static final OptionKey<Location> KMS =
      OptionKey.of(
              "cockroachdb.kms",
              Location.class,
              "The URIs of the keys, in a key management service, that encrypt the backup.")
          .parsedBy(text -> Location.parse(text, Location.Kind.URL))
          .checked(
              keys ->
                  keys.kind() == Location.Kind.URL
                      && keys.parts().stream().allMatch(key -> key.contains("://")),
              "URIs such as aws:///arn:aws:kms:us-east-1:123:key/abc?AUTH=implicit");

  /**
   * The passphrase that encrypts the backup, and is needed for everything done with it. Excludes
   * {@link #KMS}. Default: none, and the backup is not encrypted by the cluster.
   */
  public static final OptionKey<SecretRef> ENCRYPTION_PASSPHRASE =
      OptionKey.of(
          "cockroachdb.encryption-passphrase",
          SecretRef.class,
          "The passphrase that encrypts the backup.");

  /**
   * The nodes that do the work, by their locality, such as {@code region=us-west-1,cloud=aws}.
   * Default: none, which is all nodes.
   */
  public static final OptionKey<String> EXECUTION_LOCALITY =
      OptionKey.of(
              "cockroachdb.execution-locality",
              String.class,
              "The nodes that do the work, by their locality.")
          .checked(text -> !text.isBlank(), "tiers such as region=us-west-1,cloud=aws");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(REVISION_HISTORY, BASE, KMS, ENCRYPTION_PASSPHRASE, EXECUTION_LOCALITY);

  private CockroachBackup() {}
}
