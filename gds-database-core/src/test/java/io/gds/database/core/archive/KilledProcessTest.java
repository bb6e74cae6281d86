package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write archives are killed without warning. */
@Timeout(180)
class KilledProcessTest {
  private static final int KILLS = 30;

  @TempDir Path directory;

  private Process publisher(Path into, int round, int bytes) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PublishUntilKilled.class.getName(),
            into.toString(),
            Integer.toString(bytes),
            "round" + round)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("round" + round + ".log").toFile())
        .start();
  }

  @Test
  void aKilledProcessNeverLeavesHalfAnArchiveAndTheNextRunIsClean() throws Exception {
    Path into = Files.createDirectory(directory.resolve("archives"));
    Random random = new Random(11);
    int leftovers = 0;
    for (int round = 0; round < KILLS; round++) {
      Process process = publisher(into, round, random.nextInt(4) == 0 ? 8_000_000 : 20_000);
      while (TestArchives.names(into).isEmpty() && process.isAlive()) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(120));
      assertThat(process.isAlive()).as(() -> "round of its log: " + log(directory)).isTrue();
      process.destroyForcibly().waitFor();

      TestArchives.assertNoHalfArchive(into);
      leftovers += TestArchives.names(into).stream().anyMatch(n -> n.endsWith(".partial")) ? 1 : 0;
      Path next = into.resolve("next.db");
      TestArchives.publish(next, TestArchives.bytes(1000, round));
      TestArchives.assertClean(into);
      Directories.deleteTree(into);
      Files.createDirectory(into);
    }
    assertThat(leftovers).as("kills that met a process at work").isGreaterThan(KILLS / 3);
  }

  private static String log(Path directory) {
    StringBuilder text = new StringBuilder();
    try {
      for (String name : TestArchives.names(directory)) {
        if (name.endsWith(".log")) {
          text.append(Files.readString(directory.resolve(name)));
        }
      }
    } catch (IOException e) {
      text.append(e);
    }
    return text.toString();
  }
}
