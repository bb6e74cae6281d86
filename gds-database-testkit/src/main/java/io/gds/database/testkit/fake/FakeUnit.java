package io.gds.database.testkit.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** What is backed up and restored as one: a database, or all user databases of the server. */
record FakeUnit(Optional<String> database) {
  static FakeUnit database(String name) {
    return new FakeUnit(Optional.of(name));
  }

  static FakeUnit server() {
    return new FakeUnit(Optional.empty());
  }

  /** What it is called in backups and operations. */
  String name(FakeServer server) {
    return database.orElse(server.name());
  }

  String quoted() {
    return database.map(name -> "database " + FakeNames.quoted(name)).orElse("server");
  }

  /** Its databases as they are now. */
  Map<String, StoredDatabase> present(FakeServer server) {
    Map<String, StoredDatabase> present = new TreeMap<>(server.databases);
    present
        .entrySet()
        .removeIf(
            entry ->
                database.isPresent()
                    ? !entry.getKey().equals(database.get())
                    : entry.getValue().system());
    return present;
  }

  /** A copy of its databases at an instant, with what they held since another if that is given. */
  FakeArchive archive(FakeServer server, Instant at, Optional<Instant> since) {
    List<FakeArchive.Member> members = new ArrayList<>();
    present(server)
        .forEach(
            (name, stored) -> {
              NavigableMap<Instant, FakeContent> part = new TreeMap<>();
              since.ifPresent(from -> part.putAll(stored.versions().subMap(from, false, at, true)));
              Map.Entry<Instant, FakeContent> last = stored.versions().floorEntry(at);
              if (last != null) {
                part.put(at, last.getValue());
                members.add(FakeArchive.member(name, stored, part));
              }
            });
    return new FakeArchive(members);
  }
}
