package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What of a dump is restored, and under which names. Immutable. */
final class MongoRestoreItems {
  /** What unfinished collections begin with. */
  static final String UNFINISHED = "gds_restore_";

  private static final Pattern LEFT = Pattern.compile(UNFINISHED + "[0-9a-f]{8}_[0-9]+");

  private final List<MongoRestoreItem> all;

  private final boolean beside;

  private MongoRestoreItems(List<MongoRestoreItem> all, boolean beside) {
    this.all = List.copyOf(all);
    this.beside = beside;
  }

  /**
   * Chooses.
   *
   * @param names what a namespace of the dump is called afterwards; empty for what is left out
   * @param mark of this restore, for the names of what is unfinished; empty if everything is filled
   *     where it belongs
   * @throws io.gds.database.error.DatabaseException INVALID_OPTIONS if two would be called the same
   */
  static MongoRestoreItems of(
      MongoDumpContents contents,
      Function<MongoNamespace, Optional<MongoNamespace>> names,
      Optional<String> mark) {
    List<MongoRestoreItem> all = new ArrayList<>();
    Set<MongoNamespace> taken = new HashSet<>();
    for (MongoDumpItem item : contents.items()) {
      Optional<MongoNamespace> target = names.apply(item.namespace());
      if (target.isEmpty()) {
        continue;
      }
      if (!taken.add(target.get())) {
        throw ErrorDetails.of(
                ErrorCode.INVALID_OPTIONS,
                "two collections of the dump would be restored as " + target.get())
            .platform(DatabaseType.MONGODB.id())
            .target(target.get().toString())
            .remedy("Give them different names, or leave one out.")
            .toException();
      }
      all.add(new MongoRestoreItem(item, target.get(), filled(item, target.get(), mark, all)));
    }
    return new MongoRestoreItems(all, mark.isPresent());
  }

  /** Whether a name is one of those that collections have while they are filled. */
  static boolean isUnfinished(String collection) {
    return LEFT.matcher(collection).matches();
  }

  /** Views and time series cannot be renamed, and what a server keeps for itself is not. */
  private static MongoNamespace filled(
      MongoDumpItem item,
      MongoNamespace target,
      Optional<String> mark,
      List<MongoRestoreItem> before) {
    boolean renamed =
        item.kind() == MongoDumpItem.Kind.COLLECTION && !target.collection().startsWith("system.");
    return mark.isPresent() && renamed
        ? new MongoNamespace(target.database(), UNFINISHED + mark.get() + "_" + (before.size() + 1))
        : target;
  }

  /**
   * Whether it is made when all that is filled beside has its place: it has no other name, and what
   * has its name now stays until then.
   */
  boolean isLast(MongoRestoreItem item) {
    return beside ? !item.isSwapped() : !item.is(MongoDumpItem.Kind.COLLECTION);
  }

  List<MongoRestoreItem> all() {
    return all;
  }

  /** All but users and roles. */
  List<MongoRestoreItem> collections() {
    return all.stream().filter(each -> !each.is(MongoDumpItem.Kind.LIST)).toList();
  }

  Stream<MongoRestoreItem> of(MongoDumpItem.Kind kind) {
    return all.stream().filter(each -> each.is(kind));
  }

  /** By where the documents lie in the dump. */
  Map<MongoNamespace, MongoRestoreItem> byData() {
    Map<MongoNamespace, MongoRestoreItem> map = new HashMap<>();
    for (MongoRestoreItem each : all) {
      each.item().data().ifPresent(data -> map.put(data, each));
    }
    return map;
  }
}
