package io.gds.database.mongodb;

import io.gds.database.operation.OptionValues;
import java.util.Optional;

/**
 * Which collections are meant. Immutable.
 *
 * @param only those, or all if empty
 * @param not but for those
 */
record MongoChosen(Optional<String> only, Optional<String> not) {
  static MongoChosen of(OptionValues values) {
    return new MongoChosen(
        values.given(MongoBackup.COLLECTIONS), values.given(MongoBackup.EXCLUDE_COLLECTIONS));
  }

  /** Whether it is not all of the database. */
  boolean isPart() {
    return only.isPresent() || not.isPresent();
  }

  boolean has(MongoNamespace namespace) {
    String name = namespace.collection();
    return only.map(list -> MongoNameList.of(list).test(name)).orElse(true)
        && not.map(list -> !MongoNameList.of(list).test(name)).orElse(true);
  }

  /** For the text of a step. */
  String text() {
    return only.map(list -> ", collections " + list + " only").orElse("")
        + not.map(list -> ", without " + list).orElse("");
  }
}
