package io.gds.database;

import java.util.Optional;

/** Something that can be asked what it can do. Thread-safe. */
public interface CapabilitySource {
  /**
   * The capability, if platform, version and edition have it. No I/O: permissions, tools and states
   * are told by {@link #capabilities()}.
   */
  <C extends Capability> Optional<C> capability(Class<C> type);

  /**
   * The capability, which must be there. No I/O.
   *
   * @throws UnsupportedCapabilityException saying which, why, and what would help
   */
  <C extends Capability> C require(Class<C> type);

  /** What can be done now, with reasons and remedies. Reads, at most two statements. */
  CapabilityReport capabilities();
}
