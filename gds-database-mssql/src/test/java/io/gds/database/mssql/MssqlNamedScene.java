package io.gds.database.mssql;

import io.gds.database.CreateOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.ServerProcess;
import io.gds.database.connection.SecretRef;
import io.gds.database.testkit.sqlserver.SqlServerSessions;
import java.time.Instant;

/**
 * A server on which all that has a name has the same one: database, schema, table, column, login,
 * user, job, step, schedule, counter, program, log entry, availability group; what cannot have it
 * too is called {@link #other}, and what is not there yet {@link #fresh}.
 */
final class MssqlNamedScene implements AutoCloseable {
  final MssqlScene scene;
  final String name;
  final String other;
  final String fresh;
  final ProcessId process;

  MssqlNamedScene(String name) {
    this(new MssqlScene(), name);
  }

  MssqlNamedScene(MssqlScene scene, String name) {
    this.scene = scene;
    this.name = name;
    this.other = new StringBuilder(name).reverse().toString();
    this.fresh = "Q" + name.substring(1);
    this.process = fill();
  }

  private ProcessId fill() {
    MssqlEngine engine = scene.engine;
    Instant now = Instant.now();
    engine.createUser(login(name));
    engine.createRole(CreateRoleOptions.builder().name(other).build());
    scene.create(name);
    scene.create(other);
    engine.createUser(CreateUserOptions.builder().database(name).name(name).build());
    scene.model.access().schema(name, name, name);
    scene
        .model
        .schema(name)
        .comment(name, name)
        .table(name, name)
        .column(name, "int")
        .notNull()
        .primaryKey(other, name)
        .comment(name);
    scene.model.join(other, name);
    scene.execute(
        "BACKUP DATABASE " + MssqlSql.name(name) + " TO DISK = " + MssqlSql.literal(archive()));
    scene
        .model
        .jobs()
        .job(name, name, true)
        .lastRun(1, 20260701, 40005, 100, name)
        .step(name, name, "", 20260701, 40005)
        .schedule(name, true, 4, 20261202, 33000);
    scene.model.errorLog().add(now, "spid51", name).agent(now, 3, name);
    scene.model.figures().counter("Databases", "Transactions/sec", name, 272_696_576, 7);
    scene.model.figures().statement(name, 7, 0, name.length(), name, new long[4], new long[5], now);
    SqlServerSessions sessions = scene.model.sessions();
    int blocker = sessions.open(name, name, name);
    sessions.begin(blocker);
    int session = sessions.open(name, name, name);
    sessions.waits(session, name, "LCK_M_X", blocker);
    return engine.processes(ProcessQuery.all()).stream()
        .map(ServerProcess::id)
        .filter(id -> id.id().equals(Integer.toString(session)))
        .findFirst()
        .orElseThrow();
  }

  /** As much again of all of which there can be many, under other names. */
  void more(int count) {
    for (int i = 0; i < count; i++) {
      String each = "more" + i;
      scene.engine.createUser(login(each));
      scene.engine.database(each).create(CreateOptions.defaults());
      scene.model.access().schema(name, each, name);
      scene.model.schema(name).table(name, each).column("id", "int").notNull();
      scene.model.schema(name).table(each, each).column("id", "int").primaryKey("key" + i, "id");
      scene.model.sessions().open(each, each, each);
      scene.model.jobs().job(each, each, true).step(each, each, "", 0, 0);
      scene.model.errorLog().add(Instant.now(), "spid52", each);
      scene.model.figures().wait("WAIT_" + i, 1, 2, 3, 4);
      scene.model.join(each, name);
      scene.execute(
          "BACKUP DATABASE " + MssqlSql.name(name) + " TO DISK = " + MssqlSql.literal(archive()));
    }
  }

  private static CreateUserOptions login(String login) {
    return CreateUserOptions.builder()
        .name(login)
        .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
        .build();
  }

  /** Where a backup of the database lies. No path has control characters. */
  String archive() {
    return "/b/" + name.replaceAll("\\p{Cntrl}", "") + ".bak";
  }

  @Override
  public void close() {
    scene.close();
  }
}
