package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.SnowflakeRan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What an account was asked, in order. */
final class ModelQueries {
  private final List<ModelQueryEntry> entries = new ArrayList<>();
  private Supplier<List<SnowflakeRan>> ran = List::of;

  /** Takes from a peer how statements went that did not come this far, or have not ended there. */
  void follow(Supplier<List<SnowflakeRan>> peer) {
    ran = peer;
  }

  /** All entries, in the order in which they began. */
  List<ModelQueryEntry> all() {
    List<ModelQueryEntry> all = new ArrayList<>();
    Set<String> known = entries.stream().map(ModelQueryEntry::id).collect(Collectors.toSet());
    Map<String, SnowflakeRan> there = new LinkedHashMap<>();
    ran.get().forEach(each -> there.put(each.id(), each));
    there.values().stream()
        .filter(each -> !known.contains(each.id()))
        .forEach(each -> all.add(ModelQueryEntry.of(each)));
    for (ModelQueryEntry entry : entries) {
      SnowflakeRan each = there.get(entry.id());
      all.add(each == null ? entry : entry.as(each));
    }
    all.sort(Comparator.comparing((ModelQueryEntry entry) -> entry.began().at()));
    return all;
  }

  Optional<ModelQueryEntry> find(String id) {
    return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** Begins a statement of a session. */
  ModelQueryEntry begin(ModelSession session, ModelMoment moment) {
    ModelQueryEntry entry =
        new ModelQueryEntry(
            session.queryId(),
            session.request().statement(),
            session.tag(),
            session.request().session(),
            session.user(),
            session.roleName(),
            session.warehouseName(),
            session.databaseName(),
            session.schemaName(),
            moment);
    entries.add(entry);
    return entry;
  }

  /** Adds one that did not come by a session of a peer. */
  void add(ModelQueryEntry entry) {
    entries.add(entry);
  }
}
