package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gds.database.testkit.FakeClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeModelTest {
  private final FakeClock clock = new FakeClock();
  private final SnowflakeModel model =
      SnowflakeModel.builder().user("ada", "secret").clock(clock).build();
  private final ModelClient ada = new ModelClient(model, "ADA");

  @AfterEach
  void close() {
    model.close();
  }

  private void shop() {
    ada.ask("CREATE DATABASE \"Shop\" DATA_RETENTION_TIME_IN_DAYS = 7 COMMENT = 'it''s \\\\ ours'");
    ada.ask(
        "CREATE TABLE \"Shop\".PUBLIC.orders (id INT NOT NULL, what VARCHAR(20), price NUMBER(10,2))");
    ada.ask("INSERT INTO \"Shop\".PUBLIC.ORDERS VALUES (1, 'pen', 2.50), (2, 'ink', 4)");
  }

  @Test
  void showsDatabasesWithTheDocumentedColumns() {
    shop();

    assertThat(ada.column("name", "SHOW DATABASES")).containsExactly("Shop");
    assertThat(ada.column("comment", "SHOW DATABASES")).containsExactly("it's \\ ours");
    assertThat(ada.column("retention_time", "SHOW DATABASES")).containsExactly("7");
    assertThat(ada.column("name", "SHOW DATABASES LIKE 'sh%'")).containsExactly("Shop");
    assertThat(ada.column("name", "SHOW DATABASES STARTS WITH 'sh'")).isEmpty();
    assertThat(ada.column("name", "SHOW DATABASES STARTS WITH 'Sh' LIMIT 5"))
        .containsExactly("Shop");
  }

  @Test
  void goesOnBehindTheFirstNameThatBeginsSo() {
    for (String name : List.of("A", "AB", "ABC", "B")) {
      model.data().database(name);
    }

    assertThat(ada.column("name", "SHOW DATABASES LIMIT 2")).containsExactly("A", "AB");
    assertThat(ada.column("name", "SHOW DATABASES LIMIT 2 FROM 'AB'")).containsExactly("ABC", "B");
    assertThat(ada.column("name", "SHOW DATABASES LIMIT 2 FROM 'B'")).isEmpty();
  }

  @Test
  void neverShowsMoreThanTenThousand() {
    for (int i = 0; i < 10_001; i++) {
      model.data().database("D" + i);
    }

    assertThat(ada.column("name", "SHOW DATABASES")).hasSize(10_000);
  }

  @Test
  void tellsAnEmptyAccountFromOneThatIsNotSeen() {
    shop();
    model.access().role("CLERK").user("BOB", "CLERK");
    ModelClient bob = new ModelClient(model, "BOB");

    assertThat(bob.rows("SHOW DATABASES")).isEmpty();
    assertThat(bob.error("DROP DATABASE \"Shop\""))
        .isEqualTo(
            "002003 02000 SQL compilation error: Database '\"Shop\"' does not exist or not"
                + " authorized.");
    model.access().grant("USAGE", "DATABASE", "\"Shop\"", "CLERK");
    assertThat(bob.column("name", "SHOW DATABASES")).containsExactly("Shop");
    assertThat(bob.error("DROP DATABASE \"Shop\""))
        .isEqualTo(
            "003001 42501 SQL access control error: Insufficient privileges to operate on database"
                + " 'Shop'");
    assertThat(bob.error("CREATE DATABASE X")).startsWith("003001").contains("account");
  }

  @Test
  void keepsWhatWasInATableAtEachInstant() {
    shop();
    clock.advance(Duration.ofHours(1));
    ada.ask("DELETE FROM \"Shop\".PUBLIC.ORDERS WHERE id = 1");
    String deletion = ada.last();

    assertThat(ada.value("SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS")).isEqualTo("1");
    assertThat(ada.value("SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS AT(OFFSET => -60)"))
        .isEqualTo("2");
    assertThat(
            ada.value(
                "SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS BEFORE(STATEMENT => '"
                    + deletion
                    + "')"))
        .isEqualTo("2");
    assertThat(
            ada.value(
                "SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS AT(TIMESTAMP =>"
                    + " '2026-01-01 00:00:00 +00:00'::TIMESTAMP_TZ)"))
        .isEqualTo("2");
    assertThat(ada.error("SELECT * FROM \"Shop\".PUBLIC.ORDERS AT(OFFSET => -86400)"))
        .startsWith("000707 02000 Time travel data is not available for table ORDERS.");
    assertThat(ada.error("SELECT * FROM \"Shop\".PUBLIC.ORDERS AT(STATEMENT => 'nobody')"))
        .startsWith("000709 02000");
  }

  @Test
  void losesHistoryWithShorterRetentionForGood() {
    shop();
    clock.advance(Duration.ofDays(3));
    ada.ask("DELETE FROM \"Shop\".PUBLIC.ORDERS");
    ada.ask("ALTER DATABASE \"Shop\" SET DATA_RETENTION_TIME_IN_DAYS = 1");
    clock.advance(Duration.ofMinutes(1));
    ada.ask("ALTER DATABASE \"Shop\" SET DATA_RETENTION_TIME_IN_DAYS = 7");

    assertThat(ada.error("SELECT * FROM \"Shop\".PUBLIC.ORDERS AT(OFFSET => -172800)"))
        .startsWith("000707");
    assertThat(ada.value("SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS AT(OFFSET => -3600)"))
        .isEqualTo("2");
  }

  @Test
  void beginsAClonesHistoryWhenItIsMade() {
    shop();
    clock.advance(Duration.ofHours(1));
    ada.ask("DELETE FROM \"Shop\".PUBLIC.ORDERS");
    ada.ask("CREATE DATABASE C CLONE \"Shop\" AT(OFFSET => -10)");

    assertThat(ada.value("SELECT COUNT(*) FROM C.PUBLIC.ORDERS")).isEqualTo("2");
    assertThat(ada.error("SELECT COUNT(*) FROM C.PUBLIC.ORDERS AT(OFFSET => -10)"))
        .startsWith("000707");
    assertThat(ada.error("CREATE DATABASE D CLONE \"Shop\" AT(OFFSET => -7200)"))
        .startsWith("000707 02000 Time travel data is not available for database");
  }

  @Test
  void leavesOutTablesOnlyWhereThatIsSaid() {
    shop();
    model.data().transientTable("Shop", "PUBLIC", "BRIEF", "ID INT");
    clock.advance(Duration.ofDays(3));

    assertThat(ada.error("CREATE DATABASE C CLONE \"Shop\" AT(OFFSET => -172800)"))
        .startsWith("000707")
        .contains("BRIEF");
    ada.ask(
        "CREATE DATABASE C CLONE \"Shop\" AT(OFFSET => -172800)"
            + " IGNORE TABLES WITH INSUFFICIENT DATA RETENTION");
    assertThat(ada.column("name", "SHOW TABLES IN DATABASE C")).containsExactly("ORDERS");
  }

  @Test
  void swapsNamesSoThatRightsAndHistoryGoWithTheObjects() {
    shop();
    model.access().role("CLERK").grant("USAGE", "DATABASE", "\"Shop\"", "CLERK");
    model.access().user("BOB", "CLERK");
    ada.ask("CREATE DATABASE NEWER CLONE \"Shop\"");
    long old = model.data().id("Shop");
    ada.ask("ALTER DATABASE \"Shop\" SWAP WITH NEWER");

    assertThat(model.data().id("NEWER")).isEqualTo(old);
    assertThat(new ModelClient(model, "BOB").column("name", "SHOW DATABASES"))
        .containsExactly("NEWER");
  }

  @Test
  void undropsTheLatestOfAName() {
    shop();
    ada.ask("DROP DATABASE \"Shop\"");
    ada.ask("CREATE DATABASE \"Shop\"");
    clock.advance(Duration.ofSeconds(1));

    assertThat(ada.error("UNDROP DATABASE \"Shop\""))
        .isEqualTo("002002 42710 SQL compilation error: Object '\"Shop\"' already exists.");
    ada.ask("DROP DATABASE \"Shop\"");
    assertThat(ada.column("name", "SHOW DATABASES HISTORY")).containsExactly("Shop", "Shop");
    ada.ask("UNDROP DATABASE \"Shop\"");
    assertThat(ada.column("name", "SHOW TABLES IN DATABASE \"Shop\"")).isEmpty();
    ada.ask("ALTER DATABASE \"Shop\" RENAME TO NEWCOMER");
    ada.ask("UNDROP DATABASE \"Shop\"");
    assertThat(ada.column("name", "SHOW TABLES IN DATABASE \"Shop\"")).containsExactly("ORDERS");
    ada.ask("DROP DATABASE \"Shop\"");
    clock.advance(Duration.ofDays(8));
    assertThat(ada.error("UNDROP DATABASE \"Shop\"")).startsWith("002003");
  }

  @Test
  void allowsRetentionByEditionAndKind() {
    shop();
    ada.ask("CREATE TRANSIENT DATABASE BRIEF");

    assertThat(ada.error("ALTER DATABASE \"Shop\" SET DATA_RETENTION_TIME_IN_DAYS = 91"))
        .startsWith("001008 22023");
    assertThat(ada.error("ALTER DATABASE BRIEF SET DATA_RETENTION_TIME_IN_DAYS = 2"))
        .startsWith("001008");
    assertThat(ada.column("options", "SHOW DATABASES STARTS WITH 'BRIEF' LIMIT 1"))
        .containsExactly("TRANSIENT");
  }

  @Test
  void tellsTheAccountAndTheSession() {
    assertThat(
            ada.rows(
                "SELECT CURRENT_ORGANIZATION_NAME(), CURRENT_ACCOUNT_NAME(), CURRENT_ACCOUNT(),"
                    + " CURRENT_REGION(), CURRENT_ROLE(), CURRENT_WAREHOUSE(), CURRENT_USER(),"
                    + " CURRENT_DATABASE(), CURRENT_SESSION()"))
        .containsExactly(
            java.util.Arrays.asList(
                "ACME",
                "PROD",
                "XY12345",
                "AWS_EU_CENTRAL_1",
                "ACCOUNTADMIN",
                "COMPUTE_WH",
                "ADA",
                null,
                "7"));
    assertThat(ada.value("SELECT CURRENT_TIMESTAMP()")).isEqualTo("2026-01-01T00:00Z");
  }

  @Test
  void needsAWarehouseForTablesButNotForShow() {
    shop();
    model.warehouses().suspend("COMPUTE_WH", false);

    assertThat(ada.error("SELECT * FROM \"Shop\".PUBLIC.ORDERS")).startsWith("000606 57P03");
    assertThat(ada.error("SELECT * FROM \"Shop\".INFORMATION_SCHEMA.TABLES")).startsWith("000606");
    assertThat(ada.column("rows", "SHOW TABLES IN DATABASE \"Shop\"")).containsExactly("2");
    model.warehouses().suspend("COMPUTE_WH", true);
    assertThat(ada.value("SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS")).isEqualTo("2");
    assertThat(model.warehouses().isStarted("COMPUTE_WH")).isTrue();
  }

  @Test
  void hashesRowsWhateverTheirOrder() {
    shop();
    ada.ask(
        "CREATE TABLE \"Shop\".PUBLIC.COPY AS SELECT * FROM \"Shop\".PUBLIC.ORDERS ORDER BY id DESC");
    String hash = ada.value("SELECT HASH_AGG(*) FROM \"Shop\".PUBLIC.ORDERS");

    assertThat(ada.value("SELECT HASH_AGG(*) FROM \"Shop\".PUBLIC.COPY")).isEqualTo(hash);
    ada.ask("INSERT INTO \"Shop\".PUBLIC.COPY (ID) VALUES (?)", 3);
    assertThat(ada.value("SELECT HASH_AGG(*) FROM \"Shop\".PUBLIC.COPY")).isNotEqualTo(hash);
  }

  @Test
  void writesWhatMakesATableAgain() {
    shop();
    String text = ada.value("SELECT GET_DDL('TABLE', '\"Shop\".PUBLIC.ORDERS', true)");

    assertThat(text)
        .isEqualTo(
            """
            create or replace TABLE "Shop".PUBLIC.ORDERS (
            \tID NUMBER(38,0) NOT NULL,
            \tWHAT VARCHAR(20),
            \tPRICE NUMBER(10,2)
            );
            """);
    assertThat(ada.value("SELECT GET_DDL('DATABASE', '\"Shop\"')")).contains("schema PUBLIC");
    ada.ask(text);
    assertThat(ada.value("SELECT COUNT(*) FROM \"Shop\".PUBLIC.ORDERS")).isEqualTo("0");
  }

  @Test
  void showsColumnsWithTheirTypesAsJson() {
    shop();

    assertThat(ada.column("data_type", "SHOW COLUMNS IN DATABASE \"Shop\""))
        .containsExactly(
            "{\"type\":\"FIXED\",\"precision\":38,\"scale\":0,\"nullable\":false}",
            "{\"type\":\"TEXT\",\"length\":20,\"byteLength\":80,\"nullable\":true}",
            "{\"type\":\"FIXED\",\"precision\":10,\"scale\":2,\"nullable\":true}");
    assertThat(
            ada.column(
                "DATA_TYPE",
                "SELECT data_type FROM \"Shop\".INFORMATION_SCHEMA.COLUMNS WHERE table_name ="
                    + " 'ORDERS' ORDER BY ordinal_position"))
        .containsExactly("NUMBER", "TEXT", "NUMBER");
  }

  @Test
  void keepsTheHistoryOfQueriesAndCutsItBeforeItIsFiltered() {
    shop();
    ada.with("tag", "mine").ask("SHOW DATABASES");
    ada.with("tag", "").ask("SHOW SCHEMAS IN ACCOUNT");
    model.queries().running("q-1", "BOB", 9, "SELECT SYSTEM$WAIT(60)");

    assertThat(
            ada.column(
                "EXECUTION_STATUS",
                "SELECT execution_status FROM TABLE(\"Shop\".INFORMATION_SCHEMA.QUERY_HISTORY("
                    + "RESULT_LIMIT => 10)) WHERE query_id = 'q-1'"))
        .containsExactly("RUNNING");
    String byTag =
        "SELECT query_text FROM TABLE(\"Shop\".INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER("
            + "RESULT_LIMIT => %d)) WHERE query_tag = 'mine'";
    assertThat(ada.rows(byTag.formatted(1))).isEmpty();
    assertThat(ada.column("QUERY_TEXT", byTag.formatted(10))).containsExactly("SHOW DATABASES");
  }

  @Test
  void failsTheTestForWhatItDoesNotKnow() {
    shop();

    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ada.ask("EXPLODE DATABASE X"))
        .withMessageContaining("EXPLODE");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ada.ask("SELECT PI()"))
        .withMessageContaining("PI");
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> ada.ask("DROP DATABASE \"Shop\" NOW"))
        .withMessageContaining("NOW");
  }

  @Test
  void tellsItsContentsWithoutWhatWasAsked() {
    shop();
    String before = model.contents();
    ada.ask("SHOW DATABASES");

    assertThat(model.contents()).isEqualTo(before).contains("Shop", "ORDERS", "pen", "ADA");
    ada.ask("ALTER DATABASE \"Shop\" UNSET COMMENT");
    assertThat(model.contents()).isNotEqualTo(before);
  }

  @Test
  void saysWhoMayTakeARole() {
    model.access().role("CLERK").user("BOB", "CLERK");
    ModelClient bob = new ModelClient(model, "BOB");

    assertThat(bob.value("USE ROLE CLERK")).startsWith("Statement executed");
    assertThat(bob.error("USE ROLE ACCOUNTADMIN")).startsWith("003013 42501");
    assertThat(bob.error("USE DATABASE NOWHERE")).startsWith("002043 02000");
  }
}
