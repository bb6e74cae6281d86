package io.gds.database.core.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Ends a process and everything it started: asked at first, then killed. All are looked up before
 * the first is told, since children of a dead parent are hard to find; parents are told before
 * their children, since a script whose command was ended would go on with the next one. Where there
 * is a {@code /proc}, children that were orphaned meanwhile are found by a mark in their
 * environment.
 */
final class ProcessTree {
  /** The environment variable that marks all processes of one run. */
  static final String VARIABLE = "GDS_TOOL_RUN";

  private static final Path PROC = Path.of("/proc");
  private static final long POLL_MILLIS = 10;
  private static final Duration KILL = Duration.ofMillis(400);

  private final String mark;
  private final Set<ProcessHandle> known = new LinkedHashSet<>();

  /**
   * Takes a process as root.
   *
   * @param mark what the run's {@link #VARIABLE} holds
   */
  ProcessTree(ProcessHandle root, String mark) {
    this.mark = mark;
    known.add(root);
  }

  /** A mark that no other run has. */
  static String newMark() {
    return UUID.randomUUID().toString();
  }

  /**
   * Ends the tree.
   *
   * @param grace how long it may take to end by itself
   */
  void destroy(Duration grace) {
    alive().forEach(ProcessHandle::destroy);
    long asked = System.nanoTime();
    while (known.stream().anyMatch(ProcessTree::runs)
        && System.nanoTime() - asked < grace.toNanos()) {
      pause();
    }
    // A process may start another between the look and the kill, so look again until none is left.
    long killed = System.nanoTime();
    List<ProcessHandle> left = alive();
    while (!left.isEmpty() && System.nanoTime() - killed < KILL.toNanos()) {
      left.forEach(ProcessHandle::destroyForcibly);
      pause();
      left = alive();
    }
  }

  /** What is left of the tree, parents before their children. */
  private List<ProcessHandle> alive() {
    Set<ProcessHandle> covered = new HashSet<>();
    for (ProcessHandle process : List.copyOf(known)) {
      // Each look reads the whole process table, so one for each subtree is enough.
      if (!covered.contains(process) && runs(process)) {
        List<ProcessHandle> below = process.descendants().toList();
        known.addAll(below);
        covered.addAll(below);
      }
    }
    known.addAll(marked());
    List<ProcessHandle> alive = new ArrayList<>(known);
    alive.removeIf(process -> !runs(process));
    return alive;
  }

  private List<ProcessHandle> marked() {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        if (isMarked(entry)) {
          ProcessHandle.of(Long.parseLong(entry.getFileName().toString())).ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // No /proc on this system: the children of living parents are all that can be found.
    }
    return found;
  }

  private boolean isMarked(Path process) {
    try {
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return environment.contains(VARIABLE + "=" + mark);
    } catch (IOException e) {
      // It has ended, or it is another user's and so none of ours.
      return false;
    }
  }

  /** A process that has ended but whose parent has not asked how counts as alive for Java. */
  private static boolean runs(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      String stat =
          Files.readString(
              PROC.resolve(Long.toString(process.pid())).resolve("stat"),
              StandardCharsets.ISO_8859_1);
      return !stat.substring(stat.lastIndexOf(')') + 1).stripLeading().startsWith("Z");
    } catch (IOException e) {
      // It ended this instant, or there is no /proc to ask.
      return process.isAlive();
    }
  }

  /** Sleeps without losing an interrupt, and without being hurried by one. */
  private static void pause() {
    boolean interrupted = Thread.interrupted();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
