package io.gds.database.mongodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * Who waits for whom, as {@code lockInfo} tells it: a command that the vendor does not document, so
 * whatever does not look as expected tells nothing. A holder that the answer does not name, such as
 * an idle transaction, stays unknown. Pure.
 */
final class MongoLockInfo {
  /** Which modes of a lock cannot be held together with each other. */
  private static final Map<String, Set<String>> CONFLICTS =
      Map.of(
          "IS", Set.of("X"),
          "IX", Set.of("S", "X"),
          "S", Set.of("IX", "X"),
          "X", Set.of("IS", "IX", "S", "X"));

  private MongoLockInfo() {}

  /** Those whom each waiting operation waits for, by the numbers of both. */
  static Map<String, List<String>> blockers(BsonDocument answer) {
    Map<String, Set<String>> blockers = new LinkedHashMap<>();
    for (BsonDocument lock : MongoValues.documents(answer, "lockInfo")) {
      List<BsonDocument> before = new ArrayList<>(MongoValues.documents(lock, "granted"));
      for (BsonDocument waiting : MongoValues.documents(lock, "pending")) {
        number(waiting)
            .ifPresent(
                waiter ->
                    before.stream()
                        .filter(holder -> conflict(waiting, holder))
                        .flatMap(holder -> number(holder).stream())
                        .filter(holder -> !holder.equals(waiter))
                        .forEach(
                            holder ->
                                blockers
                                    .computeIfAbsent(waiter, key -> new LinkedHashSet<>())
                                    .add(holder)));
        // Those that came earlier are let in earlier.
        before.add(waiting);
      }
    }
    Map<String, List<String>> told = new LinkedHashMap<>();
    blockers.forEach((waiter, holders) -> told.put(waiter, List.copyOf(holders)));
    return told;
  }

  private static Optional<String> number(BsonDocument request) {
    return MongoValues.value(request, "opid")
        .filter(BsonValue::isNumber)
        .map(value -> Long.toString(value.asNumber().longValue()));
  }

  private static boolean conflict(BsonDocument waiting, BsonDocument holder) {
    Set<String> against =
        MongoValues.text(waiting, "mode")
            .map(mode -> CONFLICTS.getOrDefault(mode, Set.of()))
            .orElse(Set.of());
    return MongoValues.text(holder, "mode").filter(against::contains).isPresent()
        || MongoValues.text(holder, "convertMode").filter(against::contains).isPresent();
  }
}
