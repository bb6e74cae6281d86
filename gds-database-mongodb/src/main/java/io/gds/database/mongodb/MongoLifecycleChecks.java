package io.gds.database.mongodb;

import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.bson.BsonDocument;

/** What is measured before a server is started or stopped. */
final class MongoLifecycleChecks {
  /** How far behind a secondary is taken for caught up, as the server itself does. */
  private static final Duration NEAR = Duration.ofSeconds(10);

  private static final int PRIMARY = 1;
  private static final int SECONDARY = 2;
  private static final int ARBITER = 7;

  private final MongoContext context;
  private final MongoHost host;
  private final MongoChecks checks;

  MongoLifecycleChecks(MongoContext context, MongoHost host) {
    this.context = context;
    this.host = host;
    this.checks = new MongoChecks(context);
  }

  /** Which server is meant, and that this engine may ask it by itself. */
  Check known() {
    boolean known = host.commands().isPresent();
    return demand(
        known,
        "the server that is meant is known",
        host.node().map(HostAddress::toString).orElse("one of several"),
        "one that this connection may log in to",
        ErrorCode.PRECONDITION_FAILED,
        "Name it by "
            + MongoConfiguration.NODE.id()
            + ", as the replica set's configuration does.");
  }

  Check startable() {
    String rule = "the library can start the server";
    return host.get(MongoServer.START_COMMAND).isPresent()
        ? runnable(rule, MongoServer.START_COMMAND)
        : demand(
            false,
            rule,
            "no command is configured, and what is down takes none",
            "a command",
            ErrorCode.UNSUPPORTED_CAPABILITY,
            "Give "
                + MongoServer.START_COMMAND.id()
                + ", such as \"systemctl start mongod\", if it runs on this machine.");
  }

  /** Its program is there. */
  private Check runnable(String rule, OptionKey<HostCommand> key) {
    return new Measurements(context.clock())
        .measured(
            rule,
            host.name(),
            () ->
                demand(
                    host.command(key).isPresent(),
                    rule,
                    "by a command",
                    "a command",
                    ErrorCode.UNSUPPORTED_CAPABILITY,
                    ""));
  }

  /** A command starts and stops what runs here, which may be another server than is meant. */
  Optional<Check> elsewhere() {
    boolean here = host.node().filter(HostAddress::isLoopback).isPresent();
    return here
        ? Optional.empty()
        : Optional.of(
            Checks.advise(
                context.clock(),
                false,
                "the command is for the server that is meant",
                host.name(),
                "it runs on this machine, and the server is reached at " + host.name(),
                "the same machine",
                "Go on only if the command reaches that server, or that is this machine's name."));
  }

  List<Check> ofStop(boolean force) {
    List<Check> all = new ArrayList<>();
    all.add(known());
    boolean byCommand = host.get(MongoServer.STOP_COMMAND).isPresent();
    if (byCommand) {
      all.add(runnable("the library can stop the server", MongoServer.STOP_COMMAND));
      elsewhere().ifPresent(all::add);
    }
    Optional<MongoCommands> commands = host.commands();
    if (commands.isEmpty()) {
      return all;
    }
    if (host.refuses()) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "the server runs",
              host.name(),
              "it is down",
              "running",
              "There is nothing to be stopped."));
      return all;
    }
    all.addAll(
        checks.measured(
            host.name(),
            () -> {
              List<Check> asked = new ArrayList<>();
              if (!byCommand) {
                asked.add(checks.may(MongoRights.read(context), MongoAction.SHUT_DOWN));
              }
              asked.addAll(work(commands.get(), force));
              asked.addAll(ofSet(commands.get(), force));
              return asked;
            }));
    return all;
  }

  /**
   * Who is at work does not stand in the way yet: whoever is not done when the wait is over does.
   */
  private List<Check> work(MongoCommands commands, boolean force) {
    String rule = "nobody is at work";
    try {
      long running = MongoWork.count(commands);
      return List.of(
          Checks.advise(
              context.clock(),
              running == 0,
              rule,
              host.name(),
              running + " operations or open transactions",
              "none",
              force ? "They are ended." : "They are waited for."));
    } catch (DatabaseException e) {
      if (e.code() != ErrorCode.PERMISSION_DENIED && e.code() != ErrorCode.UNSUPPORTED_CAPABILITY) {
        throw e;
      }
      return List.of(
          Checks.notMeasured(
              context.clock(), rule, host.name(), String.valueOf(e.getMessage()), "none"));
    }
  }

  private List<Check> ofSet(MongoCommands commands, boolean force) {
    BsonDocument hello = commands.admin(MongoCommands.command("isMaster"));
    if (MongoValues.text(hello, "setName").isEmpty()) {
      return List.of();
    }
    boolean primary = MongoValues.truth(hello, "ismaster").orElse(false);
    List<Check> all = new ArrayList<>();
    all.add(
        demand(
            !primary || host.get(MongoServer.STOP_PRIMARY).orElse(false),
            "it is no primary, unless that is meant",
            primary ? "the primary" : "another member",
            host.get(MongoServer.STOP_PRIMARY).orElse(false) ? "any" : "another member",
            ErrorCode.PRECONDITION_FAILED,
            "Let another member take its place first: switchover(…), or give "
                + MongoServer.STOP_PRIMARY.id()
                + "."));
    Optional<BsonDocument> status =
        MongoPermitted.of(() -> commands.admin(MongoCommands.command("replSetGetStatus")));
    if (status.isEmpty()) {
      all.add(
          Checks.notMeasured(
              context.clock(),
              "the others can go on without it",
              host.name(),
              "this user may not ask the members' state",
              "a majority, with one that is caught up"));
      return all;
    }
    List<BsonDocument> members = MongoValues.documents(status.get(), "members");
    all.add(majority(members, votes(commands), force));
    if (primary) {
      all.add(caughtUp(members, force));
    }
    return all;
  }

  /** The votes of members by their names; one that is not told of has one. */
  private static Map<String, Long> votes(MongoCommands commands) {
    Map<String, Long> votes = new HashMap<>();
    MongoPermitted.of(() -> commands.admin(MongoCommands.command("replSetGetConfig")))
        .map(answer -> MongoValues.documents(answer, "config", "members"))
        .orElse(List.of())
        .forEach(
            member ->
                MongoValues.text(member, "host")
                    .ifPresent(
                        host -> votes.put(host, MongoValues.number(member, "votes").orElse(1))));
    return votes;
  }

  private Check majority(List<BsonDocument> members, Map<String, Long> votes, boolean force) {
    ToLongFunction<BsonDocument> vote =
        member -> votes.getOrDefault(MongoValues.text(member, "name").orElse(""), 1L);
    long others =
        members.stream()
            .filter(member -> !isSelf(member))
            .filter(member -> MongoValues.number(member, "health").orElse(0) == 1)
            .filter(MongoLifecycleChecks::votes)
            .mapToLong(vote)
            .sum();
    long all = members.stream().mapToLong(vote).sum();
    long needed = all / 2 + 1;
    return demandOrAdvise(
        others >= needed,
        force,
        "the others are a majority without it",
        others + " of " + all + " votes would be left",
        needed + " or more",
        "Bring the members that are down up first; without a majority nobody can write.");
  }

  private static boolean votes(BsonDocument member) {
    long state = MongoValues.number(member, "state").orElse(0);
    return state == PRIMARY || state == SECONDARY || state == ARBITER;
  }

  private static boolean isSelf(BsonDocument member) {
    return MongoValues.truth(member, "self").orElse(false);
  }

  private Check caughtUp(List<BsonDocument> members, boolean force) {
    Optional<Instant> own =
        members.stream()
            .filter(MongoLifecycleChecks::isSelf)
            .flatMap(member -> MongoValues.instant(member, "optimeDate").stream())
            .findFirst();
    long near =
        members.stream()
            .filter(member -> MongoValues.number(member, "state").orElse(0) == SECONDARY)
            .flatMap(member -> MongoValues.instant(member, "optimeDate").stream())
            .filter(reached -> own.filter(at -> !reached.plus(NEAR).isBefore(at)).isPresent())
            .count();
    return demandOrAdvise(
        near > 0,
        force,
        "a secondary is caught up",
        near + " within " + NEAR.toSeconds() + " seconds",
        "1 or more",
        "Wait until one is, or stop it by force: what no other member has is rolled back then.");
  }

  private Check demandOrAdvise(
      boolean holds, boolean force, String rule, String measured, String limit, String remedy) {
    return force
        ? Checks.advise(context.clock(), holds, rule, host.name(), measured, limit, remedy)
        : demand(holds, rule, measured, limit, ErrorCode.PRECONDITION_FAILED, remedy);
  }

  private Check demand(
      boolean holds, String rule, String measured, String limit, ErrorCode code, String remedy) {
    return Checks.demand(context.clock(), holds, rule, host.name(), measured, limit, code, remedy);
  }
}
