package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators look at and change: what runs, transactions, parameters, warehouses. */
class ModelControlTest {
  private final SnowflakeModel model = SnowflakeModel.builder().user("ada", "secret").build();
  private final ModelClient ada = new ModelClient(model, "ADA");
  private final ModelClient bob = new ModelClient(model, "BOB").with("role", "ANALYST");

  @BeforeEach
  void anAnalyst() {
    model.access().role("ANALYST").user("BOB", "ANALYST");
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void whatRunsIsCancelledByWhoMay() {
    model.queries().running("q1", "EVE", 77, "SELECT long");
    assertThat(bob.error("SELECT SYSTEM$CANCEL_QUERY('q1')")).startsWith("003001 42501");
    assertThat(ada.value("SELECT SYSTEM$CANCEL_QUERY('q1')")).isEqualTo("query [q1] terminated.");
    assertThat(ada.value("SELECT SYSTEM$CANCEL_QUERY('q1')")).contains("not currently executing");
    model.queries().running("q2", "EVE", 77, "SELECT long");
    model.access().grant("OPERATE", "WAREHOUSE", "COMPUTE_WH", "ANALYST");
    assertThat(bob.value("SELECT SYSTEM$CANCEL_QUERY('q2')")).contains("terminated");
  }

  @Test
  void sessionsAndTransactionsAreEndedByAdministrators() {
    model.queries().running("q1", "EVE", 77, "SELECT long");
    model
        .transactions()
        .holds(4001, "EVE", 77, "q1", "D.S.T")
        .waits(4002, "BOB", 78, "q2", "D.S.T");
    assertThat(ada.column("status", "SHOW LOCKS IN ACCOUNT")).containsExactly("HOLDING", "WAITING");
    assertThat(bob.column("session", "SHOW LOCKS IN ACCOUNT")).containsExactly("null");
    assertThat(ada.column("id", "SHOW TRANSACTIONS IN ACCOUNT")).containsExactly("4001", "4002");
    assertThat(bob.error("SHOW TRANSACTIONS IN ACCOUNT")).startsWith("003001");
    assertThat(bob.column("id", "SHOW TRANSACTIONS")).containsExactly("4002");
    assertThat(bob.error("SELECT SYSTEM$ABORT_SESSION(77)")).startsWith("003001");
    assertThat(ada.value("SELECT SYSTEM$ABORT_SESSION(77)")).isEqualTo("session [77] terminated.");
    assertThat(ada.error("SELECT SYSTEM$ABORT_SESSION(77)")).startsWith("000391");
    assertThat(bob.error("SELECT SYSTEM$ABORT_TRANSACTION(4009)")).startsWith("003001");
    assertThat(bob.value("SELECT SYSTEM$ABORT_TRANSACTION(4002)")).contains("aborted");
    assertThat(ada.value("SELECT SYSTEM$ABORT_TRANSACTION(4002)")).contains("not found");
    assertThat(model.transactions().open()).isEmpty();
  }

  @Test
  void aParameterHasItsValueFromTheNearestLevel() {
    assertThat(ada.column("key", "SHOW PARAMETERS LIKE 'lock%' IN ACCOUNT"))
        .containsExactly("LOCK_TIMEOUT");
    assertThat(ada.column("level", "SHOW PARAMETERS LIKE 'TIMEZONE' IN ACCOUNT"))
        .containsExactly("");
    ada.ask("ALTER ACCOUNT SET TIMEZONE = 'UTC'");
    ada.ask("ALTER USER BOB SET TIMEZONE = 'Europe/Rome', LOCK_TIMEOUT = 5");
    assertThat(ada.column("value", "SHOW PARAMETERS LIKE 'TIMEZONE' IN USER ADA"))
        .containsExactly("UTC");
    assertThat(ada.column("level", "SHOW PARAMETERS LIKE 'TIMEZONE' IN USER BOB"))
        .containsExactly("USER");
    assertThat(bob.column("value", "SHOW PARAMETERS LIKE 'TIMEZONE'"))
        .containsExactly("Europe/Rome");
    ada.ask("ALTER USER BOB UNSET TIMEZONE");
    assertThat(bob.column("value", "SHOW PARAMETERS LIKE 'TIMEZONE' IN SESSION"))
        .containsExactly("UTC");
    assertThat(ada.error("ALTER ACCOUNT SET LOCK_TIMEOUT = 'x'")).startsWith("001008");
    assertThat(ada.error("ALTER ACCOUNT SET NO_SUCH = 1")).startsWith("001006");
    assertThat(ada.error("SHOW PARAMETERS IN USER NOBODY")).startsWith("002003");
    assertThat(bob.error("ALTER ACCOUNT SET LOCK_TIMEOUT = 1")).startsWith("003001");
    model.data().database("D");
    assertThat(ada.column("key", "SHOW PARAMETERS LIKE 'DATA%' IN DATABASE D"))
        .containsExactly("DATA_RETENTION_TIME_IN_DAYS");
  }

  @Test
  void aWarehouseIsResumedSuspendedAndSized() {
    assertThat(ada.error("ALTER WAREHOUSE COMPUTE_WH RESUME")).startsWith("090063");
    ada.ask("ALTER WAREHOUSE COMPUTE_WH RESUME IF SUSPENDED");
    ada.ask("ALTER WAREHOUSE COMPUTE_WH SUSPEND");
    assertThat(model.warehouses().isStarted("COMPUTE_WH")).isFalse();
    assertThat(ada.error("ALTER WAREHOUSE COMPUTE_WH SUSPEND")).startsWith("090064");
    ada.ask("ALTER WAREHOUSE COMPUTE_WH SET WAREHOUSE_SIZE = 'XLARGE'");
    ada.ask("ALTER WAREHOUSE COMPUTE_WH SET AUTO_SUSPEND = 60");
    ada.ask("ALTER WAREHOUSE COMPUTE_WH SET AUTO_RESUME = FALSE");
    assertThat(ada.column("size", "SHOW WAREHOUSES")).containsExactly("X-Large");
    assertThat(ada.column("auto_resume", "SHOW WAREHOUSES")).containsExactly("false");
    assertThat(bob.error("ALTER WAREHOUSE COMPUTE_WH RESUME")).startsWith("003001");
    assertThat(bob.error("ALTER WAREHOUSE NONE RESUME")).startsWith("002003");
    assertThatThrownBy(() -> ada.ask("ALTER WAREHOUSE COMPUTE_WH ABORT ALL QUERIES"))
        .isInstanceOf(AssertionError.class);
  }
}
