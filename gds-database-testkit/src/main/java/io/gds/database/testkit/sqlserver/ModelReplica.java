package io.gds.database.testkit.sqlserver;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A replica of an availability group: how it is set up, and how it is doing. Guarded by the cluster
 * it is in.
 */
final class ModelReplica {
  /** What a replica is, each at its number. */
  enum Role {
    RESOLVING,
    PRIMARY,
    SECONDARY
  }

  static final String SYNCHRONOUS = "SYNCHRONOUS_COMMIT";
  static final String CONFIGURATION_ONLY = "CONFIGURATION_ONLY";

  /** Settings that have a number and a description. */
  private static final Map<String, Map<String, Integer>> CHOICES =
      Map.of(
          "availability_mode",
              Map.of("ASYNCHRONOUS_COMMIT", 0, SYNCHRONOUS, 1, CONFIGURATION_ONLY, 4),
          "failover_mode", Map.of("AUTOMATIC", 0, "MANUAL", 1, "EXTERNAL", 2),
          "seeding_mode", Map.of("AUTOMATIC", 0, "MANUAL", 1),
          "primary_role_allow_connections", Map.of("ALL", 2, "READ_WRITE", 3),
          "secondary_role_allow_connections", Map.of("NO", 0, "READ_ONLY", 1, "ALL", 2));

  private final String name;
  private final UUID id = UUID.randomUUID();
  private final Map<String, @Nullable Object> settings = new LinkedHashMap<>();
  private final Map<String, ModelReplicaDatabase> databases = new LinkedHashMap<>();
  private List<String> routing = List.of();
  private Role role = Role.SECONDARY;
  private boolean reachable = true;
  private boolean joined;
  private boolean mayCreate;
  private boolean outdated;
  private int pending;

  ModelReplica(String name) {
    this.name = name;
    settings.put("session_timeout", 10);
    settings.put("backup_priority", 50);
    choose("availability_mode", "ASYNCHRONOUS_COMMIT");
    choose("failover_mode", "MANUAL");
    choose("seeding_mode", "MANUAL");
    choose("primary_role_allow_connections", "ALL");
    choose("secondary_role_allow_connections", "NO");
  }

  String name() {
    return name;
  }

  UUID id() {
    return id;
  }

  /** Its settings, as sys.availability_replicas has them. */
  Map<String, @Nullable Object> settings() {
    return settings;
  }

  void set(String column, Object value) {
    settings.put(column, value);
  }

  /** Sets what has a number and a description. */
  void choose(String column, String description) {
    Integer number =
        Objects.requireNonNull(CHOICES.get(column), column)
            .get(description.toUpperCase(Locale.ROOT));
    if (number == null) {
      throw new AssertionError("the model knows no " + column + " " + description);
    }
    settings.put(column, number);
    settings.put(column + "_desc", description.toUpperCase(Locale.ROOT));
  }

  String chosen(String column) {
    return String.valueOf(settings.get(column + "_desc"));
  }

  boolean isSynchronous() {
    return chosen("availability_mode").equals(SYNCHRONOUS);
  }

  boolean hasData() {
    return !chosen("availability_mode").equals(CONFIGURATION_ONLY);
  }

  boolean seedsItself() {
    return chosen("seeding_mode").equals("AUTOMATIC");
  }

  List<String> routing() {
    return routing;
  }

  void routing(List<String> names) {
    routing = List.copyOf(names);
  }

  Role role() {
    return role;
  }

  void role(Role now) {
    role = now;
  }

  boolean is(Role other) {
    return role == other;
  }

  /** Whether the others reach it. */
  boolean reachable() {
    return reachable;
  }

  void reachable(boolean now) {
    reachable = now;
  }

  boolean joined() {
    return joined;
  }

  void joined(boolean now) {
    joined = now;
  }

  boolean mayCreate() {
    return mayCreate;
  }

  void mayCreate(boolean now) {
    mayCreate = now;
  }

  /** Whether it has not got the last change of the group's configuration. */
  boolean outdated() {
    return outdated;
  }

  void outdated(boolean now) {
    outdated = now;
  }

  /** How often it is still looked at before a change of its role is over. */
  int pending() {
    return pending;
  }

  void pending(int looks) {
    pending = looks;
  }

  /** Its databases, by name. */
  Map<String, ModelReplicaDatabase> databases() {
    return databases;
  }

  Optional<ModelReplicaDatabase> database(String database) {
    return Optional.ofNullable(databases.get(database));
  }

  ModelReplicaDatabase demand(String database) {
    return database(database)
        .orElseThrow(() -> new IllegalArgumentException("no database " + database + " on " + name));
  }
}
