package io.gds.database.postgres;

import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Patroni says and what the servers say, side by side: which server is which member, and where
 * the two contradict one another.
 *
 * @param servers what the servers say; empty if none of those that were asked answered
 * @param silence why none did
 * @param patroni what Patroni says
 * @param names what the server of each member is called in the servers' view
 */
record PatroniSeen(
    Optional<PostgresTopologyView> servers,
    Optional<DatabaseException> silence,
    PatroniView patroni,
    Map<String, String> names) {
  /** Two readings of one start differ by what a text form cuts off. */
  private static final Duration SAME_START = Duration.ofMillis(1);

  /**
   * Asks Patroni and the servers.
   *
   * @throws DatabaseException if Patroni cannot tell
   */
  static PatroniSeen look(Patroni manager, PostgresPeers peers) {
    PatroniView patroni = manager.view();
    try {
      PostgresTopologyView servers = PostgresTopologyView.read(manager.context(), peers);
      return of(manager.context(), patroni, servers, null);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return of(manager.context(), patroni, null, e);
    }
  }

  static PatroniSeen of(
      PostgresContext context,
      PatroniView patroni,
      @Nullable PostgresTopologyView servers,
      @Nullable DatabaseException silence) {
    Map<String, String> names = new LinkedHashMap<>();
    if (servers != null) {
      Set<String> free = new LinkedHashSet<>(servers.members().keySet());
      servers
          .primary()
          .ifPresent(primary -> primary.standbys().forEach(standby -> free.add(standby.name())));
      for (PatroniMember member : patroni.cluster().members()) {
        free.stream()
            .filter(name -> isSame(context, member, patroni, servers, name))
            .findFirst()
            .ifPresent(name -> names.put(member.name(), name));
        free.removeAll(names.values());
      }
    }
    return new PatroniSeen(
        Optional.ofNullable(servers), Optional.ofNullable(silence), patroni, Map.copyOf(names));
  }

  /** A server and a member are one if they share the name, the start, or the address. */
  private static boolean isSame(
      PostgresContext context,
      PatroniMember member,
      PatroniView patroni,
      PostgresTopologyView servers,
      String name) {
    if (name.equals(member.name())) {
      return true;
    }
    if (patroni.cluster().member(name).isPresent()) {
      return false;
    }
    Optional<NodeView> own = servers.ownView(name);
    Optional<Instant> started = patroni.node(member.name()).flatMap(PatroniNode::startedAt);
    Optional<Instant> seen =
        own.map(NodeView::identity)
            .flatMap(text -> PatroniJson.instant(text.substring(0, text.lastIndexOf(' '))));
    if (started.isPresent() && seen.isPresent()) {
      return Duration.between(started.get(), seen.get()).abs().compareTo(SAME_START) <= 0;
    }
    return member
        .address()
        .filter(
            address ->
                own.flatMap(NodeView::address).filter(address::equals).isPresent()
                    || configured(context, servers, name).equals(Optional.of(address)))
        .isPresent();
  }

  /** Where the caller said that a server is. */
  private static Optional<String> configured(
      PostgresContext context, PostgresTopologyView servers, String name) {
    List<HostAddress> hosts =
        name.equals(servers.selfName())
            ? context.info().hosts()
            : Optional.ofNullable(context.info().peers().get(name))
                .map(info -> info.hosts())
                .orElse(List.of());
    return hosts.size() == 1
        ? hosts.stream()
            .map(host -> HostAddress.of(host.host(), host.port().orElse(PostgresUrls.DEFAULT_PORT)))
            .map(HostAddress::toString)
            .findFirst()
        : Optional.empty();
  }

  /** The member that Patroni calls the leader. */
  Optional<PatroniMember> leader() {
    return patroni.cluster().leader();
  }

  /** What a member's server is called in the servers' view. */
  Optional<String> serverOf(String member) {
    return Optional.ofNullable(names.get(member));
  }

  /** The member that a server is. */
  Optional<String> memberOf(String server) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(server))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What a member's server says of itself, if it was asked and answered. */
  Optional<NodeView> ownView(String member) {
    return servers.flatMap(view -> serverOf(member).flatMap(view::ownView));
  }

  /** The member that the engine's own server is. */
  Optional<String> self() {
    return servers.flatMap(view -> memberOf(view.selfName()));
  }

  /** Where the two contradict one another, each as a sentence. */
  List<String> contradictions() {
    List<String> all = new ArrayList<>();
    Optional<PatroniMember> leader = leader();
    leader
        .filter(PatroniMember::isLeader)
        .flatMap(member -> ownView(member.name()))
        .filter(NodeView::recovering)
        .ifPresent(
            server ->
                all.add(
                    "Patroni says that "
                        + leader.get().name()
                        + " leads, and its server says that it is a standby: a change may be going"
                        + " on; look again, and then at Patroni's log."));
    servers.ifPresent(
        view -> {
          for (String rival : view.rivals()) {
            String name = memberOf(rival).orElse(rival);
            if (leader.filter(member -> member.name().equals(name)).isEmpty()) {
              all.add(
                  "Patroni says that "
                      + leader.map(PatroniMember::name).orElse("nobody")
                      + " leads, and "
                      + name
                      + " says that it is primary: keep clients away from it, and look at"
                      + " Patroni's log.");
            }
          }
          if (view.self().isPresent() && self().isEmpty()) {
            all.add(
                "Patroni does not know the server that was asked ("
                    + view.selfName()
                    + "): see that "
                    + PostgresPatroni.ADDRESSES.id()
                    + " leads to the Patroni that runs it.");
          }
          all.addAll(strangers(view));
        });
    for (PatroniNode node : patroni.nodes().values()) {
      boolean claims = node.role().equals("primary") || node.role().equals("master");
      if (claims && leader.filter(member -> member.name().equals(node.name())).isEmpty()) {
        all.add(
            node.name()
                + " says that it is primary and does not hold the lock: look at Patroni's log.");
      }
    }
    return all.stream().distinct().toList();
  }

  /** The addresses at which another cluster is managed. */
  List<String> strangers(PostgresTopologyView view) {
    String system = view.witness().systemIdentifier();
    return patroni.nodes().values().stream()
        .filter(node -> node.systemIdentifier().filter(id -> !id.equals(system)).isPresent())
        .map(
            node ->
                "Patroni at "
                    + node.address()
                    + " runs another cluster ("
                    + node.systemIdentifier().orElse("")
                    + ", not "
                    + system
                    + "): correct the address.")
        .toList();
  }
}
