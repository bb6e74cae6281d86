package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final long MIB = 1024 * 1024;

  private static Progress progress(
      String phase, long done, OptionalLong total, ProgressUnit unit, OptionalDouble rate) {
    return new Progress(phase, done, total, unit, rate, Instant.EPOCH);
  }

  @Test
  void bytesAreShownWithRateAndTimeLeft() {
    Progress half =
        progress(
            "copy",
            50 * MIB,
            OptionalLong.of(100 * MIB),
            ProgressUnit.BYTES,
            OptionalDouble.of(10 * MIB));
    assertThat(ProgressBar.line("backup", half))
        .isEqualTo(
            "backup: copy [########........]  50%  50.0 MiB / 100 MiB  10.0 MiB/s  5.0 s left");
  }

  @Test
  void whatIsNotKnownIsNotShown() {
    Progress rows =
        progress("read", 1200, OptionalLong.empty(), ProgressUnit.ROWS, OptionalDouble.empty());
    assertThat(ProgressBar.line("backup", rows)).isEqualTo("backup: read 1,200 rows");
    Progress percent =
        progress("work", 40, OptionalLong.of(100), ProgressUnit.PERCENT, OptionalDouble.empty());
    assertThat(ProgressBar.line("restore", percent).strip())
        .isEqualTo("restore: work [######..........]  40%");
  }

  @Test
  void theLineNeverWrapsAndIsGoneAtTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ProgressBar bar = new ProgressBar(err, "verb".repeat(20));
    Progress long1 =
        progress(
            "phase\u001b".repeat(20),
            1,
            OptionalLong.of(Long.MAX_VALUE),
            ProgressUnit.DOCUMENTS,
            OptionalDouble.of(1));
    bar.accept(long1);
    bar.close();
    bar.accept(long1);
    bar.close();
    String[] drawn = bytes.toString(StandardCharsets.UTF_8).split("\r", -1);
    assertThat(drawn).hasSize(4);
    assertThat(drawn).allSatisfy(line -> assertThat(Text.width(line)).isLessThanOrEqualTo(79));
    assertThat(drawn[1]).doesNotContain("\u001b");
    assertThat(drawn[2]).isBlank();
    assertThat(drawn[3]).isEmpty();
  }

  @Test
  void aBarThatWasNeverDrawnLeavesNothing() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), "x").close();
    assertThat(bytes.size()).isZero();
  }
}
