package io.gds.database.mongodb;

import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.gds.database.connection.HostAddress;
import io.gds.database.core.Checks;
import io.gds.database.core.Measurements;
import io.gds.database.core.Plan;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.error.ErrorCode;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bson.BsonDocument;

/** What is measured before a server is locked against writes for a snapshot; reads only. */
final class MongoServerSnapshotChecks {
  private final MongoContext context;
  private final Optional<HostAddress> node;
  private final OptionValues values;
  private final MongoChecks checks;

  MongoServerSnapshotChecks(MongoContext context, Optional<HostAddress> node, OptionValues values) {
    this.context = context;
    this.node = node;
    this.values = values;
    this.checks = new MongoChecks(context);
  }

  void add(Plan.Builder<?> plan, Path archive) {
    plan.measure(this::ofServer);
    plan.check(this::runnable);
    new MongoBackupChecks(context, name()).place(plan, archive);
  }

  private String name() {
    return node.map(HostAddress::toString).orElseGet(context.runner()::engine);
  }

  private List<Check> ofServer() {
    Optional<MongoCommands> commands = node.flatMap(context::member);
    List<Check> all = new ArrayList<>();
    all.add(
        demand(
            commands.isPresent(),
            "the server that is meant is known",
            node.map(HostAddress::toString).orElse("one of several"),
            "one that this connection may log in to",
            ErrorCode.PRECONDITION_FAILED,
            "Name a member by "
                + MongoConfiguration.NODE.id()
                + "; secondaries: "
                + secondaries()));
    commands.ifPresent(asked -> all.addAll(checks.measured(name(), () -> measured(asked))));
    return all;
  }

  /** As the driver knows them. */
  private String secondaries() {
    String known =
        context.connections().client().getClusterDescription().getServerDescriptions().stream()
            .filter(server -> server.getType() == ServerType.REPLICA_SET_SECONDARY)
            .map(ServerDescription::getAddress)
            .map(address -> address.getHost() + ":" + address.getPort())
            .sorted()
            .collect(Collectors.joining(", "));
    return known.isEmpty() ? "none is known." : known + ".";
  }

  private List<Check> measured(MongoCommands commands) {
    List<Check> all = new ArrayList<>();
    all.add(role(commands.admin(MongoCommands.command("isMaster"))));
    MongoRights rights = MongoRights.read(context);
    all.add(checks.may(rights, MongoAction.FSYNC));
    all.add(checks.may(rights, MongoAction.UNLOCK));
    boolean locked = MongoFsyncLock.isLocked(commands);
    all.add(
        demand(
            !locked,
            "nobody has locked it against writes",
            locked ? "locked" : "not locked",
            "not locked",
            ErrorCode.WRONG_STATE,
            "Wait until the other backup has ended; if there is none, " + unlock()));
    String path = dataPath(commands);
    all.add(
        Checks.advise(
            context.clock(),
            !path.isEmpty(),
            "the server tells where its data lie",
            name(),
            path.isEmpty() ? "not told" : path,
            "told",
            "GDS_DB_PATH is empty for the command; it has to know the place by itself."));
    if (node.filter(HostAddress::isLoopback).isEmpty()) {
      all.add(
          Checks.advise(
              context.clock(),
              false,
              "the command is for the server that is meant",
              name(),
              "it runs on this machine, and the server is reached at " + name(),
              "the same machine",
              "Go on only if the command reaches that server's files, or that is this machine's"
                  + " name."));
    }
    return all;
  }

  private static String unlock() {
    return "send db.fsyncUnlock() to it until it is unlocked.";
  }

  private Check role(BsonDocument hello) {
    String rule = "its files may be copied under a lock";
    String role = role(hello, context.product().setName());
    boolean allowed = values.valueOf(MongoBackup.LOCK_PRIMARY);
    boolean holds =
        role.equals("a secondary")
            || role.equals("a standalone server")
            || (role.equals("the primary") && allowed);
    return demand(
        holds,
        rule,
        role,
        allowed ? "a secondary, a standalone server, or the primary" : "no primary, and with data",
        role.equals("the primary") ? ErrorCode.PRECONDITION_FAILED : ErrorCode.WRONG_STATE,
        role.equals("the primary")
            ? "Name a secondary ("
                + secondaries()
                + "), or give "
                + MongoBackup.LOCK_PRIMARY.id()
                + "=true: nobody can write then while the command runs."
            : "Name a member that has the data and is up to date.");
  }

  /** What a server is to a set, or to none. */
  private static String role(BsonDocument hello, Optional<String> set) {
    if (MongoValues.text(hello, "msg").filter("isdbgrid"::equals).isPresent()) {
      return "a router";
    }
    Optional<String> own = MongoValues.text(hello, "setName");
    if (set.isPresent() && !set.equals(own)) {
      return "no member of " + set.get();
    }
    if (own.isEmpty()) {
      boolean uninitiated = MongoValues.truth(hello, "isreplicaset").orElse(false);
      return uninitiated ? "a member of no set yet" : "a standalone server";
    }
    if (set.isEmpty()) {
      return "a member of " + own.get() + ", which this engine is not opened on";
    }
    if (MongoValues.truth(hello, "arbiterOnly").orElse(false)) {
      return "an arbiter, which has no data";
    }
    if (MongoValues.truth(hello, "secondary").orElse(false)) {
      return "a secondary";
    }
    return MongoValues.truth(hello, "ismaster").orElse(false)
        ? "the primary"
        : "neither primary nor secondary now";
  }

  /** Where a server's data lie; empty if it does not tell this user. */
  static String dataPath(MongoCommands commands) {
    return MongoPermitted.of(() -> commands.admin(MongoCommands.command("getCmdLineOpts")))
        .flatMap(options -> MongoValues.text(options, "parsed", "storage", "dbPath"))
        .orElse("");
  }

  /** The command's program is there. */
  private Check runnable() {
    String rule = "the command can be run";
    HostCommand command = values.given(MongoBackup.SNAPSHOT_COMMAND).orElseThrow();
    return new Measurements(context.clock())
        .measured(
            rule,
            name(),
            () ->
                demand(
                    !ToolCommand.builder(command).build().toString().isEmpty(),
                    rule,
                    command.words().get(0),
                    "a program",
                    ErrorCode.TOOL_MISSING,
                    ""));
  }

  private Check demand(
      boolean holds, String rule, String measured, String limit, ErrorCode code, String remedy) {
    return Checks.demand(context.clock(), holds, rule, name(), measured, limit, code, remedy);
  }
}
