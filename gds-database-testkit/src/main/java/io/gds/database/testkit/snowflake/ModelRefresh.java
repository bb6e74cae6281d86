package io.gds.database.testkit.snowflake;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A refresh of a secondary group, done or under way. */
final class ModelRefresh {
  /** The phases, in order. The last one is no phase, but how it ended. */
  static final List<String> PHASES =
      List.of(
          "SECONDARY_SYNCHRONIZING_MEMBERSHIP",
          "SECONDARY_UPLOADING_INVENTORY",
          "PRIMARY_UPLOADING_METADATA",
          "PRIMARY_UPLOADING_DATA",
          "SECONDARY_DOWNLOADING_METADATA",
          "SECONDARY_DOWNLOADING_DATA",
          "COMPLETED");

  private final String job;
  private final Instant began;
  private final long bytes;
  private final int objects;
  private @Nullable Instant snapshot;
  private @Nullable Instant ended;
  private String phase = PHASES.get(0);
  private String error = "";

  /**
   * One that has just begun.
   *
   * @param job the number of the statement that began it
   */
  ModelRefresh(String job, Instant began, long bytes, int objects) {
    this.job = job;
    this.began = began;
    this.bytes = bytes;
    this.objects = objects;
  }

  String job() {
    return job;
  }

  Instant began() {
    return began;
  }

  Optional<Instant> ended() {
    return Optional.ofNullable(ended);
  }

  /** The primary's instant whose state this brings; empty as long as that is not known. */
  Optional<Instant> snapshot() {
    return Optional.ofNullable(snapshot);
  }

  long bytes() {
    return bytes;
  }

  int objects() {
    return objects;
  }

  String phase() {
    return phase;
  }

  String error() {
    return error;
  }

  boolean isRunning() {
    return ended == null;
  }

  boolean isComplete() {
    return phase.equals("COMPLETED");
  }

  void snapshot(Instant at) {
    snapshot = at;
  }

  /** Goes on to a phase. */
  void phase(String name) {
    if (!PHASES.contains(name)) {
      throw new IllegalArgumentException("no such phase: " + name);
    }
    phase = name;
  }

  /** Is over: COMPLETED, FAILED or CANCELED. */
  void end(String how, String why, Instant at) {
    phase = how;
    error = why;
    ended = at;
  }
}
