package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Small scripts that stand for tools, and a look at what is left of them. */
final class FakeTools {
  private final Path directory;

  FakeTools(Path directory) {
    this.directory = directory;
  }

  /** A tool with this body, run by /bin/sh. */
  Tool script(String name, String... lines) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return new Tool(name, file);
  }

  /** A run of a tool with this body. */
  ToolRun run(String... lines) throws IOException {
    return ToolRun.of(ToolCommand.builder(script("tool", lines)).directory(directory).build());
  }

  /** The processes whose numbers the script wrote into {@code pids}, once there are that many. */
  List<ProcessHandle> started(int count) throws Exception {
    Path pids = directory.resolve("pids");
    await("the script to start", () -> lines(pids).size() >= count);
    return lines(pids).stream()
        .map(Long::valueOf)
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  /** Nothing of this test's tools runs, and no thread serves them. */
  static void assertNothingLeft() throws InterruptedException {
    await(
        "children to be gone: "
            + ProcessHandle.current().children().map(ProcessHandle::info).toList(),
        () -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
    await(
        "threads to be gone",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("gds-tool-")));
  }
}
