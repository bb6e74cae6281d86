package io.gds.database;

import io.gds.database.connection.DatabaseType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known about an engine. An immutable snapshot; each platform has its own record with more
 * members, which generic tools read by {@link #attributes()}.
 */
public interface EngineMetadata {
  /** The engine's name. */
  String name();

  /** The platform. */
  DatabaseType type();

  /** The server's or embedded library's version, in the platform's own form. */
  String version();

  /** The edition, where the platform has editions and this role may see it. */
  Optional<String> edition();

  /** The host; empty for embedded platforms. */
  Optional<String> host();

  /** The port; empty for embedded platforms. */
  OptionalInt port();

  /** Whether it answers and takes work. */
  EngineStatus status();

  /** When the server, cluster or account was made, where that can be known. */
  Optional<Instant> createdAt();

  /** Since when the caller's own annotation says it is out of service. */
  Optional<Instant> decommissionedAt();

  /** When this was read. */
  Instant readAt();

  /** The members only this platform has, by name, in order. */
  Map<String, Object> attributes();

  /** One of the members only this platform has. */
  default Optional<Object> attribute(String key) {
    return Optional.ofNullable(attributes().get(key));
  }
}
