package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.connection.DatabaseType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Archives and manifests to test with. */
final class TestArchives {
  static final Instant STARTED = Instant.parse("2026-01-02T03:04:05.678Z");
  static final Runnable ON = () -> {};

  private TestArchives() {}

  static Manifest.Builder manifest() {
    return Manifest.builder()
        .platform(DatabaseType.SQLITE)
        .database("shop")
        .backupType(BackupType.FULL)
        .startedAt(STARTED)
        .finishedAt(STARTED.plusSeconds(7));
  }

  static Manifest fullManifest() {
    return manifest()
        .backupId("b-1")
        .libraryVersion("0.1.0")
        .serverVersion("3.54.1")
        .toolVersion("1.2.3")
        .settings(Map.of("z", "1", "journal_mode", "wal"))
        .grants(List.of("GRANT CONNECT TO \"a\"", "GRANT ALL TO b"))
        .consistentAt(STARTED.plusSeconds(3))
        .basedOn("b-0")
        .positions(Map.of("lsn", "0/1"))
        .attributes(Map.of("pages", "17"))
        .pinned(true)
        .content(
            ArchiveContent.ofMembers(
                List.of(
                    new ArchiveMember("toc.dat", 3, sha("abc")),
                    new ArchiveMember("empty/", 0, sha("")),
                    new ArchiveMember("data/1.dat", 4, sha("defg")))))
        .build();
  }

  static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  static String sha(String text) {
    return sha(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Publishes these bytes as an archive. */
  static Manifest publish(Path archive, byte[] bytes) throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
      return finish(publisher, bytes);
    }
  }

  static Manifest finish(ArchivePublisher publisher, byte[] bytes) throws IOException {
    try (OutputStream out = publisher.output()) {
      out.write(bytes);
    }
    Manifest manifest = manifest().content(publisher.seal(ON)).build();
    publisher.publish(manifest);
    return manifest;
  }

  /** Publishes an archive of a few files and an empty directory. */
  static Manifest publishDirectory(Path archive) throws IOException {
    try (ArchivePublisher publisher = ArchivePublisher.directory(archive)) {
      return finishDirectory(publisher);
    }
  }

  static Manifest finishDirectory(ArchivePublisher publisher) throws IOException {
    Path root = publisher.partial();
    Files.createDirectories(root.resolve("data/deep"));
    Files.createDirectory(root.resolve("empty"));
    Files.write(root.resolve("toc.dat"), bytes(1000, 1));
    Files.write(root.resolve("data/1.dat"), bytes(200_000, 2));
    Files.write(root.resolve("data/deep/2.dat"), new byte[0]);
    Manifest manifest = manifest().content(publisher.seal(ON)).build();
    publisher.publish(manifest);
    return manifest;
  }

  static Manifest verify(Path archive) {
    return ArchiveVerifier.verify(archive, DatabaseType.SQLITE, VerifyLevel.ARCHIVE, b -> {}, ON);
  }

  static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** A mark of this machine whose process has ended. */
  static ProcessMark dead() {
    ProcessMark here = ProcessMark.current();
    return new ProcessMark(here.scope(), here.pid(), "1");
  }

  /** Whatever has a final name is whole and has its manifest. */
  static void assertNoHalfArchive(Path directory) throws IOException {
    for (String name : names(directory)) {
      if (!name.endsWith(".partial") && !name.endsWith(ArchiveNames.MANIFEST_SUFFIX)) {
        assertThat(verify(directory.resolve(name))).as(name).isNotNull();
      }
    }
  }

  /** Nothing but archives with their manifests is left. */
  static void assertClean(Path directory) throws IOException {
    assertNoHalfArchive(directory);
    List<String> names = names(directory);
    assertThat(names).noneMatch(name -> name.endsWith(".partial"));
    for (String name : names) {
      if (name.endsWith(ArchiveNames.MANIFEST_SUFFIX)) {
        assertThat(names).contains(name.replace(ArchiveNames.MANIFEST_SUFFIX, ""));
      }
    }
  }
}
