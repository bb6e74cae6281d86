package io.gds.database.ha;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One node of a topology, as of the snapshot it belongs to. What is empty is not known: a missing
 * lag is not a lag of zero.
 *
 * @param name the name the topology uses
 * @param role what it is
 * @param state how it is
 * @param endpoint where it is reached by the others, as the topology has it
 * @param syncMode when commits wait for it
 * @param lag how far it is behind the primary
 * @param lagBytes how many bytes of changes it has not applied
 * @param lastSyncAt when it last received or applied something
 * @param position how far it has come, in the native form: an LSN, an optime
 * @param estimatedDataLoss what would be lost if it took over now
 * @param healthy whether it answers and does what its role demands
 * @param self whether it is the node that was asked
 * @param notCandidateBecause why it could not take over now, each as a sentence
 * @param databases its databases, where they are replicated one by one
 * @param attributes what else its platform tells: votes, priority, slot, time line
 */
public record HaNode(
    String name,
    HaRole role,
    HaState state,
    Optional<String> endpoint,
    Optional<SyncMode> syncMode,
    Optional<Duration> lag,
    OptionalLong lagBytes,
    Optional<Instant> lastSyncAt,
    Optional<String> position,
    Optional<Duration> estimatedDataLoss,
    boolean healthy,
    boolean self,
    List<String> notCandidateBecause,
    List<HaDatabase> databases,
    Map<String, String> attributes) {
  /** Checks that nothing is missing, and takes copies. */
  public HaNode {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(endpoint, "endpoint");
    Objects.requireNonNull(syncMode, "syncMode");
    Objects.requireNonNull(lag, "lag");
    Objects.requireNonNull(lagBytes, "lagBytes");
    Objects.requireNonNull(lastSyncAt, "lastSyncAt");
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(estimatedDataLoss, "estimatedDataLoss");
    notCandidateBecause = List.copyOf(notCandidateBecause);
    databases = List.copyOf(databases);
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Starts with what must be known; the rest is unknown, none or false. */
  public static Builder builder(String name, HaRole role, HaState state) {
    return new Builder(name, role, state);
  }

  /** Whether it could take over now: its role allows it and nothing speaks against it. */
  public boolean isCandidate() {
    return role.mayTakeOver() && notCandidateBecause.isEmpty();
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final HaRole role;
    private final HaState state;
    private Optional<String> endpoint = Optional.empty();
    private Optional<SyncMode> syncMode = Optional.empty();
    private Optional<Duration> lag = Optional.empty();
    private OptionalLong lagBytes = OptionalLong.empty();
    private Optional<Instant> lastSyncAt = Optional.empty();
    private Optional<String> position = Optional.empty();
    private Optional<Duration> estimatedDataLoss = Optional.empty();
    private boolean healthy;
    private boolean self;
    private List<String> notCandidateBecause = List.of();
    private List<HaDatabase> databases = List.of();
    private Map<String, String> attributes = Map.of();

    private Builder(String name, HaRole role, HaState state) {
      this.name = name;
      this.role = role;
      this.state = state;
    }

    /** Where it is reached by the others, as the topology has it. */
    public Builder endpoint(String endpoint) {
      this.endpoint = Optional.of(endpoint);
      return this;
    }

    /** When commits wait for it. */
    public Builder syncMode(SyncMode syncMode) {
      this.syncMode = Optional.of(syncMode);
      return this;
    }

    /** How far it is behind the primary. */
    public Builder lag(Duration lag) {
      this.lag = Optional.of(lag);
      return this;
    }

    /** How many bytes of changes it has not applied. */
    public Builder lagBytes(long lagBytes) {
      this.lagBytes = OptionalLong.of(lagBytes);
      return this;
    }

    /** When it last received or applied something. */
    public Builder lastSyncAt(Instant lastSyncAt) {
      this.lastSyncAt = Optional.of(lastSyncAt);
      return this;
    }

    /** How far it has come, in the native form: an LSN, an optime. */
    public Builder position(String position) {
      this.position = Optional.of(position);
      return this;
    }

    /** What would be lost if it took over now. */
    public Builder estimatedDataLoss(Duration estimatedDataLoss) {
      this.estimatedDataLoss = Optional.of(estimatedDataLoss);
      return this;
    }

    /** Whether it answers and does what its role demands. */
    public Builder healthy(boolean healthy) {
      this.healthy = healthy;
      return this;
    }

    /** Whether it is the node that was asked. */
    public Builder self(boolean self) {
      this.self = self;
      return this;
    }

    /** Why it could not take over now, each as a sentence. */
    public Builder notCandidateBecause(List<String> notCandidateBecause) {
      this.notCandidateBecause = notCandidateBecause;
      return this;
    }

    /** Its databases, where they are replicated one by one. */
    public Builder databases(List<HaDatabase> databases) {
      this.databases = databases;
      return this;
    }

    /** What else its platform tells: votes, priority, slot, time line. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public HaNode build() {
      return new HaNode(
          name,
          role,
          state,
          endpoint,
          syncMode,
          lag,
          lagBytes,
          lastSyncAt,
          position,
          estimatedDataLoss,
          healthy,
          self,
          notCandidateBecause,
          databases,
          attributes);
    }
  }
}
