package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ToolVersionsTest {
  @TempDir Path directory;
  private final ToolVersions versions = new ToolVersions(new ToolRunner());
  private FakeTools tools;

  @BeforeEach
  void setUp() {
    tools = new FakeTools(directory);
  }

  private Tool tool(String version) throws IOException {
    return tools.script(
        "dump", "echo \"$@\" >> " + directory + "/probes", "echo 'dump (Fake) " + version + "'");
  }

  private int probes() throws IOException {
    Path log = directory.resolve("probes");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1) | 15.18",
        "pg_dump (PostgreSQL) 18beta1 | 18",
        "mongodump version: 100.9.4 | 100.9.4",
        "3.40.1 2022-12-28 14:03:47 | 3.40.1",
        "sqlcmd: Version: v1.6.0 | 1.6.0",
        "psql15 tool of 7 | 7",
        "no version here | ",
      })
  void theVersionIsFoundInWhatToolsPrint(String printed, String version) {
    assertThat(ToolVersion.parse(printed).map(ToolVersion::toString).orElse(null))
        .isEqualTo(version);
  }

  @Test
  void versionsCompareNumberByNumber() {
    assertThat(ToolVersion.of(15, 2)).isLessThan(ToolVersion.of(15, 10));
    assertThat(ToolVersion.of(15)).isEqualByComparingTo(ToolVersion.of(15, 0));
    assertThat(ToolVersion.of(16).isAtLeast(ToolVersion.of(15, 18))).isTrue();
    assertThat(ToolVersion.of(15, 1).isAtLeast(ToolVersion.of(15, 2))).isFalse();
    assertThat(ToolVersion.of(15, 1).major()).isEqualTo(15);
    List<Integer> none = List.of();
    assertThatThrownBy(() -> new ToolVersion(none, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oneProbeIsOneProcessAndIsKept() throws IOException {
    Tool tool = tool("15.18");
    assertThat(versions.of(tool).numbers()).containsExactly(15, 18);
    assertThat(versions.of(tool).text()).isEqualTo("dump (Fake) 15.18");
    assertThat(versions.of(new Tool("other name", tool.binary())).major()).isEqualTo(15);
    assertThat(Files.readAllLines(directory.resolve("probes"))).containsExactly("--version");
  }

  @Test
  void aReplacedBinaryIsAskedAgain() throws IOException {
    Tool tool = tool("15.18");
    versions.of(tool);
    assertThat(versions.of(tool("16.1")).major()).isEqualTo(16);
    FileTime time = Files.getLastModifiedTime(tool.binary());
    Files.setLastModifiedTime(tool.binary(), FileTime.fromMillis(time.toMillis() + 5000));
    versions.of(tool);
    assertThat(probes()).isEqualTo(3);
  }

  @Test
  void aBinaryBehindAnotherLinkIsAskedAgain() throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, tools.script("v1", "echo 1.1").binary());
    assertThat(versions.of(new Tool("link", link)).major()).isEqualTo(1);
    Files.delete(link);
    Files.createSymbolicLink(link, tools.script("v2", "echo 2.1").binary());
    assertThat(versions.of(new Tool("link", link)).major()).isEqualTo(2);
  }

  @Test
  void manyAskersShareOneProbe() throws Exception {
    Tool tool = tools.script("slow", "echo x >> " + directory + "/probes", "sleep 0.3", "echo 9.9");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<ToolVersion>> answers =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      pool.submit(
                          () -> {
                            go.await();
                            return versions.of(tool);
                          }))
              .toList();
      go.countDown();
      for (Future<ToolVersion> answer : answers) {
        assertThat(answer.get().major()).isEqualTo(9);
      }
    } finally {
      pool.shutdown();
    }
    assertThat(probes()).isEqualTo(1);
  }

  @Test
  void aVersionOnStandardErrorCountsToo() throws IOException {
    assertThat(versions.of(tools.script("java", "echo 'openjdk version 17.0.1' >&2")).major())
        .isEqualTo(17);
  }

  @Test
  void anotherArgumentMayBeAsked() throws IOException {
    Tool tool = tools.script("odd", "[ \"$1\" = -V ] && echo 4.2");
    assertThat(versions.of(tool, "-V").numbers()).containsExactly(4, 2);
  }

  @Test
  void endlessOutputIsCutAndAFailureIsNotKept() throws IOException {
    Tool tool = tools.script("chatty", "echo 1.2; head -c 1000000 /dev/zero");
    assertThat(versions.of(tool).numbers()).containsExactly(1, 2);
    Tool mute = tools.script("mute", "echo x >> " + directory + "/probes", "echo hello");
    ToolException silent = catchThrowableOfType(ToolException.class, () -> versions.of(mute));
    assertThat(silent.code()).isEqualTo(ErrorCode.TOOL_FAILED);
    assertThat(silent).hasMessageContaining("did not tell its version");
    assertThatThrownBy(() -> versions.of(mute)).isInstanceOf(ToolException.class);
    assertThat(probes()).isEqualTo(2);
  }

  @Test
  void aMissingBinaryIsReportedAsMissing() {
    Tool gone = new Tool("gone", directory.resolve("gone"));
    assertThat(catchThrowableOfType(ToolException.class, () -> versions.of(gone)).code())
        .isEqualTo(ErrorCode.TOOL_MISSING);
  }

  @Test
  void anotherQuestionHasAnotherAnswer() throws IOException {
    Tool tool = tools.script("client", "echo \"$1\" | sed 's/--v//'");

    assertThat(versions.of(tool, "--v1.5")).hasToString("1.5");
    assertThat(versions.of(tool, "--v2.7")).hasToString("2.7");
  }
}
