package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresWalArchiveTest {
  private static final long SEGMENT = 16L << 20;

  @TempDir Path directory;

  private PostgresWalArchive archive() {
    return new PostgresWalArchive(directory, "7412345678901234567", SEGMENT);
  }

  @Test
  void theLogOfACopyOnTrialHoldsSegmentsOfAnySize() {
    // A server demands room for two at least; its own default is 80 MB.
    assertThat(PostgresServerTrial.logSizes(SEGMENT))
        .containsEntry("min_wal_size", "80MB")
        .containsEntry("max_wal_size", "1024MB");
    assertThat(PostgresServerTrial.logSizes(64L << 20))
        .containsEntry("min_wal_size", "320MB")
        .containsEntry("max_wal_size", "4096MB");
  }

  @Test
  void aBackupThatSawASwitchEndsOnTheTimelineItCameToThoughThatIsListedFirst() {
    PostgresLsn left = new PostgresLsn(0x5001C58);
    PostgresBaseManifest manifest =
        new PostgresBaseManifest(
            1,
            1,
            List.of(
                new PostgresBaseManifest.Range(2, left, new PostgresLsn(0x570CE30)),
                new PostgresBaseManifest.Range(1, new PostgresLsn(0x5000DB0), left)));
    assertThat(manifest.timeline()).isEqualTo(2);
    assertThat(manifest.start()).isEqualTo(new PostgresLsn(0x5000DB0));
    assertThat(manifest.end()).isEqualTo(new PostgresLsn(0x570CE30));
  }

  @Test
  void aTimelineThatWasLeftBeforeThePositionGoesAnotherWay() throws IOException {
    Files.writeString(directory.resolve("00000002.history"), "1\t0/3000000\trestored\n");
    Files.writeString(
        directory.resolve("00000003.history"), "1\t0/3000000\trestored\n2\t0/5000000\tagain\n");

    assertThat(archive().newest(1, new PostgresLsn(0x2000100))).isEqualTo(3);
    assertThat(archive().newest(1, new PostgresLsn(0x3000000))).isEqualTo(3);
    // A base backup of the first timeline from behind the switch stays on its own.
    assertThat(archive().newest(1, new PostgresLsn(0x4000000))).isEqualTo(1);
    assertThat(archive().newest(2, new PostgresLsn(0x4000000))).isEqualTo(3);
    assertThat(archive().newest(1)).isEqualTo(3);
  }
}
