package io.gds.database.mongodb;

import com.mongodb.WriteConcern;
import io.gds.database.operation.OptionValues;
import java.util.Optional;
import org.bson.BsonTimestamp;

/**
 * How a dump is restored. Immutable.
 *
 * @param overwrite whether what is there under the same names is replaced
 * @param replaceAll whether what is there under other names is dropped too
 * @param uuids whether collections get the numbers that they had
 * @param indexes whether indexes are made
 * @param validate whether validators are asked: what they refuse is left out, and counted
 * @param stopAtOnce whether the first document that is refused ends it
 * @param lists whether users and roles of the database are restored too
 * @param oplog whether the oplog of the dump is done again
 * @param before the first instant of it that is not done any more; empty for all of it
 * @param writeConcern of everything that is written
 * @param parallel how many collections are filled at once
 * @param batch how many documents are sent at once
 */
record MongoRestoreWish(
    boolean overwrite,
    boolean replaceAll,
    boolean uuids,
    boolean indexes,
    boolean validate,
    boolean stopAtOnce,
    boolean lists,
    boolean oplog,
    Optional<BsonTimestamp> before,
    WriteConcern writeConcern,
    int parallel,
    int batch) {
  /** What is right where nothing is wished. */
  static final MongoRestoreWish USUAL =
      new MongoRestoreWish(
          false,
          false,
          false,
          true,
          false,
          false,
          false,
          false,
          Optional.empty(),
          WriteConcern.MAJORITY,
          4,
          1_000);

  /** What the options say that all restores have. */
  static MongoRestoreWish of(OptionValues values) {
    String concern = values.valueOf(MongoRestore.WRITE_CONCERN);
    return USUAL
        .uuids(values.valueOf(MongoRestore.UUIDS))
        .indexes(values.valueOf(MongoRestore.INDEXES))
        .validate(values.valueOf(MongoRestore.VALIDATE))
        .stopAtOnce(values.valueOf(MongoRestore.STOP_AT_ONCE))
        .sending(
            concern.equals("majority")
                ? WriteConcern.MAJORITY
                : new WriteConcern(Integer.parseInt(concern)),
            values.valueOf(MongoRestore.PARALLEL),
            values.valueOf(MongoRestore.BATCH));
  }

  MongoRestoreWish overwriting(boolean all) {
    return new MongoRestoreWish(
        true,
        all,
        uuids,
        indexes,
        validate,
        stopAtOnce,
        lists,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish uuids(boolean wish) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        wish,
        indexes,
        validate,
        stopAtOnce,
        lists,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish indexes(boolean wish) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        wish,
        validate,
        stopAtOnce,
        lists,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish validate(boolean wish) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        indexes,
        wish,
        stopAtOnce,
        lists,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish stopAtOnce(boolean wish) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        indexes,
        validate,
        wish,
        lists,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish lists(boolean wish) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        indexes,
        validate,
        stopAtOnce,
        wish,
        oplog,
        before,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish oplog(Optional<BsonTimestamp> limit) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        indexes,
        validate,
        stopAtOnce,
        lists,
        true,
        limit,
        writeConcern,
        parallel,
        batch);
  }

  MongoRestoreWish sending(WriteConcern concern, int threads, int documents) {
    return new MongoRestoreWish(
        overwrite,
        replaceAll,
        uuids,
        indexes,
        validate,
        stopAtOnce,
        lists,
        oplog,
        before,
        concern,
        threads,
        documents);
  }
}
