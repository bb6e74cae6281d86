package io.gds.database.mongodb;

import io.gds.database.connection.HostAddress;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.core.tool.ToolRunner;
import io.gds.database.error.DatabaseException;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * One server as something that is up or down, and the commands by which that is changed. An engine
 * on a replica set follows its primary, so that whichever server is meant is settled while planning
 * and asked by itself from then on.
 */
final class MongoHost {
  private static final Duration SHORT = Duration.ofSeconds(5);

  private final MongoContext context;
  private final OptionValues options;
  private final Optional<HostAddress> node;

  private MongoHost(MongoContext context, OptionValues options, Optional<HostAddress> node) {
    this.context = context;
    this.options = options;
    this.node = node;
  }

  /** The one that is named, or the only one there is. No I/O. */
  static MongoHost named(MongoContext context, OptionValues options) {
    Optional<HostAddress> only =
        context.info().hosts().size() == 1
                && !MongoProperties.isSrv(context.info())
                && !context.info().properties().containsKey(MongoProperties.REPLICA_SET)
            ? Optional.of(context.info().hosts().get(0))
            : Optional.empty();
    return new MongoHost(context, options, options.get(MongoConfiguration.NODE).or(() -> only));
  }

  /** The one that is named, or that answers now: of a replica set its primary. */
  static MongoHost answering(MongoContext context, OptionValues options) {
    MongoHost named = named(context, options);
    if (options.get(MongoConfiguration.NODE).isPresent()) {
      return named;
    }
    try {
      BsonDocument hello = context.commands().anywhere().admin(MongoCommands.command("isMaster"));
      Optional<HostAddress> me = MongoValues.text(hello, "me").map(MongoConfiguration::node);
      return new MongoHost(context, options, me.or(() -> named.node));
    } catch (DatabaseException e) {
      return named;
    }
  }

  Optional<HostAddress> node() {
    return node;
  }

  String name() {
    return node.map(HostAddress::toString).orElseGet(context.runner()::engine);
  }

  /** An option, else the connection's property of this name. */
  <T> Optional<T> get(OptionKey<T> key) {
    return options
        .given(key)
        .or(() -> Optional.ofNullable(context.info().properties().get(key.id())).map(key::parse));
  }

  /**
   * A configured command, its program found.
   *
   * @throws io.gds.database.error.ToolException if there is no such program
   */
  Optional<ToolCommand> command(OptionKey<HostCommand> key) {
    return get(key).map(given -> ToolCommand.builder(given).build());
  }

  /** Runs a command to its end. */
  void run(ToolCommand command, Duration within, Cancellation cancellation) {
    new ToolRunner().run(ToolRun.of(command).within(within).cancellation(cancellation));
  }

  /** Commands to this server and no other; empty if nothing allows the log-in to be sent there. */
  Optional<MongoCommands> commands() {
    return node.flatMap(context::member);
  }

  /** Whether it answers commands. A password that it refuses is not tried again. */
  boolean answers() {
    if (!listens()) {
      return false;
    }
    try {
      commands().orElseThrow().within(SHORT).admin(MongoCommands.command("ping"));
      return true;
    } catch (DatabaseException e) {
      switch (e.code()) {
        case ENGINE_CLOSED, CANCELLED, AUTHENTICATION_FAILED -> throw e;
        default -> {
          return false;
        }
      }
    }
  }

  /** Whether somebody takes connections there. */
  private boolean listens() {
    return connecting() == Listening.YES;
  }

  /** Whether nobody listens where it should: the connection itself is refused. */
  boolean refuses() {
    context.runner().requireOpen();
    return connecting() == Listening.NO;
  }

  private enum Listening {
    YES,
    NO,
    UNKNOWN
  }

  /** The driver goes on looking for a server that is down, so that its port is looked at first. */
  private Listening connecting() {
    if (node.isEmpty()) {
      return Listening.UNKNOWN;
    }
    HostAddress at = node.get();
    InetSocketAddress address =
        new InetSocketAddress(at.host(), at.port().orElse(MongoUrlGrammar.DEFAULT_PORT));
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) SHORT.toMillis());
      return Listening.YES;
    } catch (ConnectException e) {
      return String.valueOf(e.getMessage()).contains("refused") ? Listening.NO : Listening.UNKNOWN;
    } catch (IOException e) {
      return Listening.UNKNOWN;
    }
  }
}
