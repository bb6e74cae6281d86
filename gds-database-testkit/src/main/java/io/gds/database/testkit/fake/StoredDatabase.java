package io.gds.database.testkit.fake;

import io.gds.database.DatabaseCondition;
import java.time.Instant;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A database as the fake server keeps it, with all contents it ever had, so that it can be restored
 * to an instant. Immutable.
 */
record StoredDatabase(
    Optional<String> owner,
    Optional<String> collation,
    Instant createdAt,
    DatabaseCondition condition,
    boolean system,
    NavigableMap<Instant, FakeContent> versions) {
  StoredDatabase {
    versions = Collections.unmodifiableNavigableMap(new TreeMap<>(versions));
  }

  static StoredDatabase of(FakeContent content, Instant now) {
    return new StoredDatabase(
        Optional.empty(),
        Optional.empty(),
        now,
        DatabaseCondition.USABLE,
        false,
        new TreeMap<>(java.util.Map.of(now, content)));
  }

  FakeContent content() {
    return versions.lastEntry().getValue();
  }

  StoredDatabase with(FakeContent content, Instant now) {
    NavigableMap<Instant, FakeContent> more = new TreeMap<>(versions.headMap(now, false));
    more.put(now, content);
    return new StoredDatabase(owner, collation, createdAt, condition, system, more);
  }

  StoredDatabase with(DatabaseCondition newCondition) {
    return new StoredDatabase(owner, collation, createdAt, newCondition, system, versions);
  }

  StoredDatabase owned(Optional<String> newOwner, Optional<String> newCollation) {
    return new StoredDatabase(newOwner, newCollation, createdAt, condition, system, versions);
  }

  StoredDatabase asSystem() {
    return new StoredDatabase(owner, collation, createdAt, condition, true, versions);
  }
}
