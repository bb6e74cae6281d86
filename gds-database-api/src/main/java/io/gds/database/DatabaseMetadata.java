package io.gds.database;

import io.gds.database.connection.DatabaseType;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known about a database. An immutable snapshot; each platform has its own record with more
 * members, which generic tools read by {@link #attributes()}.
 */
public interface DatabaseMetadata {
  /** The exact name. */
  String name();

  /** The platform. */
  DatabaseType type();

  /** Whether, by whom and how it can be used. */
  DatabaseCondition condition();

  /** The owner, where the platform has one. */
  Optional<String> owner();

  /** The default collation, where the platform has one. */
  Optional<String> collation();

  /** When it was made, where the platform records it. */
  Optional<Instant> createdAt();

  /** Its size in bytes, if {@link Detail#SIZE} was asked for and could be read. */
  OptionalLong sizeBytes();

  /** The details that were asked for and read. */
  Set<Detail> details();

  /** The details that were asked for and could not be read, each with the reason. */
  Map<Detail, String> unreadable();

  /** When this was read. */
  Instant readAt();

  /** The members only this platform has, by name, in order. */
  Map<String, Object> attributes();

  /** One of the members only this platform has. */
  default Optional<Object> attribute(String key) {
    return Optional.ofNullable(attributes().get(key));
  }
}
