package io.gds.database.mongodb;

import com.mongodb.client.MongoClient;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.ServerProcess;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.HostAddress;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.LogEntry;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.Metric;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.operation.Operation;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A MongoDB server, replica set or sharded cluster. Thread-safe. An interface, so that a tool
 * written on it can be tested with a fake.
 *
 * <p>The driver keeps two threads for each server that it watches; a lazy engine has none until its
 * first use.
 */
public interface MongoEngine
    extends DatabaseEngine,
        SupportsBackup,
        SupportsBackupCatalog,
        SupportsConfiguration,
        SupportsHighAvailability,
        SupportsLifecycle,
        SupportsLogs,
        SupportsMetrics,
        SupportsProcesses,
        SupportsRestore,
        SupportsStatements,
        SupportsSwitchover,
        SupportsTopologyChange,
        SupportsUsers {
  /**
   * A connection by the caller's own client, which is used and never closed. Members of a replica
   * set are asked by themselves only as far as peers are named for them.
   */
  static ConnectionInfo over(MongoClient client) {
    return ConnectionInfo.builder(DatabaseType.MONGODB).external(client).build();
  }

  /**
   * The driver's client that the engine itself uses, for documents: closed with the engine, never
   * by the caller.
   *
   * @throws io.gds.database.error.DatabaseException with code ENGINE_CLOSED
   */
  MongoClient client();

  /**
   * The users, by one command: those of all databases, which takes the action viewUser on the
   * cluster, or of one. How their roles are named is told at {@link MongoUser}.
   */
  @Override
  List<UserInfo> users(PrincipalQuery query);

  /**
   * The roles that somebody made, and on request the built-in ones: of a database, or of all, where
   * of the built-in ones only those of {@code admin} are told. One command each for them, for the
   * built-in ones and for who has them; {@code membersNotSeen} among the attributes tells whose
   * roles could not be looked at.
   */
  @Override
  List<RoleInfo> roles(PrincipalQuery query);

  /**
   * What the primary is doing, or through a router each shard, by one command; one more tells who
   * holds the locks if anybody waits for one. Without the action inprog only what this user itself
   * does is told, and {@code seen} among the attributes says so. A connection that does nothing is
   * called {@code connection} and its number, a transaction that does nothing {@code session} and
   * its own; neither can be cancelled, and only the session can be terminated.
   */
  @Override
  List<ServerProcess> processes(ProcessQuery query);

  @Override
  MongoEngineMetadata metadata();

  /**
   * What the server is, read now: by two commands, and one each for its state, its feature
   * compatibility version and how it was started, of which the last three are empty where this user
   * may not ask.
   */
  @Override
  MongoEngineMetadata refresh();

  /**
   * The set, from all its members: by the configuration, and by the status and the beginning of the
   * oplog of each member with data that this engine may log in to, asked at once and each for a
   * short time. Members that only vote have no users, and are told of by the others. A position is
   * the time of a member's last change; a lag compares two of them in one answer. Of a sharded
   * cluster the nodes are its shards; its group is called as the engine.
   *
   * @see <a
   *     href="https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/">replSetGetStatus</a>
   */
  @Override
  HaStatus haStatus();

  /**
   * Plans that a named member becomes primary. It gets the highest priority first, and keeps it
   * unless {@link MongoSwitchover#RESTORE_PRIORITIES} says otherwise; without the right to
   * reconfigure, or with {@link MongoSwitchover#KEEP_PRIORITIES}, the other members are kept from
   * standing for election meanwhile. Then the old primary steps down and the target stands for
   * election; each is asked by itself, so this engine must be allowed to log in to both.
   */
  @Override
  Operation<SwitchoverInfo> prepareSwitchover(SwitchoverOptions options);

  /**
   * Plans that a member becomes primary although no primary answers. While a majority of the voters
   * is there it only stands for election; without one, the members of which nobody hears are
   * removed by force, and what only they have is lost, be it acknowledged by a majority.
   */
  @Override
  Operation<SwitchoverInfo> prepareFailover(FailoverOptions options);

  /**
   * Plans that a member follows again: its maintenance is ended; one that has fallen so far behind
   * that it never catches up copies all data anew, by {@link MongoSwitchover#RESYNC_COMMAND}.
   */
  @Override
  Operation<RejoinInfo> prepareRejoin(RejoinOptions options);

  /**
   * Plans that a member of the set is changed by what is given of {@link MongoMember}; all else of
   * it, and of the configuration, stays.
   *
   * @throws io.gds.database.error.InvalidOptionsException if nothing is given, or what does not go
   *     together
   */
  Operation<HaConfiguration> prepareReconfigureMember(MongoMemberOptions options);

  /**
   * Changes a member of the set.
   *
   * @throws io.gds.database.error.NotFoundException if it is none
   */
  default HaConfiguration reconfigureMember(MongoMemberOptions options) {
    return prepareReconfigureMember(options).run();
  }

  /** The databases but admin, config and local, by one command; only those this user may see. */
  @Override
  List<MongoDatabase> databases();

  @Override
  List<MongoDatabase> databases(DatabaseQuery query);

  /**
   * A handle to the database of exactly this name, which need not exist. No I/O.
   *
   * @throws io.gds.database.error.InvalidOptionsException with code INVALID_NAME if no database can
   *     be called so: empty, longer than 63 bytes of UTF-8, or with one of {@code /\. "$} or NUL in
   *     it
   */
  @Override
  MongoDatabase database(String name);

  /**
   * The parameters of the server that answers (the primary, or the router), by one command; what it
   * was started with, by the names of the configuration file, by another; which member that is, by
   * a third in a replica set; and the parameters of the cluster from version 6.0 on, with {@code
   * cluster.} before their names, by one more. The last ones are left out where this user may not
   * ask. A server does not tell defaults; before 5.0 it does not tell what can be set, either.
   */
  @Override
  List<Setting> configuration(SettingQuery query);

  /**
   * The same of another member.
   *
   * @param node as the replica set's configuration names it
   * @throws io.gds.database.error.DatabaseException if nothing allows this engine's log-in to be
   *     sent there, with code PRECONDITION_FAILED
   */
  List<Setting> configurationOf(HostAddress node, SettingQuery query);

  /**
   * What the server's status tells, by one command; of a replica set also how far its members are
   * behind and how far back the oplog reaches, by three more, as far as this user may ask; and for
   * a pattern that begins with {@code mongodb_database_} the sizes of each database, by one command
   * each. On a replica set the counters are those of the member that their label names.
   */
  @Override
  List<Metric> metrics(MetricQuery query);

  /**
   * What the answering member remembers of its log: the last 1,024 lines, each cut at 1,024
   * characters, by one command; or the warnings of its start, as {@code startupWarnings}. Lines
   * that were cut are told raw, with {@code raw} in their context. Nothing is taken out of them
   * that others would keep secret.
   */
  @Override
  void readLogs(LogQuery query, Consumer<LogEntry> consumer);

  /**
   * The costliest of what the profilers have kept, see {@link MongoDatabase#profiling()}: nothing
   * where none was on. By one command that lists the databases, unless one is named, and one each.
   */
  @Override
  List<StatementStats> topStatements(StatementQuery query);

  /**
   * Plans the stop of the server that answers, of a replica set its primary, unless another member
   * is named by {@link MongoConfiguration#NODE}. That it is a primary is refused unless that is
   * meant, see {@link MongoServer#STOP_PRIMARY}; so is that the others are no majority without it,
   * or none of them is caught up, unless it is forced. Operations and open transactions of clients
   * are waited for, idle connections are not; then the server itself lets others finish for at most
   * 15 seconds.
   */
  @Override
  Operation<@Nullable Void> prepareShutdown(ShutdownOptions options);

  /**
   * Plans another feature compatibility version. That all members are of that version is a check,
   * asked of each of them but arbiters; so is that it is not lowered, unless that is meant.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<MongoEngineMetadata> prepareSetFeatureCompatibilityVersion(
      MongoFeatureVersionOptions options);

  /**
   * Sets the feature compatibility version and yields what the server is then. There is no way back
   * once newer features have stored something.
   */
  default MongoEngineMetadata setFeatureCompatibilityVersion(MongoFeatureVersionOptions options) {
    return prepareSetFeatureCompatibilityVersion(options).run();
  }
}
