package io.gds.database.postgres;

import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.wire.PostgresPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import io.gds.database.testkit.wire.WireScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An engine of CockroachDB over a scripted peer, by the real driver. The peer knows its databases
 * and what its user may do; columns are as the vendor's pages name them.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/show-databases">SHOW DATABASES</a>
 */
final class CockroachScene implements AutoCloseable {
  static final String[] DATABASE_COLUMNS = {
    "database_name text",
    "owner text",
    "primary_region text",
    "secondary_region text",
    "regions text[]",
    "survival_goal text",
    "comment text"
  };

  private static final String[] RIGHTS = {
    "createdb",
    "viewactivity",
    "cancelquery",
    "viewclustersetting",
    "modifyclustersetting",
    "modifysqlclustersetting",
    "viewclustermetadata",
    "backup",
    "restore",
    "viewjob",
    "controljob"
  };

  final PostgresPeer peer;
  final DatabaseManager manager = DatabaseManager.of(new CockroachProvider());
  final CockroachEngine engine;

  /** The names of the databases there are; all of root's, but system. */
  final Set<String> databases = new TreeSet<>(Set.of("defaultdb", "shop", "system"));

  /** What the user may do; everything, if admin is among it. */
  final Set<String> rights = new TreeSet<>(Set.of("admin"));

  CockroachScene() {
    this("v24.3.1");
  }

  CockroachScene(String version) {
    peer = PostgresPeer.cockroach(version).start();
    script().beginningWith("WITH d AS (SHOW DATABASES WITH COMMENT)").by(this::databases);
    script()
        .beginningWith("WITH d AS (SHOW DATABASES), g AS (SHOW SYSTEM GRANTS)")
        .by(this::rights);
    engine = manager.open(manager.parse(url()), CockroachEngine.class);
    script().forget();
  }

  String url() {
    return "cockroachdb://ada@127.0.0.1:" + peer.port() + "/defaultdb?sslmode=disable";
  }

  WireScript script() {
    return peer.script();
  }

  private WireAnswer databases(WireRequest request) {
    WireAnswer.Rows rows = WireAnswer.rows(DATABASE_COLUMNS);
    for (String name : databases) {
      if (request.binds().isEmpty() || request.bind(1, String.class).equals(name)) {
        String owner = name.equals("system") ? "node" : "root";
        rows = rows.row(name, owner, null, null, List.of(), null, null);
      }
    }
    return rows;
  }

  private WireAnswer rights(WireRequest request) {
    List<String> columns = new ArrayList<>(List.of("role_name text", "admin bool"));
    for (String right : RIGHTS) {
      columns.add(right + " bool");
    }
    columns.addAll(List.of("owner text", "owned bool"));
    boolean there = databases.contains(request.bind(1, String.class));
    List<Object> row = new ArrayList<>(List.of("ada", rights.contains("admin")));
    for (String right : RIGHTS) {
      row.add(rights.contains(right));
    }
    row.add(there ? "root" : null);
    row.add(there && rights.contains("owner"));
    return WireAnswer.rows(columns.toArray(String[]::new)).row(row.toArray());
  }

  /** The statements sent that change something: all but reads of databases and rights. */
  List<String> changes() {
    return script().statements().stream().filter(text -> !text.contains("SHOW DATABASES")).toList();
  }

  @Override
  public void close() {
    manager.close();
    peer.close();
  }
}
