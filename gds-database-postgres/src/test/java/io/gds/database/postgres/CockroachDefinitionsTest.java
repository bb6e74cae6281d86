package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.wire.WireAnswer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CockroachDefinitionsTest {
  private final CockroachScene scene = new CockroachScene();

  @BeforeEach
  void script() {
    // A drop after which the database is gone, and so on, as far as the name says it.
    scene
        .script()
        .matching("(CREATE|ALTER|DROP|COMMENT ON) DATABASE .*")
        .by(
            request -> {
              String sql = request.statement();
              if (sql.startsWith("CREATE DATABASE \"new\"")) {
                scene.databases.add("new");
              } else if (sql.startsWith("DROP DATABASE")) {
                scene.databases.remove("shop");
              } else if (sql.contains(" RENAME TO ")) {
                scene.databases.remove("shop");
                scene.databases.add("store");
              }
              return WireAnswer.done(sql.startsWith("COMMENT") ? "COMMENT ON DATABASE" : "DONE");
            });
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private CockroachDatabase shop() {
    return scene.engine.database("shop");
  }

  @Test
  void aDatabaseIsCreated() {
    CockroachDatabase made = scene.engine.database("new").create(CreateOptions.defaults());
    assertThat(made.exists()).isTrue();
    assertThat(scene.changes()).containsExactly("CREATE DATABASE \"new\"");
  }

  @Test
  void aDatabaseIsCreatedWithOwnerAndRegions() {
    scene
        .engine
        .database("new")
        .create(
            CreateOptions.builder()
                .owner("ann \"x\"")
                .option(CockroachDefinition.PRIMARY_REGION, "us-east1")
                .option(
                    CockroachDefinition.REGIONS,
                    CockroachRegions.of("us-east1", "us-central1", "us-\"west\"1"))
                .option(CockroachDefinition.SURVIVAL_GOAL, CockroachSurvivalGoal.REGION)
                .option(CockroachDefinition.SECONDARY_REGION, "us-central1")
                .build());
    assertThat(scene.changes())
        .containsExactly(
            "CREATE DATABASE \"new\" PRIMARY REGION \"us-east1\" REGIONS \"us-east1\","
                + " \"us-central1\", \"us-\"\"west\"\"1\" SURVIVE REGION FAILURE OWNER \"ann"
                + " \"\"x\"\"\" SECONDARY REGION \"us-central1\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "Mixed Case, \"Mixed Case\"",
        "a\"b, \"a\"\"b\"",
        "\"; DROP DATABASE x; --, \"\"\"; DROP DATABASE x; --\"",
        "it's, \"it's\"",
        "back\\slash, \"back\\slash\"",
        "a?b, \"a?b\"",
        "{fn now()}, \"{fn now()}\"",
        "$1, \"$1\"",
        "--, \"--\"",
        "/*x*/, \"/*x*/\"",
        "ünïcode ☃, \"ünïcode ☃\"",
        "PLACEMENT RESTRICTED, \"PLACEMENT RESTRICTED\"",
        "table, \"table\""
      })
  void aNameIsAName(String name, String quoted) {
    scene.engine.database(name).create(CreateOptions.defaults());
    scene.databases.add(name);
    scene.engine.database(name).alter(AlterOptions.builder().owner(name).build());
    scene.engine.database(name).alter(AlterOptions.rename("new " + name));
    scene.engine.database(name).drop(DropOptions.defaults());
    assertThat(scene.changes())
        .containsExactly(
            "CREATE DATABASE " + quoted,
            "ALTER DATABASE " + quoted + " OWNER TO " + quoted,
            "ALTER DATABASE " + quoted + " RENAME TO \"new " + quoted.substring(1),
            "DROP DATABASE " + quoted + " CASCADE");
    assertThat(scene.script().requests())
        .filteredOn(request -> request.normalized().endsWith("WHERE database_name = $1"))
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.bind(1, String.class)).isIn(name, "new " + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nul\0nul", "half \ud800 a pair"})
  void whatIsNoNameIsRefusedBeforeAnythingIsSent(String name) {
    assertThatThrownBy(() -> scene.engine.database(name))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
    assertThatThrownBy(() -> shop().prepareAlter(AlterOptions.rename(name)))
        .isInstanceOf(DatabaseException.class);
    assertThat(scene.script().statements()).isEmpty();
  }

  @Test
  void whatIsThereIsLeftAloneOnlyIfThatWasSaid() {
    assertThatThrownBy(() -> shop().create(CreateOptions.defaults()))
        .isInstanceOf(AlreadyExistsException.class);
    shop().create(CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build());
    scene
        .engine
        .database("new")
        .create(CreateOptions.builder().mode(CreateMode.IF_NOT_EXISTS).build());
    assertThat(scene.changes()).containsExactly("CREATE DATABASE \"new\"");
  }

  @Test
  void whatCannotBeCreatedSoIsRefusedAltogether() {
    CreateOptions options =
        CreateOptions.builder()
            .mode(CreateMode.REPLACE)
            .collation("de-DE")
            .option(CockroachDefinition.SECONDARY_REGION, "us-central1")
            .option(CockroachDefinition.REGIONS, CockroachRegions.of("a"))
            .option(CockroachDefinition.SURVIVAL_GOAL, CockroachSurvivalGoal.ZONE)
            .option(PostgresCreate.TABLESPACE, "fast")
            .build();
    assertThatThrownBy(() -> scene.engine.database("new").prepareCreate(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mode")
        .hasMessageContaining("collation")
        .hasMessageContaining("cockroachdb.secondary-region")
        .hasMessageContaining("cockroachdb.regions")
        .hasMessageContaining("cockroachdb.survival-goal")
        .hasMessageContaining("postgresql.tablespace");
    assertThat(scene.script().statements()).isEmpty();
  }

  @Test
  void whoMayNotCreateIsToldTheGrant() {
    scene.rights.clear();
    assertThatThrownBy(() -> scene.engine.database("new").create(CreateOptions.defaults()))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> assertThat(e.remedy()).contains("GRANT SYSTEM CREATEDB TO \"ada\";"));
    scene.rights.add("createdb");
    scene.engine.database("new").create(CreateOptions.defaults());
    assertThat(scene.changes()).containsExactly("CREATE DATABASE \"new\"");
  }

  @Test
  void preparingSaysExactlyWhatWillRunAndChangesNothing() {
    Operation<CockroachDatabase> operation =
        scene.engine.database("new").prepareCreate(CreateOptions.defaults());
    assertThat(operation.script().text()).contains("CREATE DATABASE \"new\"");
    assertThat(scene.changes()).isEmpty();
    assertThat(scene.databases).doesNotContain("new");
  }

  @Test
  void everythingThatCanBeAlteredIsAltered() {
    shop()
        .alter(
            AlterOptions.builder()
                .owner("bob")
                .option(CockroachDefinition.ADD_REGION, "us-west1")
                .option(CockroachDefinition.PRIMARY_REGION, "us-east1")
                .option(CockroachDefinition.SECONDARY_REGION, "us-west1")
                .option(CockroachDefinition.SURVIVAL_GOAL, CockroachSurvivalGoal.ZONE)
                .option(CockroachDefinition.DROP_REGION, "eu")
                .option(CockroachDefinition.COMMENT, "it's\\ ours")
                .rename("store")
                .build());
    assertThat(scene.changes())
        .containsExactly(
            "ALTER DATABASE \"shop\" OWNER TO \"bob\"",
            "ALTER DATABASE \"shop\" ADD REGION IF NOT EXISTS \"us-west1\"",
            "ALTER DATABASE \"shop\" SET PRIMARY REGION \"us-east1\"",
            "ALTER DATABASE \"shop\" SET SECONDARY REGION \"us-west1\"",
            "ALTER DATABASE \"shop\" SURVIVE ZONE FAILURE",
            "ALTER DATABASE \"shop\" DROP REGION IF EXISTS \"eu\"",
            "COMMENT ON DATABASE \"shop\" IS E'it''s\\\\ ours'",
            "ALTER DATABASE \"shop\" RENAME TO \"store\"");
    assertThat(scene.engine.database("store").exists()).isTrue();
  }

  @Test
  void anEmptyCommentTakesItAway() {
    shop().alter(AlterOptions.builder().option(CockroachDefinition.COMMENT, "").build());
    assertThat(scene.changes()).containsExactly("COMMENT ON DATABASE \"shop\" IS NULL");
  }

  @Test
  void aRenameNeedsAFreeNameAndAnotherDatabaseThanTheEnginesOwn() {
    assertThatThrownBy(() -> shop().alter(AlterOptions.rename("defaultdb")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> scene.engine.database("defaultdb").alter(AlterOptions.rename("other")))
        .isInstanceOfSatisfying(
            DatabaseInUseException.class,
            e -> assertThat(e.remedy().orElseThrow()).contains("such as postgres"));
    assertThatThrownBy(() -> scene.engine.database("none").alter(AlterOptions.rename("other")))
        .isInstanceOf(NotFoundException.class);
    scene.rights.clear();
    assertThatThrownBy(() -> shop().alter(AlterOptions.rename("store")))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aDropSaysWhatBecomesOfWhatIsInIt() {
    shop()
        .drop(
            DropOptions.builder()
                .option(CockroachDefinition.DROP_BEHAVIOR, CockroachDropBehavior.RESTRICT)
                .build());
    assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" RESTRICT");
    assertThat(shop().exists()).isFalse();
  }

  @Test
  void aDropEndsNoSessionsAndSaysSo() {
    Operation<?> operation = shop().prepareDrop(DropOptions.builder().force(true).build());
    assertThat(operation.refused()).isFalse();
    assertThat(operation.checks())
        .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
        .extracting(Check::measured)
        .singleElement()
        .asString()
        .contains("belong to no database, so none is ended by force");
    operation.run();
    assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" CASCADE");
  }

  @Test
  void anAbsenceIsFineOnlyIfThatWasSaid() {
    assertThatThrownBy(() -> scene.engine.database("none").drop(DropOptions.defaults()))
        .isInstanceOf(NotFoundException.class);
    scene.engine.database("none").drop(DropOptions.builder().ifExists(true).build());
    shop().drop(DropOptions.builder().ifExists(true).build());
    assertThat(scene.changes()).containsExactly("DROP DATABASE IF EXISTS \"shop\" CASCADE");
  }

  @Test
  void theClustersOwnDatabaseIsLeftAlone() {
    CockroachDatabase system = scene.engine.database("system");
    assertThatThrownBy(() -> system.drop(DropOptions.defaults()))
        .hasMessageContaining("the cluster's own");
    assertThatThrownBy(() -> system.alter(AlterOptions.rename("mine")))
        .hasMessageContaining("the cluster's own");
    assertThatThrownBy(() -> scene.engine.database("defaultdb").drop(DropOptions.defaults()))
        .isInstanceOf(DatabaseInUseException.class);
    assertThat(scene.changes()).isEmpty();
  }

  @Test
  void aDatabaseThatIsNotEmptyIsTheServersToRefuse() {
    scene
        .script()
        .on("DROP DATABASE \"shop\" RESTRICT")
        .answer(
            WireAnswer.error("2BP01", "database \"shop\" is not empty and RESTRICT was specified"));
    assertThatThrownBy(
            () ->
                shop()
                    .drop(
                        DropOptions.builder()
                            .option(
                                CockroachDefinition.DROP_BEHAVIOR, CockroachDropBehavior.RESTRICT)
                            .build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE))
        .hasMessageContaining("is not empty");
  }

  private OperationResult<?> execute(Operation<?> operation) {
    return scene.engine.operations().execute(operation, OperationContext.none());
  }

  @Test
  void whatMayBeRepeatedIsBegunAgainWhenAnotherGotInTheWay() {
    WireAnswer retry =
        WireAnswer.error("40001", "restart transaction: TransactionRetryWithProtoRefreshError");
    scene
        .script()
        .on("ALTER DATABASE \"shop\" OWNER TO \"bob\"")
        .inTurn(retry, retry, WireAnswer.done("ALTER DATABASE"));
    OperationResult<?> result =
        execute(shop().prepareAlter(AlterOptions.builder().owner("bob").build()));
    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(scene.changes()).hasSize(3);
  }

  @Test
  void whatMustNotBeRepeatedIsSentOnce() {
    scene
        .script()
        .on("DROP DATABASE \"shop\" CASCADE")
        .answer(WireAnswer.error("40001", "restart transaction: retry"));
    OperationResult<?> result = execute(shop().prepareDrop(DropOptions.defaults()));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.error().orElseThrow().code()).isEqualTo(ErrorCode.DEADLOCK);
    assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" CASCADE");
  }

  @Test
  void anAmbiguousResultIsLookedUp() {
    WireAnswer ambiguous = WireAnswer.error("40003", "result is ambiguous");
    scene
        .script()
        .on("DROP DATABASE \"shop\" CASCADE")
        .by(
            request -> {
              scene.databases.remove("shop");
              return ambiguous;
            });
    assertThat(execute(shop().prepareDrop(DropOptions.defaults())).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    scene.script().on("CREATE DATABASE \"new\"").answer(ambiguous);
    OperationResult<?> result =
        execute(scene.engine.database("new").prepareCreate(CreateOptions.defaults()));
    // It is not there, but may still come.
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(result.message()).contains("CREATE DATABASE \"new\"");
  }

  @Test
  void whatNobodyKnowsIsUnknown() {
    scene
        .script()
        .on("DROP DATABASE \"shop\" CASCADE")
        .by(
            request -> {
              scene
                  .script()
                  .beginningWith("WITH d AS (SHOW DATABASES WITH COMMENT)")
                  .times(2, WireAnswer.error("58C00", "range unavailable"));
              return WireAnswer.error("40003", "result is ambiguous");
            });
    Operation<?> operation = shop().prepareDrop(DropOptions.defaults());
    OperationResult<?> result = execute(operation);
    assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" CASCADE");
    // Another look fails too, the next one tells.
    assertThat(scene.engine.operations().reconcile(operation).outcome()).isEqualTo(Outcome.UNKNOWN);
    scene.databases.remove("shop");
    assertThat(scene.engine.operations().reconcile(operation).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
  }
}
