package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.OptionKey;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The cluster manager of an engine, where the connection names its addresses. What is asked is
 * asked at one address after the other until one answers; what changes something is sent to one
 * address, once. Addresses that Patroni itself lists are never used: that would send the password
 * to whatever host it names. Thread-safe.
 */
final class Patroni {
  private final PostgresContext context;
  private final List<URI> addresses;
  private final PatroniClient client;

  private Patroni(PostgresContext context, PatroniAddresses addresses) {
    this.context = context;
    this.addresses = addresses.all();
    client = new PatroniClient(context);
  }

  /** The manager, if one is configured. */
  static Optional<Patroni> of(PostgresContext context) {
    return property(context.info(), PostgresPatroni.ADDRESSES)
        .map(addresses -> new Patroni(context, addresses));
  }

  /** A property of a connection. */
  static <T> Optional<T> property(ConnectionInfo info, OptionKey<T> key) {
    return Optional.ofNullable(info.properties().get(key.id())).map(key::parse);
  }

  PostgresContext context() {
    return context;
  }

  /** The addresses in words. */
  String where() {
    return new PatroniAddresses(addresses).toString();
  }

  /** Whether the password may be sent there. */
  boolean mayLogIn(URI address) {
    return client.mayLogIn(address);
  }

  /** Whether the password goes there unprotected, because that was allowed. */
  boolean exposes(URI address) {
    return client.exposes(address);
  }

  /**
   * The cluster as the first address that answers has it.
   *
   * @throws DatabaseException why the last one did not answer, if none did
   */
  PatroniCluster cluster() {
    return ask().cluster();
  }

  private record Told(URI address, PatroniCluster cluster) {}

  private Told ask() {
    DatabaseException last = null;
    for (URI address : addresses) {
      try {
        return new Told(address, PatroniCluster.of(client.get(address, PatroniCluster.PATH)));
      } catch (DatabaseException e) {
        if (isOver(e)) {
          throw e;
        }
        if (last != null) {
          e.addSuppressed(last);
        }
        last = e;
      }
    }
    throw last == null ? new IllegalStateException("no address") : last;
  }

  private static boolean isOver(DatabaseException e) {
    return e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED;
  }

  /**
   * All that is known: the cluster from one, and from each configured address what it says of
   * itself. The addresses are asked at once, so that silent ones cost one time-out.
   *
   * @throws DatabaseException if nobody tells of the cluster
   */
  PatroniView view() {
    Map<URI, CompletableFuture<PatroniNode>> asked = new LinkedHashMap<>();
    for (URI address : addresses) {
      asked.put(
          address,
          CompletableFuture.supplyAsync(
              () -> node(address), context.runner().environment().workers()));
    }
    Map<String, PatroniNode> nodes = new LinkedHashMap<>();
    Map<URI, String> silent = new LinkedHashMap<>();
    asked.forEach(
        (address, answer) -> {
          try {
            PatroniNode node = answer.join();
            nodes.putIfAbsent(node.name(), node);
          } catch (CompletionException e) {
            if (!(e.getCause() instanceof DatabaseException cause)) {
              throw e;
            }
            if (isOver(cause)) {
              throw cause;
            }
            silent.put(address, String.valueOf(cause.getMessage()));
          }
        });
    Told told = ask();
    return new PatroniView(
        told.address(), told.cluster(), rules(told.address()), Map.copyOf(nodes), silent);
  }

  /**
   * What a member says of itself.
   *
   * @throws DatabaseException if it does not answer
   */
  PatroniNode node(URI address) {
    return PatroniNode.of(client.get(address, PatroniNode.PATH));
  }

  private Optional<PatroniRules> rules(URI address) {
    try {
      return Optional.of(PatroniRules.of(client.get(address, PatroniRules.PATH)));
    } catch (DatabaseException e) {
      if (isOver(e)) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** Sends a change to one address, once. */
  PatroniReply post(URI address, String path, String body, Duration within, StepContext step) {
    return client.post(address, path, body, within, step);
  }
}
