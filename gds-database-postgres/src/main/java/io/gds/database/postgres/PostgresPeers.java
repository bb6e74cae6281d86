package io.gds.database.postgres;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, by the connections the caller gave for them, each under the name the topology
 * uses. Connections are opened when first needed and closed with the engine. Thread-safe.
 */
final class PostgresPeers {
  private final PostgresContext context;
  private final Map<String, PostgresContext> open = new ConcurrentHashMap<>();

  PostgresPeers(PostgresContext context) {
    this.context = context;
  }

  /**
   * What a node said, or why it did not.
   *
   * @param view its view; null if it failed
   * @param failure why there is none; null if there is one
   */
  record Answer(@Nullable NodeView view, @Nullable DatabaseException failure) {}

  /** Whether the caller gave a connection of this name. */
  boolean has(String name) {
    return context.info().peers().containsKey(name);
  }

  /** Whether the caller gave any. */
  boolean any() {
    return !context.info().peers().isEmpty();
  }

  /**
   * Asks all of them at once; one that does not answer keeps none of the others away, nor does it
   * make them wait for more than its time-outs.
   */
  Map<String, Answer> views() {
    return asking().get();
  }

  /** Begins to ask all of them, and waits for them when their answers are wanted. */
  Supplier<Map<String, Answer>> asking() {
    Map<String, CompletableFuture<Answer>> asked = new LinkedHashMap<>();
    for (String name : context.info().peers().keySet()) {
      asked.put(
          name,
          CompletableFuture.supplyAsync(
              () -> ask(node(name)), context.runner().environment().workers()));
    }
    return () -> {
      Map<String, Answer> answers = new LinkedHashMap<>();
      asked.forEach((name, answer) -> answers.put(name, joined(answer)));
      return answers;
    };
  }

  private static Answer joined(CompletableFuture<Answer> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Asks a node for its view. */
  static Answer ask(PostgresContext node) {
    try {
      return new Answer(NodeView.read(node.sql()), null);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return new Answer(null, e);
    }
  }

  /**
   * The connections of a peer.
   *
   * @throws io.gds.database.error.DatabaseException with code INVALID_CONNECTION if the caller gave
   *     none of this name
   */
  PostgresContext node(String name) {
    ConnectionInfo info = context.info().peers().get(name);
    if (info == null) {
      throw ErrorDetails.of(
              ErrorCode.INVALID_CONNECTION,
              "no connection is configured to the node \"" + name + "\"")
          .target(name)
          .remedy(remedy(name))
          .toException();
    }
    return open.computeIfAbsent(
        name,
        key -> {
          PostgresUrls.check(info);
          return new PostgresContext(
              context.runner(), new PostgresConnections(context.runner(), info.lazy()));
        });
  }

  /** What helps where a connection is missing. */
  static String remedy(String name) {
    return "Give the connection to the node as a peer called \"" + name + "\".";
  }
}
