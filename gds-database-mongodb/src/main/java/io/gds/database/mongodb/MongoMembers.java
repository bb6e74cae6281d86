package io.gds.database.mongodb;

import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks members of a set by themselves, several at once, each for a short time. */
final class MongoMembers {
  /** How long a member may need for an answer before it counts as one that cannot be asked. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** As many servers may be gone that the driver believes to be there. */
  private static final int TRIES = 3;

  /** What a driver has found out so lately is still so. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final long LOOK_MILLIS = 10;

  private final MongoContext context;

  MongoMembers(MongoContext context) {
    this.context = context;
  }

  /**
   * What came of asking a member.
   *
   * @param answer what it said; empty if it was not asked, or said nothing
   * @param allowed whether this engine may log in there
   * @param why why there is no answer; empty if there is one
   */
  record Asked<T>(Optional<T> answer, boolean allowed, String why) {}

  /** A member's name as an address; empty if it is none. */
  static Optional<HostAddress> address(String host) {
    int colon = host.lastIndexOf(':');
    try {
      String name = colon < 0 ? host : host.substring(0, colon);
      if (name.startsWith("[") && name.endsWith("]")) {
        name = name.substring(1, name.length() - 1);
      }
      return Optional.of(
          colon < 0
              ? HostAddress.of(name)
              : HostAddress.of(name, Integer.parseInt(host.substring(colon + 1))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Commands to a member.
   *
   * @throws DatabaseException if nothing allows this engine's log-in to be sent there
   */
  static MongoCommands require(MongoContext context, HostAddress node) {
    return context.member(node).orElseThrow(() -> foreign(context, node));
  }

  static DatabaseException foreign(MongoContext context, HostAddress node) {
    return ErrorDetails.of(
            ErrorCode.PRECONDITION_FAILED,
            node + " is no member that this connection may log in to")
        .platform(DatabaseType.MONGODB.id())
        .engine(context.runner().engine())
        .target(node.toString())
        .remedy(
            "Write it as the replica set's configuration does, or name it as a peer or among the"
                + " allowed peer hosts.")
        .toException();
  }

  /** A member's commands, without a bound but the usual one; empty if nothing allows a log-in. */
  Optional<MongoCommands> commands(String host) {
    return address(host).flatMap(context::member).map(MongoCommands::anywhere);
  }

  /** A member's commands for looking, each of which ends soon. */
  Optional<MongoCommands> brief(String host) {
    return commands(host).map(commands -> commands.within(patience()));
  }

  Duration patience() {
    Duration connect = context.info().timeouts().connect();
    return connect.compareTo(PATIENCE) < 0 ? connect : PATIENCE;
  }

  /** Asks all of these at once. */
  <T> Map<String, Asked<T>> ask(List<String> hosts, Function<MongoCommands, T> question) {
    Map<String, Future<Asked<T>>> asking = new LinkedHashMap<>();
    Map<String, Asked<T>> all = new LinkedHashMap<>();
    List<String> askable = new ArrayList<>();
    for (String host : hosts) {
      if (brief(host).isEmpty()) {
        all.put(
            host,
            new Asked<>(
                Optional.empty(),
                false,
                "nothing allows this engine to log in there: name a peer for it"));
      } else {
        askable.add(host);
      }
    }
    for (String host : askable) {
      MongoCommands commands = brief(host).orElseThrow();
      asking.put(
          host, context.runner().environment().workers().submit(() -> asked(commands, question)));
    }
    long since = System.nanoTime() - FRESH.toNanos();
    asking.forEach((host, answer) -> all.put(host, awaited(answer, () -> refusal(host, since))));
    return all;
  }

  /**
   * Reads, and again if the server that was chosen went away: a driver learns that only by what it
   * sends there, and chooses another one then.
   */
  static <T> T patiently(Supplier<T> reading) {
    for (int left = TRIES; ; left--) {
      try {
        return reading.get();
      } catch (DatabaseException e) {
        if (left == 1 || !isGone(e)) {
          throw e;
        }
      }
    }
  }

  private static boolean isGone(DatabaseException e) {
    return e.code() == ErrorCode.CONNECTION_LOST
        || e.code() == ErrorCode.CONNECTION_FAILED
        || (e.code() == ErrorCode.WRONG_STATE && e.isTransient());
  }

  private static <T> Asked<T> asked(MongoCommands commands, Function<MongoCommands, T> question) {
    try {
      return new Asked<>(Optional.of(patiently(() -> question.apply(commands))), true, "");
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      return new Asked<>(Optional.empty(), true, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What the driver that watches a member has found lately: with it there is no use in waiting
   * until the time is over.
   */
  private Optional<String> refusal(String host, long since) {
    return address(host)
        .flatMap(context.connections()::member)
        .flatMap(
            client ->
                client.getClusterDescription().getServerDescriptions().stream()
                    .filter(server -> server.getException() != null)
                    .filter(server -> server.getLastUpdateTime(TimeUnit.NANOSECONDS) - since > 0)
                    .map(server -> "it cannot be reached: " + root(server.getException()))
                    .findFirst());
  }

  private static String root(@Nullable Throwable thrown) {
    Throwable last = thrown;
    while (last != null && last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last == null ? null : last.getMessage());
  }

  private static <T> Asked<T> awaited(Future<Asked<T>> answer, Supplier<Optional<String>> refusal) {
    try {
      while (true) {
        try {
          return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          Optional<String> why = refusal.get();
          if (why.isPresent() && answer.cancel(true)) {
            return new Asked<>(Optional.empty(), true, why.get());
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException why) {
        throw why;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return new Asked<>(Optional.empty(), true, "asking was interrupted");
    }
  }
}
