package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only MongoDB has when a backup is restored or proved.
 *
 * @see <a href="https://www.mongodb.com/docs/database-tools/mongorestore/">mongorestore</a>
 */
public final class MongoRestore {
  /**
   * The database of the backup that is restored, where it holds several. Default: the only one, but
   * for admin, config and local.
   */
  public static final OptionKey<String> SOURCE_DATABASE =
      OptionKey.of(
          "mongodb.source-database", String.class, "The database of the backup that is restored.");

  /** As in {@link MongoBackup#COLLECTIONS}; other collections of the database then stay. */
  public static final OptionKey<String> COLLECTIONS = MongoBackup.COLLECTIONS;

  /** As in {@link MongoBackup#EXCLUDE_COLLECTIONS}; such collections of the database stay. */
  public static final OptionKey<String> EXCLUDE_COLLECTIONS = MongoBackup.EXCLUDE_COLLECTIONS;

  /** How many collections are filled at once. Default: 4. */
  public static final OptionKey<Integer> PARALLEL = MongoBackup.PARALLEL;

  /** How many documents are sent at once, at most. Default: 1,000. */
  public static final OptionKey<Integer> BATCH =
      OptionKey.of("mongodb.batch", Integer.class, "How many documents are sent at once.")
          .defaultsTo(1_000)
          .checked(count -> count >= 1 && count <= 100_000, "1 to 100000");

  /**
   * How many members have to have what is written before it counts: a number, or {@code majority}.
   * Default: majority.
   */
  public static final OptionKey<String> WRITE_CONCERN =
      OptionKey.of(
              "mongodb.write-concern",
              String.class,
              "How many members have to have what is written: a number, or majority.")
          .defaultsTo("majority")
          .checked(text -> text.matches("majority|[1-9][0-9]?"), "majority, or 1 to 99");

  /**
   * Whether the users and roles of the database, if they are in the backup, are restored too; needs
   * the role restore. Default: no; of a whole server yes, where others stay as they are.
   */
  public static final OptionKey<Boolean> USERS = MongoBackup.USERS;

  /**
   * Whether collections get the numbers (UUIDs) that they had. No collection of the server may have
   * one of them: it would be taken away from its database. Default: no.
   */
  public static final OptionKey<Boolean> UUIDS =
      flag("mongodb.uuids", "Whether collections get the numbers (UUIDs) that they had.", false);

  /** Whether indexes are made. Default: yes. */
  public static final OptionKey<Boolean> INDEXES =
      flag("mongodb.indexes", "Whether indexes are made.", true);

  /**
   * Whether validators are asked. What they refuse is then left out, and counted. Default: no, so
   * that everything that was backed up is there again; where there is a validator, that takes the
   * action {@code bypassDocumentValidation}, which {@code dbAdmin} has and {@code readWrite} has
   * not.
   */
  public static final OptionKey<Boolean> VALIDATE =
      flag(
          "mongodb.validate",
          "Whether validators are asked, and what they refuse left out.",
          false);

  /**
   * Whether the first document that the server refuses ends the restore. Default: no: those whose
   * key is there already, and those that a validator refuses, are counted and told.
   */
  public static final OptionKey<Boolean> STOP_AT_ONCE =
      flag(
          "mongodb.stop-at-once",
          "Whether the first document that the server refuses ends the restore.",
          false);

  /**
   * Whether a backup without a manifest beside it is taken too, as the vendor's tools make them. Of
   * an archive the form's own sums are compared, which cover documents only; of a directory nothing
   * tells what its bytes should be. Default: no.
   */
  public static final OptionKey<Boolean> WITHOUT_MANIFEST =
      flag(
          "mongodb.without-manifest",
          "Whether a backup without a manifest beside it is taken too.",
          false);

  /**
   * Whether what the oplog in the backup of a whole server tells of a database is done again when
   * that database alone is restored; without it each document is as it was when it was read.
   * Default: yes.
   */
  public static final OptionKey<Boolean> OPLOG =
      flag("mongodb.oplog", "Whether the oplog in a server's backup is done again.", true);

  /**
   * The first entry of the oplog that is not done again, as seconds since 1970, a colon and the
   * number within the second, such as the vendor's tool takes it; for what lies between two entries
   * of the same second, where an instant says too little. Default: none.
   */
  public static final OptionKey<String> OPLOG_LIMIT =
      OptionKey.of(
              "mongodb.oplog-limit",
              String.class,
              "The first entry of the oplog that is not done again: SECONDS:NUMBER.")
          .checked(
              text -> MongoPositions.parse(text).isPresent(),
              "seconds since 1970, a colon, and a number, such as 1700000000:1");

  /** Those of the whole server. */
  static final Set<OptionKey<?>> SERVER_KEYS =
      Set.of(
          PARALLEL,
          BATCH,
          WRITE_CONCERN,
          USERS,
          UUIDS,
          INDEXES,
          VALIDATE,
          STOP_AT_ONCE,
          WITHOUT_MANIFEST,
          OPLOG_LIMIT);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          SOURCE_DATABASE,
          COLLECTIONS,
          EXCLUDE_COLLECTIONS,
          PARALLEL,
          BATCH,
          WRITE_CONCERN,
          USERS,
          UUIDS,
          INDEXES,
          VALIDATE,
          STOP_AT_ONCE,
          WITHOUT_MANIFEST,
          OPLOG);

  /** Those that proving takes. */
  static final Set<OptionKey<?>> VERIFY_KEYS = Set.of(SOURCE_DATABASE, PARALLEL, WITHOUT_MANIFEST);

  private MongoRestore() {}

  private static OptionKey<Boolean> flag(String id, String description, boolean usual) {
    return OptionKey.of(id, Boolean.class, description).defaultsTo(usual);
  }
}
