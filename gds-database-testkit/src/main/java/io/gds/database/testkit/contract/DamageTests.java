package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.Database;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.ArchiveException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Archives that are not what was written. Where a platform's archives lie within reach they are
 * damaged, and must be refused before the target is touched.
 */
abstract class DamageTests extends ContractGroup {
  private static final int POINTS = 20;

  DamageTests(PlatformContract contract) {
    super(contract);
  }

  private interface Damage {
    void to(Path file) throws IOException;
  }

  private interface DamageTest {
    void accept(Reach reach) throws Exception;
  }

  /**
   * A backup whose bytes are within reach, and a database that a damaged restore must not touch.
   *
   * @param content what is in the backup
   */
  private record Reach(
      BackupInfo backup, String content, Path archive, Path manifest, Database target) {
    /** What the manifest is of: the archive as a whole, be it a file or a directory. */
    Path whole() {
      String name = manifest.getFileName().toString();
      return manifest.resolveSibling(
          name.substring(0, name.length() - ArchiveNames.MANIFEST_SUFFIX.length()));
    }
  }

  private void withReach(DamageTest test) throws Exception {
    Database source = run().filled(1);
    onDatabase(
        source,
        SupportsBackup.class,
        backups -> {
          BackupInfo backup = run().backedUp(source);
          Optional<Path> archive = fixture().archiveFile(backup.location());
          Optional<Path> manifest = fixture().manifestFile(backup.location());
          assumeTrue(
              archive.isPresent() && manifest.isPresent(),
              "skipped, because the archives of this platform lie out of reach");
          test.accept(
              new Reach(
                  backup,
                  run().contentOf(source),
                  archive.orElseThrow(),
                  manifest.orElseThrow(),
                  run().filled(2)));
        });
  }

  /** Damages a file, asserts that the archive is refused everywhere, and mends the file. */
  private void assertRefusedWith(
      Reach reach, String what, Path file, Damage damage, ErrorCode... codes) throws Exception {
    byte[] good = Files.readAllBytes(file);
    damage.to(file);
    try {
      onDatabase(
          reach.target(),
          SupportsBackupCatalog.class,
          catalog ->
              assertArchiveRefused(
                  run()
                      .refused(
                          "verifying " + what,
                          () ->
                              catalog.verifyBackup(
                                  VerifyOptions.builder()
                                      .backup(reach.backup().location())
                                      .build())),
                  codes));
      onDatabase(
          reach.target(),
          SupportsRestore.class,
          restores -> {
            RestoreOptions.Builder options =
                RestoreOptions.builder()
                    .from(RestoreSource.archive(reach.backup().location()))
                    .overwrite(true);
            assertArchiveRefused(
                run().refused("restoring " + what, () -> restores.restore(options.build())), codes);
          });
    } finally {
      Files.write(file, good);
    }
  }

  private static void assertArchiveRefused(DatabaseException refusal, ErrorCode... codes) {
    assertThat(refusal).isInstanceOf(ArchiveException.class);
    assertThat(refusal.code()).as("%s", refusal).isIn((Object[]) codes);
    assertThat(refusal.remedy()).as("what to do about it").isPresent();
  }

  @Test
  void anArchiveTruncatedAnywhereIsRefusedBeforeTheTargetIsTouched() throws Exception {
    withReach(
        reach -> {
          byte[] good = Files.readAllBytes(reach.archive());
          for (int i = 0; i < POINTS; i++) {
            int length = (int) ((long) good.length * i / POINTS);
            assertRefusedWith(
                reach,
                "an archive cut to " + length + " of " + good.length + " bytes",
                reach.archive(),
                file -> Files.write(file, Arrays.copyOf(good, length)),
                ErrorCode.ARCHIVE_TRUNCATED,
                ErrorCode.ARCHIVE_CORRUPT,
                ErrorCode.ARCHIVE_UNRECOGNIZED);
          }
          assertStillGood(reach);
        });
  }

  @Test
  void anArchiveWithOneBitFlippedIsRefusedBeforeTheTargetIsTouched() throws Exception {
    withReach(
        reach -> {
          byte[] good = Files.readAllBytes(reach.archive());
          Random random = new Random(4);
          List<Long> bits = new ArrayList<>(List.of(0L, good.length * 8L - 1));
          random.longs(POINTS, 0, good.length * 8L).forEach(bits::add);
          for (long bit : bits) {
            assertRefusedWith(
                reach,
                "an archive with bit " + bit + " flipped",
                reach.archive(),
                file -> Files.write(file, flipped(good, bit)),
                ErrorCode.ARCHIVE_CORRUPT,
                ErrorCode.ARCHIVE_UNRECOGNIZED);
          }
          assertStillGood(reach);
        });
  }

  private static byte[] flipped(byte[] good, long bit) {
    byte[] bad = good.clone();
    bad[(int) (bit / 8)] ^= (byte) (1 << (bit % 8));
    return bad;
  }

  @Test
  void anArchiveWithMoreThanWasWrittenIsRefused() throws Exception {
    withReach(
        reach -> {
          byte[] good = Files.readAllBytes(reach.archive());
          assertRefusedWith(
              reach,
              "an archive with bytes added",
              reach.archive(),
              file -> Files.write(file, Arrays.copyOf(good, good.length + 512)),
              ErrorCode.ARCHIVE_CORRUPT,
              ErrorCode.ARCHIVE_UNRECOGNIZED);
        });
  }

  @Test
  void anArchiveOfAnotherPlatformIsRefusedBeforeTheTargetIsTouched() throws Exception {
    withReach(
        reach -> {
          assertRefusedWith(
              reach,
              "an archive of another platform",
              reach.manifest(),
              file ->
                  ManifestFile.replace(
                      reach.whole(),
                      ManifestFile.read(reach.whole()).toBuilder()
                          .platform(DatabaseType.of("oracle"))
                          .build()),
              ErrorCode.ARCHIVE_WRONG_PLATFORM);
        });
  }

  @Test
  void anArchiveOfANewerFormIsRefusedBeforeTheTargetIsTouched() throws Exception {
    withReach(
        reach -> {
          assertRefusedWith(
              reach,
              "an archive of a newer form",
              reach.manifest(),
              file ->
                  Files.writeString(
                      file,
                      Files.readString(file)
                          .replaceFirst("(\"formatVersion\"\\s*:\\s*)[0-9]+", "$199999")),
              ErrorCode.ARCHIVE_TOO_NEW);
        });
  }

  @Test
  void anArchiveWithADamagedManifestIsRefusedBeforeTheTargetIsTouched() throws Exception {
    withReach(
        reach -> {
          byte[] good = Files.readAllBytes(reach.manifest());
          for (int length : new int[] {0, 1, good.length / 2, good.length - 3}) {
            assertRefusedWith(
                reach,
                "a manifest cut to " + length + " bytes",
                reach.manifest(),
                file -> Files.write(file, Arrays.copyOf(good, length)),
                ErrorCode.ARCHIVE_CORRUPT,
                ErrorCode.ARCHIVE_TRUNCATED,
                ErrorCode.ARCHIVE_UNRECOGNIZED);
          }
          assertRefusedWith(
              reach,
              "a manifest that is something else",
              reach.manifest(),
              file -> Files.write(file, "[1, 2, 3]".getBytes(StandardCharsets.UTF_8)),
              ErrorCode.ARCHIVE_CORRUPT,
              ErrorCode.ARCHIVE_UNRECOGNIZED);
          assertRefusedWith(
              reach,
              "a manifest that tells of another database",
              reach.manifest(),
              file ->
                  Files.writeString(
                      file, Files.readString(file).replace(reach.backup().database(), "another")),
              ErrorCode.ARCHIVE_CORRUPT);
        });
  }

  @Test
  void anArchiveThatIsNoneIsRefused() throws Exception {
    withReach(
        reach -> {
          byte[] noise = new byte[8192];
          new Random(5).nextBytes(noise);
          assertRefusedWith(
              reach,
              "noise",
              reach.archive(),
              file -> Files.write(file, noise),
              ErrorCode.ARCHIVE_CORRUPT,
              ErrorCode.ARCHIVE_TRUNCATED,
              ErrorCode.ARCHIVE_UNRECOGNIZED);
        });
  }

  /** That the mended archive is taken, so that what was refused was the damage. */
  private void assertStillGood(Reach reach) throws Exception {
    onDatabase(
        reach.target(),
        SupportsRestore.class,
        restores -> {
          restores.restore(
              RestoreOptions.builder()
                  .from(RestoreSource.archive(reach.backup().location()))
                  .overwrite(true)
                  .build());
          assertThat(run().contentOf(reach.target())).isEqualTo(reach.content());
        });
  }
}
