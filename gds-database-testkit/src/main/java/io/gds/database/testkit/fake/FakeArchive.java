package io.gds.database.testkit.fake;

import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a fake backup holds, as a JSON document: for each database its owner, its collation, and its
 * content at one or, in a backup of type LOG, at several instants.
 */
record FakeArchive(List<Member> databases) {
  /** One database in a backup. */
  record Member(
      String name, Optional<String> owner, Optional<String> collation, List<Version> versions) {
    Member {
      versions = List.copyOf(versions);
    }
  }

  /** What a database held from an instant on. */
  record Version(Instant since, FakeContent content) {}

  FakeArchive {
    databases = List.copyOf(databases);
  }

  static Member member(
      String name, StoredDatabase stored, NavigableMap<Instant, FakeContent> part) {
    return new Member(
        name,
        stored.owner(),
        stored.collation(),
        part.entrySet().stream()
            .map(entry -> new Version(entry.getKey(), entry.getValue()))
            .toList());
  }

  byte[] bytes() {
    return Json.line(this).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws DatabaseException with code ARCHIVE_UNRECOGNIZED if it is something else
   */
  static FakeArchive read(byte[] bytes, String where) {
    try {
      return RecordReader.read(bytes, FakeArchive.class);
    } catch (IllegalArgumentException e) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_UNRECOGNIZED, where + " does not hold a backup of a fake engine")
          .target(where)
          .with("path", where)
          .cause(e)
          .remedy("Use an archive that a fake engine wrote.")
          .toException();
    }
  }

  /** The databases of several backups of one chain, oldest first, each with all its instants. */
  static Map<String, Member> merged(List<FakeArchive> chain) {
    Map<String, Member> merged = new LinkedHashMap<>();
    for (FakeArchive archive : chain) {
      for (Member member : archive.databases()) {
        merged.merge(member.name(), member, FakeArchive::joined);
      }
    }
    return merged;
  }

  private static Member joined(Member older, Member newer) {
    TreeMap<Instant, Version> versions = new TreeMap<>();
    older.versions().forEach(version -> versions.put(version.since(), version));
    newer.versions().forEach(version -> versions.put(version.since(), version));
    return new Member(
        newer.name(), newer.owner(), newer.collation(), List.copyOf(versions.values()));
  }
}
