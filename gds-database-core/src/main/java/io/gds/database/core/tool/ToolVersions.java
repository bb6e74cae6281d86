package io.gds.database.core.tool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks tools for their version, once per binary and question: an answer is kept until the file that
 * the binary's path leads to is another one, of another size or of another time. Each probe is one
 * process and is given ten seconds; a failed one is not kept. A wrapper script that picks one of
 * several versions hides a change behind it, so locate the real binary where there is such a
 * wrapper. Thread-safe.
 */
public final class ToolVersions {
  private static final Duration PROBE = Duration.ofSeconds(10);
  private static final int MAX_OUTPUT_BYTES = 64 * 1024;

  private final ToolRunner runner;
  private final Map<Question, Slot> slots = new ConcurrentHashMap<>();

  /** Starts with nothing known. */
  public ToolVersions(ToolRunner runner) {
    this.runner = runner;
  }

  /** What {@code --version} says. */
  public ToolVersion of(Tool tool) {
    return of(tool, "--version");
  }

  /**
   * What the tool says to this argument.
   *
   * @throws io.gds.database.error.ToolException if it cannot be run, or says no version
   * @throws io.gds.database.error.OperationTimeoutException if it does not answer
   */
  public ToolVersion of(Tool tool, String argument) {
    Slot slot = slots.computeIfAbsent(new Question(tool.binary(), argument), q -> new Slot());
    synchronized (slot) {
      Stamp stamp = Stamp.of(tool.binary());
      ToolVersion known = slot.version;
      if (known != null && stamp.known() && stamp.equals(slot.stamp)) {
        return known;
      }
      ToolVersion version = probe(tool, argument);
      slot.stamp = stamp;
      slot.version = version;
      return version;
    }
  }

  private ToolVersion probe(Tool tool, String argument) {
    Head head = new Head();
    ToolResult result =
        runner.run(
            ToolRun.of(ToolCommand.builder(tool).arguments(argument).build())
                .output(head)
                .within(PROBE));
    return ToolVersion.parse(head.text())
        .or(() -> ToolVersion.parse(String.join("\n", result.lastErrorLines())))
        .orElseThrow(() -> ToolFailures.noVersion(tool, result));
  }

  private record Question(Path binary, String argument) {}

  private static final class Slot {
    private @Nullable Stamp stamp;
    private @Nullable ToolVersion version;
  }

  private record Stamp(String file, long size, FileTime changed) {
    static Stamp of(Path binary) {
      try {
        return new Stamp(
            binary.toRealPath().toString(), Files.size(binary), Files.getLastModifiedTime(binary));
      } catch (IOException e) {
        // The probe itself is going to say what is wrong with the file.
        return new Stamp("", -1, FileTime.fromMillis(0));
      }
    }

    boolean known() {
      return size >= 0;
    }
  }

  /** Keeps the first part of what is written, drops the rest. */
  private static final class Head extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      kept.write(bytes, offset, Math.min(length, MAX_OUTPUT_BYTES - kept.size()));
    }

    String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
