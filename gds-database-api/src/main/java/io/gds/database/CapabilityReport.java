package io.gds.database;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine or database can do now, with the reason and the remedy for all it cannot.
 *
 * @param subject the engine's or database's name
 * @param readAt when it was found out
 * @param entries one entry per capability and feature known
 */
public record CapabilityReport(String subject, Instant readAt, List<CapabilityStatus> entries) {
  /** Takes a copy. */
  public CapabilityReport {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(readAt, "readAt");
    entries = List.copyOf(entries);
  }

  /** The answer about a capability as a whole; UNKNOWN if it is not in the report. */
  public CapabilityStatus status(Class<? extends Capability> capability) {
    return find(capability, Optional.empty());
  }

  /** The answer about one feature of a capability, such as a backup type. */
  public CapabilityStatus status(Class<? extends Capability> capability, Enum<?> feature) {
    return find(capability, Optional.of(feature));
  }

  private CapabilityStatus find(Class<? extends Capability> capability, Optional<Enum<?>> feature) {
    return entries.stream()
        .filter(e -> e.capability().equals(capability) && e.feature().equals(feature))
        .findFirst()
        .orElseGet(
            () ->
                new CapabilityStatus(
                    capability, feature, Availability.UNKNOWN, "is not in the report", ""));
  }
}
