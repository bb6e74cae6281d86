package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.wire.PostgresPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command line on a peer that takes itself for CockroachDB. */
class CockroachCommandsTest {
  private final PostgresPeer peer = PostgresPeer.cockroach("v25.2.1").start();
  private final Set<String> databases = new TreeSet<>(Set.of("defaultdb", "shop", "system"));

  @BeforeEach
  void script() {
    peer.script().beginningWith("WITH d AS (SHOW DATABASES WITH COMMENT)").by(this::databases);
    peer.script()
        .beginningWith("WITH d AS (SHOW DATABASES), g AS (SHOW SYSTEM GRANTS)")
        .answer(
            WireAnswer.rows(
                    "role_name text",
                    "admin bool",
                    "createdb bool",
                    "viewactivity bool",
                    "cancelquery bool",
                    "viewclustersetting bool",
                    "modifyclustersetting bool",
                    "modifysqlclustersetting bool",
                    "viewclustermetadata bool",
                    "backup bool",
                    "restore bool",
                    "viewjob bool",
                    "controljob bool",
                    "owner text",
                    "owned bool")
                .row(
                    "ada", false, true, true, false, true, false, false, false, false, false, false,
                    false, "ada", true));
    peer.script()
        .matching("(CREATE|DROP) DATABASE .*")
        .by(
            request -> {
              String[] words = request.statement().replace("\"", "").split(" ");
              if (words[0].equals("CREATE")) {
                databases.add(words[2]);
              } else {
                databases.remove(words[2]);
              }
              return WireAnswer.done(words[0] + " DATABASE");
            });
  }

  @AfterEach
  void close() {
    peer.close();
  }

  private WireAnswer databases(WireRequest request) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "database_name text",
            "owner text",
            "primary_region text",
            "secondary_region text",
            "regions text[]",
            "survival_goal text",
            "comment text");
    for (String name : databases) {
      if (request.binds().isEmpty() || request.bind(1, String.class).equals(name)) {
        rows = rows.row(name, "ada", null, null, List.of(), null, null);
      }
    }
    return rows;
  }

  private Run gds(String... args) {
    String url = "cockroachdb://ada@127.0.0.1:" + peer.port() + "/defaultdb?sslmode=disable";
    return Run.gds(Run.join(List.of("--url", url), args));
  }

  @Test
  void itIsOneOfThePlatforms() {
    assertThat(Run.gds("platforms").out()).containsPattern("cockroachdb .*CockroachProvider");
  }

  @Test
  void databasesAreListedCreatedAndDropped() {
    Run list = gds("databases");
    assertThat(list.code()).as(list.err()).isZero();
    assertThat(list.out()).contains("shop", "defaultdb").doesNotContain("system");
    assertThat(gds("create", "new").code()).isZero();
    assertThat(gds("drop", "new", "--dry-run").out()).contains("DROP DATABASE \"new\" CASCADE");
    assertThat(databases).contains("new");
    Run drop = gds("drop", "new", "--yes", "-o", "drop-behavior=RESTRICT");
    assertThat(drop.code()).as(drop.err()).isZero();
    assertThat(databases).doesNotContain("new");
    assertThat(gds("describe", "none").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
  }

  @Test
  void capabilitiesSayTheGrantsThatAreMissing() {
    Run run = gds("capabilities", "shop");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("SupportsProcesses +PERMISSION +this role may not cancel")
        .containsPattern("SupportsHighAvailability +NOT_ON_PLATFORM +each range has replicas");
  }

  @Test
  void aSettingIsRead() {
    peer.script()
        .on("SHOW ALL CLUSTER SETTINGS")
        .answer(
            WireAnswer.rows(
                    "variable text",
                    "value text",
                    "setting_type text",
                    "public bool",
                    "description text",
                    "default_value text",
                    "origin text")
                .row("sql.defaults.distsql", "auto", "e", true, "mode", "auto", "default"));
    assertThat(gds("config", "get", "sql.defaults.distsql").out()).contains("auto");
    Run set = gds("config", "set", "sql.defaults.distsql=on");
    assertThat(set.code()).as(set.err()).isEqualTo(ExitCodes.NOT_ALLOWED);
    assertThat(set.err()).contains("GRANT SYSTEM MODIFYSQLCLUSTERSETTING TO \"ada\";");
  }

  @Test
  void theOtherPlatformsUrlIsRefusedWithTheRightOne() {
    peer.script()
        .beginningWith("SELECT version() AS banner")
        .answer(
            WireAnswer.rows("banner text", "number int4", "text text")
                .row("CockroachDB CCL v25.2.1 (x86_64)", 130000, "13.0.0"));
    Run run =
        Run.gds("databases", "--url", "postgresql://ada@127.0.0.1:" + peer.port() + "/defaultdb");
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("the server is not PostgreSQL")
        .contains("cockroachdb://127.0.0.1:" + peer.port() + "/defaultdb");
  }
}
