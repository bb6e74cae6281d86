package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every form of the statements that look after a database, one a line in a file. */
class MssqlDbccGoldenTest {
  private static final String NAME = "Sales]1";

  private static List<String> file() throws IOException {
    try (InputStream in = MssqlDbccGoldenTest.class.getResourceAsStream("dbcc.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  private static List<String> checks() {
    return List.of(
            MssqlCheckOptions.defaults(),
            MssqlCheckOptions.builder().physicalOnly(true).maxDop(2).build(),
            MssqlCheckOptions.builder().dataPurity(true).extendedLogicalChecks(true).build(),
            MssqlCheckOptions.builder().estimateOnly(true).build(),
            MssqlCheckOptions.builder().withoutIndexes(true).locked(true).build())
        .stream()
        .map(options -> MssqlCheckRun.sql(NAME, options))
        .toList();
  }

  private static List<String> shrinks() {
    MssqlShrinkOptions.Builder all = MssqlShrinkOptions.builder();
    MssqlShrinkOptions ten = MssqlShrinkOptions.toPercent(10);
    MssqlShrinkOptions one = MssqlShrinkOptions.builder().file("da'ta").build();
    MssqlShrinkOptions sized = one.toBuilder().targetBytes(16 << 20).build();
    return List.of(
            all.build(),
            ten,
            ten.toBuilder().mode(MssqlShrinkMode.MOVE_ONLY).build(),
            all.mode(MssqlShrinkMode.RELEASE_ONLY).build(),
            one,
            sized,
            sized.toBuilder().mode(MssqlShrinkMode.MOVE_ONLY).build(),
            one.toBuilder().mode(MssqlShrinkMode.RELEASE_ONLY).build())
        .stream()
        .map(options -> MssqlShrinks.sql(NAME, options))
        .toList();
  }

  private static List<String> clones() {
    MssqlCloneSource source =
        new MssqlCloneSource(
            5,
            Optional.of("sa"),
            "sa",
            List.of(
                new MssqlCloneSource.File("da]ta", "D:\\d\\x.mdf", "ROWS", "ONLINE", 8192),
                new MssqlCloneSource.File("log", "L:\\l\\x.ldf", "LOG", "ONLINE", 8192),
                new MssqlCloneSource.File("more", "E:\\e\\x.ndf", "ROWS", "ONLINE", 8192),
                new MssqlCloneSource.File("old", "E:\\e\\y.ndf", "ROWS", "OFFLINE", 8192)),
            LocalDateTime.MIN,
            List.of());
    return List.of(
        MssqlStructureClone.sql(NAME, "a.b", false),
        MssqlStructureClone.sql(NAME, "a.b", true),
        MssqlSnapshotClone.sql(NAME, "a.b", Optional.empty(), source, "0a1b2c3d"),
        MssqlSnapshotClone.sql(NAME, "a.b", Optional.of("/s"), source, "0a1b2c3d"),
        MssqlReverts.sql(NAME, "a'b"));
  }

  @Test
  void everyFormHasOneText() throws IOException {
    List<String> all = new ArrayList<>(checks());
    all.addAll(shrinks());
    all.addAll(clones());

    assertThat(all).doesNotHaveDuplicates().containsExactlyElementsOf(file());
  }
}
