package io.gds.database;

import java.util.Objects;
import java.util.Optional;

/**
 * The answer about one capability, or one feature of it.
 *
 * @param capability the interface asked about
 * @param feature the part of it, such as a backup type; empty for the capability as a whole
 * @param availability whether it can be used
 * @param reason why not, as a sentence; empty if it can
 * @param remedy what would help; empty if nothing need or can be done
 */
public record CapabilityStatus(
    Class<? extends Capability> capability,
    Optional<Enum<?>> feature,
    Availability availability,
    String reason,
    String remedy) {
  /** Checks that nothing is missing. */
  public CapabilityStatus {
    Objects.requireNonNull(capability, "capability");
    Objects.requireNonNull(feature, "feature");
    Objects.requireNonNull(availability, "availability");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(remedy, "remedy");
  }

  /** A capability that can be used. */
  public static CapabilityStatus available(Class<? extends Capability> capability) {
    return new CapabilityStatus(capability, Optional.empty(), Availability.AVAILABLE, "", "");
  }

  /** A feature that can be used. */
  public static CapabilityStatus available(
      Class<? extends Capability> capability, Enum<?> feature) {
    return new CapabilityStatus(capability, Optional.of(feature), Availability.AVAILABLE, "", "");
  }

  /** A capability that cannot be used. */
  public static CapabilityStatus absent(
      Class<? extends Capability> capability, Availability why, String reason, String remedy) {
    return new CapabilityStatus(capability, Optional.empty(), why, reason, remedy);
  }

  /** A feature that cannot be used. */
  public static CapabilityStatus absent(
      Class<? extends Capability> capability,
      Enum<?> feature,
      Availability why,
      String reason,
      String remedy) {
    return new CapabilityStatus(capability, Optional.of(feature), why, reason, remedy);
  }

  /** Whether it can be used. */
  public boolean isAvailable() {
    return availability == Availability.AVAILABLE;
  }

  /** The capability's simple name, with the feature where there is one. */
  public String subject() {
    return capability.getSimpleName() + feature.map(f -> "." + f.name()).orElse("");
  }
}
