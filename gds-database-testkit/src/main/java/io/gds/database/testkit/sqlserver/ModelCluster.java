package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.sqlserver.ModelReplica.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Servers that reach one another, and the groups they share. It is its own lock, and taken after a
 * server's: a server looks here before each answer, so that none ever waits for another.
 */
final class ModelCluster {
  private final Optional<String> windows;
  private final List<String> servers = new ArrayList<>();
  private final Set<String> down = new HashSet<>();
  private final Map<String, ModelGroup> groups = new LinkedHashMap<>();
  private String quorum = "NORMAL_QUORUM";
  private long version;

  /**
   * A cluster without servers.
   *
   * @param windows the name of the Windows cluster; null if there is none
   */
  ModelCluster(@Nullable String windows) {
    this.windows = Optional.ofNullable(windows);
  }

  /** The name of the Windows cluster; empty if nobody watches, or somebody else. */
  Optional<String> windows() {
    return windows;
  }

  void add(String server) {
    servers.add(server);
    changed();
  }

  List<String> servers() {
    return servers;
  }

  boolean isUp(String server) {
    return !down.contains(server);
  }

  void up(String server, boolean up) {
    if (up) {
      down.remove(server);
    } else {
      down.add(server);
    }
    changed();
  }

  String quorum() {
    return quorum;
  }

  void quorum(String state) {
    quorum = state;
    changed();
  }

  /** Something is not as it was: each server shows it before its next answer. */
  void changed() {
    version++;
  }

  long version() {
    return version;
  }

  Collection<ModelGroup> groups() {
    return groups.values();
  }

  void add(ModelGroup group) {
    groups.put(key(group.name()), group);
    changed();
  }

  void remove(ModelGroup group) {
    groups.remove(key(group.name()));
    changed();
  }

  Optional<ModelGroup> group(String name) {
    return Optional.ofNullable(groups.get(key(name)));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * The replica of a group that a server is; of a distributed group, the group that it is primary
   * of.
   */
  Optional<ModelReplica> local(ModelGroup group, String server) {
    if (!group.isDistributed()) {
      return group.replica(server);
    }
    return group.replicas().values().stream()
        .filter(
            member ->
                group(member.name())
                    .flatMap(part -> part.replica(server))
                    .filter(replica -> replica.is(Role.PRIMARY))
                    .isPresent())
        .findFirst();
  }

  /** Somebody has asked a server something. */
  void looked(String server) {
    boolean changed = false;
    for (ModelGroup group : groups.values()) {
      changed |= group.replica(server).filter(group::looked).isPresent();
    }
    if (changed) {
      changed();
    }
  }
}
