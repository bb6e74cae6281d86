package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The options that only MongoDB has when a database is backed up.
 *
 * @see <a href="https://www.mongodb.com/docs/database-tools/mongodump/">mongodump</a>
 */
public final class MongoBackup {
  /** The form of the backup. Default: archive. */
  public static final OptionKey<MongoBackupForm> FORM =
      OptionKey.of("mongodb.form", MongoBackupForm.class, "The form of the backup.")
          .defaultsTo(MongoBackupForm.ARCHIVE);

  /** Whether it is packed by gzip. Default: no. */
  public static final OptionKey<Boolean> GZIP =
      OptionKey.of("mongodb.gzip", Boolean.class, "Whether the backup is packed by gzip.")
          .defaultsTo(false);

  /**
   * Of which instant it is. Default: snapshot where the server has it, none elsewhere; the plan
   * says which.
   */
  public static final OptionKey<MongoConsistency> CONSISTENCY =
      OptionKey.of(
          "mongodb.consistency", MongoConsistency.class, "Of which instant the backup is.");

  /**
   * Whether the users and roles of the database come along, with the verifiers of their passwords.
   * Default: no.
   */
  public static final OptionKey<Boolean> USERS =
      OptionKey.of("mongodb.users", Boolean.class, "Whether users and roles come along.")
          .defaultsTo(false);

  /** How many collections are worked on at once. Default: 4. */
  public static final OptionKey<Integer> PARALLEL =
      OptionKey.of("mongodb.parallel", Integer.class, "How many collections are worked on at once.")
          .defaultsTo(4)
          .checked(count -> count >= 1 && count <= 64, "1 to 64");

  /**
   * The only collections that are taken: names with commas between them, in which an asterisk
   * stands for anything, and a backslash takes a comma, an asterisk or a backslash for itself.
   * Default: all.
   */
  public static final OptionKey<String> COLLECTIONS =
      names("mongodb.collections", "The only collections that are taken.");

  /** Collections that are left out, written as in {@link #COLLECTIONS}. Default: none. */
  public static final OptionKey<String> EXCLUDE_COLLECTIONS =
      names("mongodb.exclude-collections", "Collections that are left out.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(FORM, GZIP, CONSISTENCY, USERS, PARALLEL, COLLECTIONS, EXCLUDE_COLLECTIONS);

  /**
   * The backup that a backup of the log goes on from: of the whole server, or of its log. Default:
   * the one in the same directory that leads farthest.
   */
  public static final OptionKey<Path> BASED_ON =
      OptionKey.of(
          "mongodb.based-on", Path.class, "The backup that a backup of the log goes on from.");

  /**
   * What copies the server's files while it is locked against writes, such as {@code
   * /usr/local/bin/snapshot-volume}: run on this machine, by backups of the type SNAPSHOT only,
   * which need it. It sees {@code GDS_NODE}, the server's host and port, {@code GDS_DB_PATH}, where
   * its data lie as the server tells it (empty if it does not), and {@code GDS_BACKUP_DIRECTORY}, a
   * directory on this machine: what it puts there is hashed and published with the backup, what it
   * makes elsewhere stays where it is. It has to be done when it ends.
   */
  public static final OptionKey<HostCommand> SNAPSHOT_COMMAND =
      OptionKey.of(
              "mongodb.snapshot-command",
              HostCommand.class,
              "What copies the server's files while it is locked against writes.")
          .parsedBy(HostCommand::parse)
          .checked(
              command -> true, "words with blanks between; a word with blanks in double quotes");

  /**
   * For how long a backup of the type SNAPSHOT may make writes wait: the lock and the command
   * together. Default: 5 minutes.
   */
  public static final OptionKey<Duration> SNAPSHOT_TIMEOUT =
      OptionKey.of(
              "mongodb.snapshot-timeout",
              Duration.class,
              "For how long a snapshot may make writes wait.")
          .defaultsTo(Duration.ofMinutes(5))
          .checked(
              time ->
                  time.compareTo(Duration.ofSeconds(1)) >= 0
                      && time.compareTo(Duration.ofHours(1)) <= 0,
              "1 second to 1 hour");

  /**
   * Whether a backup of the type SNAPSHOT may lock the primary of a replica set, so that nobody can
   * write meanwhile. Without this that is refused. Default: false.
   */
  public static final OptionKey<Boolean> LOCK_PRIMARY =
      OptionKey.of(
              "mongodb.lock-primary",
              Boolean.class,
              "Whether a snapshot may lock the primary of a replica set against writes.")
          .defaultsTo(false);

  /** Those of dumps and logs of the whole server. */
  static final Set<OptionKey<?>> DUMP_KEYS = Set.of(FORM, GZIP, PARALLEL, BASED_ON);

  /** Those of snapshots; the member is named as in configurations. */
  static final Set<OptionKey<?>> SNAPSHOT_KEYS =
      Set.of(SNAPSHOT_COMMAND, SNAPSHOT_TIMEOUT, LOCK_PRIMARY, MongoConfiguration.NODE);

  /** Those of the whole server. */
  static final Set<OptionKey<?>> SERVER_KEYS =
      Stream.concat(DUMP_KEYS.stream(), SNAPSHOT_KEYS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private MongoBackup() {}

  /** Options that mean nothing for a type. */
  static List<OptionFault> foreign(OptionValues values, Set<OptionKey<?>> keys, String types) {
    return keys.stream()
        .filter(key -> values.given(key).isPresent())
        .map(key -> new OptionFault(key.id(), "is for backups of " + types + " only"))
        .sorted(Comparator.comparing(OptionFault::option))
        .toList();
  }

  private static OptionKey<String> names(String id, String description) {
    return OptionKey.of(id, String.class, description)
        .checked(MongoNameList::isWhole, "names with commas between them, such as items,log_*");
  }
}
