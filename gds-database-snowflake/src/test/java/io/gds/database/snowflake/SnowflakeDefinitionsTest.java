package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.CreateMode;
import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.contract.HostileName;
import io.gds.database.testkit.contract.HostileNames;
import io.gds.database.testkit.wire.WireRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeDefinitionsTest {
  private SnowflakeScene scene;

  @BeforeEach
  void open() {
    scene = new SnowflakeScene();
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aDatabaseIsCreatedWithAllThatItIsToHave() {
    CreateOptions options =
        CreateOptions.builder()
            .collation("en-ci")
            .owner("SYSADMIN")
            .option(SnowflakeCreate.RETENTION_DAYS, 7)
            .option(SnowflakeCreate.MAX_EXTENSION_DAYS, 14)
            .option(SnowflakeCreate.COMMENT, "it's \\ \"all\"")
            .build();
    CreateOptions tagged =
        options.toBuilder()
            .option(SnowflakeCreate.TAGS, SnowflakeTagValues.parse("GOV.TAGS.COST=a'b"))
            .build();

    assertThat(scene.engine.database("Sales").prepareCreate(tagged).script().steps())
        .extracting(Step::text)
        .containsExactly(
            "CREATE DATABASE \"Sales\" DATA_RETENTION_TIME_IN_DAYS = 7"
                + " MAX_DATA_EXTENSION_TIME_IN_DAYS = 14 DEFAULT_DDL_COLLATION = 'en-ci'"
                + " COMMENT = 'it''s \\\\ \"all\"' WITH TAG (\"GOV\".\"TAGS\".\"COST\" = 'a''b')",
            "GRANT OWNERSHIP ON DATABASE \"Sales\" TO ROLE \"SYSADMIN\" COPY CURRENT GRANTS");

    SnowflakeDatabaseMetadata made = scene.engine.database("Sales").create(options).metadata();
    assertThat(made.owner()).contains("SYSADMIN");
    assertThat(made.collation()).contains("en-ci");
    assertThat(made.retentionDays()).hasValue(7);
    assertThat(made.comment()).contains("it's \\ \"all\"");
    assertThat(made.failSafeDays()).isEqualTo(7);
    assertThat(made.isTransient()).isFalse();
    assertThat(made.kind()).isEqualTo(SnowflakeDatabaseKind.STANDARD);
    assertThat(scene.engine.database("SALES").exists()).isFalse();
  }

  @Test
  void aTransientDatabaseHasNoFailSafe() {
    CreateOptions options =
        CreateOptions.builder()
            .option(SnowflakeCreate.TRANSIENT, true)
            .option(SnowflakeCreate.RETENTION_DAYS, 0)
            .build();

    SnowflakeDatabaseMetadata made = scene.engine.database("T").create(options).metadata();

    assertThat(made.isTransient()).isTrue();
    assertThat(made.failSafeDays()).isZero();
    assertThat(made.options()).containsExactly("TRANSIENT");
    assertThatThrownBy(
            () ->
                scene
                    .engine
                    .database("U")
                    .prepareCreate(
                        options.toBuilder().option(SnowflakeCreate.RETENTION_DAYS, 2).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("0 or 1");
  }

  @Test
  void noSessionOfTheEngineStaysInADatabaseThatItMade() {
    scene.create("A");
    scene.create("B");
    scene.engine.databases();

    assertThat(scene.peer.script().requests()).extracting(WireRequest::database).containsOnly("");
  }

  @Test
  void replacingIsDoneOnlyWhereItIsAskedFor() {
    scene.create("A");

    assertThatThrownBy(() -> scene.create("A")).isInstanceOf(AlreadyExistsException.class);
    assertThat(scene.changes()).containsExactly("CREATE DATABASE \"A\"");
    scene.engine.database("A").create(CreateOptions.builder().mode(CreateMode.REPLACE).build());
    assertThat(scene.changes()).endsWith("CREATE OR REPLACE DATABASE \"A\"");
  }

  @Test
  void aDroppedDatabaseIsGotBack() {
    scene.create("A");
    scene.model.data().table("A", "PUBLIC", "T", "ID NUMBER").row("A", "PUBLIC", "T", 1L);
    SnowflakeDatabase database = scene.engine.database("A");
    database.drop(DropOptions.defaults());
    assertThat(database.exists()).isFalse();

    database.undrop(SnowflakeUndropOptions.defaults());

    assertThat(database.exists()).isTrue();
    assertThat(scene.model.data().rows("A", "PUBLIC", "T")).hasSize(1);
  }

  @Test
  void aNewcomerStandsInTheWayUnlessItIsToBeRenamed() {
    SnowflakeDatabase database = scene.create("A");
    database.drop(DropOptions.defaults());
    scene.create("A");

    assertThatThrownBy(() -> database.undrop(SnowflakeUndropOptions.defaults()))
        .isInstanceOf(AlreadyExistsException.class);
    Operation<SnowflakeDatabase> operation =
        database.prepareUndrop(SnowflakeUndropOptions.builder().renameNewcomer("A new").build());
    assertThat(operation.script().steps())
        .extracting(Step::text)
        .containsExactly("ALTER DATABASE \"A\" RENAME TO \"A new\"", "UNDROP DATABASE \"A\"");
    operation.run();

    assertThat(scene.engine.databases()).extracting(SnowflakeDatabase::name).contains("A", "A new");
  }

  @Test
  void aNewcomerGetsItsNameBackIfNothingCame() {
    SnowflakeDatabase database = scene.create("A");
    database.drop(DropOptions.defaults());
    scene.create("A");
    scene
        .peer
        .script()
        .beginningWith("UNDROP")
        .once(
            io.gds.database.testkit.wire.WireAnswer.error(
                "000603", "SQL execution internal error: incident"));

    assertThatThrownBy(
            () -> database.undrop(SnowflakeUndropOptions.builder().renameNewcomer("A new").build()))
        .hasMessageContaining("incident");

    assertThat(scene.engine.databases()).extracting(SnowflakeDatabase::name).containsExactly("A");
  }

  @Test
  void whatWasNeverDroppedCannotBeGotBack() {
    assertThatThrownBy(
            () -> scene.engine.database("NONE").undrop(SnowflakeUndropOptions.defaults()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("NONE");
  }

  @Test
  void aDatabaseIsAlteredAndRenamedInOneOperation() {
    scene.create("A");
    AlterOptions options =
        AlterOptions.builder()
            .rename("b")
            .owner("SYSADMIN")
            .option(SnowflakeAlter.RETENTION_DAYS, 1)
            .option(SnowflakeAlter.COMMENT, "x")
            .build();

    scene.engine.database("A").alter(options);

    assertThat(scene.changes())
        .endsWith(
            "ALTER DATABASE \"A\" SET DATA_RETENTION_TIME_IN_DAYS = 1 COMMENT = 'x'",
            "ALTER DATABASE \"A\" RENAME TO \"b\"",
            "GRANT OWNERSHIP ON DATABASE \"b\" TO ROLE \"SYSADMIN\" COPY CURRENT GRANTS");
    SnowflakeDatabaseMetadata now = scene.engine.database("b").metadata();
    assertThat(now.comment()).contains("x");
    assertThat(now.owner()).contains("SYSADMIN");
  }

  @Test
  void whatARoleDoesNotOwnItIsRefusedWithTheServersWords() {
    scene.model.data().database("OWNED");
    scene
        .model
        .access()
        .role("READER")
        .user("READER", "READER")
        .grant("USAGE", "DATABASE", "OWNED", "READER")
        .password("READER", "third");
    SnowflakeEngine reader = scene.open("READER", "third");

    assertThatThrownBy(() -> reader.database("OWNED").drop(DropOptions.defaults()))
        .isInstanceOf(io.gds.database.error.PermissionDeniedException.class)
        .hasMessageContaining("OWNED");
    assertThatThrownBy(() -> reader.database("HIDDEN").drop(DropOptions.defaults()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("hidden from this role");
  }

  @Test
  void whatCannotBeGotBackIsSaidBeforeItGoes() {
    scene
        .engine
        .database("A")
        .create(CreateOptions.builder().option(SnowflakeCreate.RETENTION_DAYS, 0).build());
    scene
        .engine
        .database("B")
        .create(CreateOptions.builder().option(SnowflakeCreate.RETENTION_DAYS, 7).build());

    assertThat(warnings(scene.engine.database("A").prepareDrop(DropOptions.defaults())))
        .containsExactly("can be got back");
    assertThat(
            warnings(
                scene
                    .engine
                    .database("A")
                    .prepareCreate(CreateOptions.builder().mode(CreateMode.REPLACE).build())))
        .containsExactly("can be got back");
    assertThat(warnings(scene.engine.database("B").prepareDrop(DropOptions.defaults()))).isEmpty();
    assertThat(
            warnings(
                scene
                    .engine
                    .database("B")
                    .prepareAlter(
                        AlterOptions.builder().option(SnowflakeAlter.RETENTION_DAYS, 1).build())))
        .containsExactly("history kept");
  }

  private static List<String> warnings(Operation<?> operation) {
    assertThat(operation.refused()).isFalse();
    return operation.checks().stream()
        .filter(check -> check.verdict() == Verdict.WARNING)
        .map(Check::rule)
        .toList();
  }

  @Test
  void whatComesWhileAReplacementIsPlannedIsNotReplaced() {
    Operation<SnowflakeDatabase> operation =
        scene
            .engine
            .database("A")
            .prepareCreate(CreateOptions.builder().mode(CreateMode.REPLACE).build());

    assertThat(operation.script().steps())
        .extracting(Step::text)
        .containsExactly("CREATE DATABASE \"A\"");
  }

  @Test
  void everyHostileNameIsGotBackAsItWas() {
    for (HostileName hostile : HostileNames.selection()) {
      SnowflakeDatabase database;
      try {
        database = scene.engine.database(hostile.text());
      } catch (InvalidOptionsException e) {
        continue;
      }
      database.create(CreateOptions.defaults());
      database.drop(DropOptions.defaults());
      database.undrop(SnowflakeUndropOptions.defaults());
      assertThat(scene.model.data().databases()).contains(hostile.text());
    }
  }

  @Test
  void tagsAreWrittenByTheirThreeNames() {
    SnowflakeTagValues tags = SnowflakeTagValues.parse("A.B.C=x=y;A.B.D=");

    assertThat(tags.toString()).isEqualTo("A.B.C=x=y;A.B.D=");
    assertThat(tags.sql()).isEqualTo("\"A\".\"B\".\"C\" = 'x=y', \"A\".\"B\".\"D\" = ''");
    assertThat(tags)
        .isEqualTo(SnowflakeTagValues.parse(tags.toString()))
        .hasSameHashCodeAs(SnowflakeTagValues.parse(tags.toString()));
    assertThat(SnowflakeTagValues.none().isEmpty()).isTrue();
    assertThatThrownBy(() -> SnowflakeTagValues.parse("A.B=x"))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> SnowflakeTagValues.parse("A.B.C"))
        .isInstanceOf(InvalidOptionsException.class);
  }
}
