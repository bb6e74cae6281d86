package io.gds.database.core.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the bytes of an archive must be.
 *
 * @param bytes the size; of all members together, if there are any
 * @param sha256 the SHA-256 of the file in lower-case hexadecimal; of the list of members, if there
 *     are any: each one's name, a NUL, its size in decimal, a NUL, its SHA-256 and a newline, in
 *     UTF-8
 * @param members the files of an archive that is a directory, by name; empty for a single file
 */
public record ArchiveContent(long bytes, String sha256, List<ArchiveMember> members) {
  /** Takes a copy in the order of the names, and checks that the figures fit the members. */
  public ArchiveContent {
    Objects.requireNonNull(sha256, "sha256");
    members = members.stream().sorted(Comparator.comparing(ArchiveMember::name)).toList();
    if (bytes < 0 || !ArchiveMember.SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a size is not negative, a SHA-256 has 64 hex digits");
    }
    Set<String> taken = new HashSet<>();
    for (ArchiveMember member : members) {
      if (!taken.add(member.isDirectory() ? member.name() : member.name() + "/")) {
        throw new IllegalArgumentException("two members are called " + member.name());
      }
    }
    for (ArchiveMember member : members) {
      for (int at = member.name().indexOf('/');
          at >= 0 && at < member.name().length() - 1;
          at = member.name().indexOf('/', at + 1)) {
        if (taken.contains(member.name().substring(0, at + 1))) {
          throw new IllegalArgumentException(member.name() + " lies inside another member");
        }
      }
    }
    if (!members.isEmpty() && (bytes != sizeOf(members) || !sha256.equals(hashOf(members)))) {
      throw new IllegalArgumentException("size or SHA-256 do not fit the list of members");
    }
  }

  /** The content of an archive that is a single file. */
  public static ArchiveContent ofFile(long bytes, String sha256) {
    return new ArchiveContent(bytes, sha256, List.of());
  }

  /** The content of an archive that is a directory with at least one member. */
  public static ArchiveContent ofMembers(List<ArchiveMember> members) {
    if (members.isEmpty()) {
      throw new IllegalArgumentException("an archive that is a directory has members");
    }
    List<ArchiveMember> sorted =
        members.stream().sorted(Comparator.comparing(ArchiveMember::name)).toList();
    return new ArchiveContent(sizeOf(sorted), hashOf(sorted), sorted);
  }

  /** Whether the archive is a directory. */
  public boolean isDirectory() {
    return !members.isEmpty();
  }

  private static long sizeOf(List<ArchiveMember> members) {
    return members.stream().mapToLong(ArchiveMember::bytes).sum();
  }

  private static String hashOf(List<ArchiveMember> sorted) {
    MessageDigest digest = Hashes.sha256();
    for (ArchiveMember member : sorted) {
      String line = member.name() + "\0" + member.bytes() + "\0" + member.sha256() + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return Hashes.hex(digest.digest());
  }
}
