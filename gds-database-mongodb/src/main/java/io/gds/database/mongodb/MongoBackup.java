package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.nio.file.Path;
import java.util.Set;

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

  /** Those of the whole server. */
  static final Set<OptionKey<?>> SERVER_KEYS = Set.of(FORM, GZIP, PARALLEL, BASED_ON);

  private MongoBackup() {}

  private static OptionKey<String> names(String id, String description) {
    return OptionKey.of(id, String.class, description)
        .checked(MongoNameList::isWhole, "names with commas between them, such as items,log_*");
  }
}
