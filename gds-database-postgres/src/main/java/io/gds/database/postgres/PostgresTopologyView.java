package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the node that was asked and the peers say together: who is primary, what each is called, and
 * what each says of itself. A node is called as its peer is; else as the primary knows it; else by
 * its own name or address.
 *
 * @param selfName what the node that was asked is called
 * @param members what each of those asked said, by name, the node that was asked first
 * @param primaryName what the primary is called; empty if none of those asked is it
 * @param rivals the names of all that say they are primary of this cluster
 * @param ambiguous the names of those that may be one or another of several standbys
 */
record PostgresTopologyView(
    String selfName,
    Map<String, PostgresPeers.Answer> members,
    Optional<String> primaryName,
    List<String> rivals,
    Set<String> ambiguous) {
  /**
   * Asks the engine's own node and all peers.
   *
   * @throws DatabaseException why the engine's own node did not answer, if none did
   */
  static PostgresTopologyView read(PostgresContext context, PostgresPeers connections) {
    // All at once: what does not answer costs its time-out, whoever it is.
    Supplier<Map<String, PostgresPeers.Answer>> peers = connections.asking();
    PostgresPeers.Answer self = PostgresPeers.ask(context);
    return of(context.info(), self, peers.get());
  }

  static PostgresTopologyView of(
      ConnectionInfo info, PostgresPeers.Answer self, Map<String, PostgresPeers.Answer> peers) {
    NodeView own = self.view();
    DatabaseException failure = self.failure();
    if (own == null
        && failure != null
        && peers.values().stream().allMatch(answer -> answer.view() == null)) {
      throw failure;
    }
    String system =
        own != null
            ? own.systemIdentifier()
            : peers.values().stream()
                .map(PostgresPeers.Answer::view)
                .filter(Objects::nonNull)
                .map(NodeView::systemIdentifier)
                .findFirst()
                .orElseThrow();
    Map<String, PostgresPeers.Answer> others = new LinkedHashMap<>(peers);
    Optional<String> given = Optional.empty();
    if (own != null) {
      given =
          peers.entrySet().stream()
              .filter(peer -> isSame(own, peer.getValue()))
              .map(Map.Entry::getKey)
              .findFirst();
      given.ifPresent(others::remove);
    }
    Map<String, NodeView> primaries = new LinkedHashMap<>();
    others.forEach(
        (name, answer) -> {
          NodeView view = answer.view();
          if (view != null && !view.recovering() && view.systemIdentifier().equals(system)) {
            primaries.put(name, view);
          }
        });
    String selfName = given.orElseGet(() -> selfName(own, info, peers.keySet(), latest(primaries)));
    Map<String, PostgresPeers.Answer> members = new LinkedHashMap<>();
    members.put(selfName, self);
    members.putAll(others);
    Map<String, NodeView> all = new LinkedHashMap<>();
    if (own != null && !own.recovering()) {
      all.put(selfName, own);
    }
    all.putAll(primaries);
    Optional<String> primary = latest(all).map(Map.Entry::getKey);
    Set<String> ambiguous = new LinkedHashSet<>();
    primary.ifPresent(
        name -> {
          NodeView view = Objects.requireNonNull(all.get(name));
          PostgresStandbyNames names = names(name, view, members);
          ambiguous.addAll(names.ambiguous());
          members.put(name, new PostgresPeers.Answer(view.with(names.standbys()), null));
        });
    return new PostgresTopologyView(
        selfName, members, primary, List.copyOf(all.keySet()), ambiguous);
  }

  private static boolean isSame(NodeView own, PostgresPeers.Answer peer) {
    NodeView view = peer.view();
    return view != null
        && view.systemIdentifier().equals(own.systemIdentifier())
        && view.identity().equals(own.identity());
  }

  /** The one on the latest timeline was promoted last; the first named wins a draw. */
  private static Optional<Map.Entry<String, NodeView>> latest(Map<String, NodeView> primaries) {
    return primaries.entrySet().stream()
        .reduce(
            (one, other) ->
                other.getValue().timeline().orElse(0) > one.getValue().timeline().orElse(0)
                    ? other
                    : one);
  }

  private static String selfName(
      @Nullable NodeView own,
      ConnectionInfo info,
      Set<String> peers,
      Optional<Map.Entry<String, NodeView>> primary) {
    if (own != null && own.recovering() && primary.isPresent()) {
      List<StandbyView> known =
          primary.get().getValue().standbys().stream().filter(s -> isOf(s, own)).toList();
      if (known.size() == 1 && !peers.contains(known.get(0).name())) {
        return known.get(0).name();
      }
    }
    Optional<String> called =
        own == null
            ? Optional.empty()
            : own.recovering()
                ? own.followsAs().or(own::slot)
                : Optional.of(own.clusterName()).filter(name -> !name.isEmpty());
    return called
        .filter(
            name ->
                !peers.contains(name)
                    && (own == null
                        || own.standbys().stream()
                            .noneMatch(standby -> standby.name().equals(name))))
        .or(() -> address(own, info))
        .or(info::name)
        .orElse("primary");
  }

  /** Where it is reached: as the caller wrote it, unless there are several. */
  private static Optional<String> address(@Nullable NodeView own, ConnectionInfo info) {
    if (own != null && info.hosts().size() != 1 && own.address().isPresent()) {
      return own.address();
    }
    return info.hosts().stream()
        .findFirst()
        .map(host -> HostAddress.of(host.host(), host.port().orElse(PostgresUrls.DEFAULT_PORT)))
        .map(HostAddress::toString);
  }

  /** Whether a node is the one that its sender calls so: slots belong to one only. */
  private static boolean isOf(StandbyView standby, NodeView node) {
    if (standby.slot().isPresent() && node.slot().isPresent()) {
      return standby.slot().equals(node.slot());
    }
    return standby.application().isPresent() && standby.application().equals(node.followsAs());
  }

  /** A standby that another name was given for goes by that. */
  private static PostgresStandbyNames names(
      String primary, NodeView view, Map<String, PostgresPeers.Answer> members) {
    Map<String, NodeView> standbys = new LinkedHashMap<>();
    Set<String> others = new LinkedHashSet<>();
    members.forEach(
        (name, answer) -> {
          NodeView own = answer.view();
          if (own != null
              && own.recovering()
              && own.systemIdentifier().equals(view.systemIdentifier())) {
            standbys.put(name, own);
          } else if (!name.equals(primary)) {
            others.add(name);
          }
        });
    return PostgresStandbyNames.of(view.standbys(), standbys, others, primary);
  }

  /** The primary's view. */
  Optional<NodeView> primary() {
    return primaryName.flatMap(this::ownView);
  }

  /** The view of the node that was asked; empty if it did not answer. */
  Optional<NodeView> self() {
    return ownView(selfName);
  }

  /** Whose word counts: the primary's, else that of the node that was asked, else of any. */
  NodeView witness() {
    return primary()
        .or(this::self)
        .orElseGet(
            () ->
                members.values().stream()
                    .map(PostgresPeers.Answer::view)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow());
  }

  /** What a node says of itself, if it was asked and answered. */
  Optional<NodeView> ownView(String name) {
    PostgresPeers.Answer answer = members.get(name);
    return answer == null ? Optional.empty() : Optional.ofNullable(answer.view());
  }

  /** Why a node that was asked gave no answer. */
  Optional<String> silence(String name) {
    PostgresPeers.Answer answer = members.get(name);
    return answer == null || answer.failure() == null
        ? Optional.empty()
        : Optional.of(Objects.toString(answer.failure().getMessage()));
  }

  /** Whether anything is replicated, or was meant to be: a peer says so. */
  boolean isReplicated() {
    return members.size() > 1 || witness().isReplicated();
  }
}
