package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBaseSizeTest {
  /** The log of a sample lies in two segments of this size. */
  private static final int SEGMENT = 16 << 20;

  @TempDir Path directory;

  @Test
  void aBackupTakesWhatItsFilesTakeEachInItsPlace() throws IOException {
    Path archive =
        new SampleManifest()
            .file("base/5/1", 100)
            .file("pg_tblspc/16400/PG_18_1/5/7", 30)
            .file("pg_tblspc/16401/PG_18_1/5/7", 4)
            .file("pg_tblspc/16400/PG_18_1/5/8", 1)
            .lie(directory);
    PostgresBaseSize size = PostgresBaseSize.of(List.of(archive), SEGMENT);
    assertThat(size)
        .isEqualTo(new PostgresBaseSize(100 + 2 * SEGMENT, Map.of("16400", 31L, "16401", 4L)));
    assertThat(size.total()).isEqualTo(135 + 2 * SEGMENT);
  }

  @Test
  void aChainTakesWhatEachFileIsMadeOf() throws IOException {
    Path full =
        new SampleManifest()
            .file("base/5/1", 100)
            .file("base/5/2", 1000)
            .file("global/3", 7)
            .lie(directory.resolve("full"));
    Path next =
        new SampleManifest()
            .file("base/5/INCREMENTAL.1", 10)
            .file("base/5/INCREMENTAL.2", 20)
            .file("global/3", 9)
            .lie(directory.resolve("next"));
    Path last =
        new SampleManifest()
            .file("base/5/INCREMENTAL.1", 1)
            .file("base/5/2", 500)
            .file("global/3", 11)
            .file("new", 2)
            .lie(directory.resolve("last"));
    assertThat(PostgresBaseSize.of(List.of(full, next, last), SEGMENT).data())
        .isEqualTo(100 + 10 + 1 + 500 + 11 + 2 + 2 * SEGMENT);
    assertThat(PostgresBaseManifest.whole("INCREMENTAL.x")).isEqualTo("x");
    assertThat(PostgresBaseManifest.whole("base/INCREMENTAL.x/y"))
        .isEqualTo("base/INCREMENTAL.x/y");
  }
}
