package io.gds.database.postgres;

import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.StatementQuery;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import java.util.Set;
import java.util.function.BiConsumer;

/** The calls that ask a server something and are expected back at once, and what each costs. */
enum ShortCall {
  PING(1, (engine, database) -> engine.ping()),
  SERVER_TIME(1, (engine, database) -> engine.serverTime()),
  ENGINE_METADATA(0, (engine, database) -> engine.metadata()),
  ENGINE_REFRESH(1, (engine, database) -> engine.refresh()),
  ENGINE_CAPABILITIES(2, (engine, database) -> engine.capabilities()),
  ENGINE_HEALTH(4, (engine, database) -> engine.health()),
  DATABASES(1, (engine, database) -> engine.databases()),
  DATABASES_WITH_DETAILS(
      1,
      (engine, database) -> {
        DatabaseQuery query = DatabaseQuery.userDatabases().system(true);
        engine.databases(query.with(Detail.SIZE).with(Detail.SESSIONS));
      }),
  A_HANDLE(0, (engine, database) -> engine.database(database)),
  EXISTS(1, (engine, database) -> engine.database(database).exists()),
  CONDITION(1, (engine, database) -> engine.database(database).condition()),
  DATABASE_METADATA(1, (engine, database) -> engine.database(database).metadata()),
  DATABASE_REFRESH(1, (engine, database) -> engine.database(database).refresh(Detail.values())),
  DATABASE_CAPABILITIES(1, (engine, database) -> engine.database(database).capabilities()),
  DATABASE_HEALTH(2, (engine, database) -> engine.database(database).health()),
  SCHEMAS(1, (engine, database) -> engine.database(database).schemas()),
  TABLES(1, (engine, database) -> engine.database(database).tables()),
  TABLES_WITH_ALL(
      4,
      (engine, database) ->
          engine.database(database).tables(SchemaQuery.all().with(SchemaDetail.values()))),
  USERS(2, (engine, database) -> engine.users()),
  ROLES(1, (engine, database) -> engine.roles(PrincipalQuery.all())),
  GRANTS(7, 5, (engine, database) -> engine.grants(GrantQuery.all().database(database))),
  PROCESSES(1, (engine, database) -> engine.processes()),
  BLOCKING_TREE(1, (engine, database) -> engine.blockingTree()),
  CONFIGURATION(2, (engine, database) -> engine.configuration()),
  SETTING(2, (engine, database) -> engine.setting("work_mem")),
  METRICS(1, (engine, database) -> engine.metrics()),
  LOGS(3, (engine, database) -> engine.logs(LogQuery.all().limit(5))),
  LOG_COVERAGE(3, (engine, database) -> engine.logCoverage()),
  TOP_STATEMENTS(2, (engine, database) -> engine.topStatements(StatementQuery.top())),
  HA_GROUPS(1, (engine, database) -> engine.haGroups()),
  HA_STATUS(1, (engine, database) -> engine.haStatus()),
  HA_CONFIGURATION(1, (engine, database) -> engine.haConfiguration()),
  REPLICATION_STATUS(1, (engine, database) -> engine.replicationStatus());

  /** Those that are answered from what was read before. */
  static final Set<ShortCall> WITHOUT_ASKING = Set.of(ENGINE_METADATA, A_HANDLE);

  private final int statements;
  private final int roundTrips;

  @SuppressWarnings("ImmutableEnumChecker") // none of these functions keeps anything
  private final BiConsumer<PostgresEngine, String> call;

  ShortCall(int statements, BiConsumer<PostgresEngine, String> call) {
    this(statements, statements, call);
  }

  ShortCall(int statements, int roundTrips, BiConsumer<PostgresEngine, String> call) {
    this.statements = statements;
    this.roundTrips = roundTrips;
    this.call = call;
  }

  /** How many statements it sends to the newest server; older ones may have less to tell. */
  int statements() {
    return statements;
  }

  /** How often it waits for an answer; the begin of a transaction is not waited for. */
  int roundTrips() {
    return roundTrips;
  }

  /** Makes the call about this database. */
  void on(PostgresEngine engine, String database) {
    call.accept(engine, database);
  }
}
