package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.LeakCheck;
import io.gds.database.testkit.wire.WireAnswer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(LeakCheck.class)
@Timeout(30)
class SnowflakeWarehousesTest {
  private final SnowflakeRoom room = new SnowflakeRoom();
  private final SnowflakeWarehouses warehouses = new SnowflakeComputing(room.context);

  @AfterEach
  void close() {
    room.close();
  }

  private SnowflakeWarehouse named(String name) {
    return warehouses.warehouses().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aWarehouseIsToldByOneStatementThatStartsNone() {
    room.model.warehouses().add("odd \"one\"").suspend("COMPUTE_WH", true);
    assertThat(room.statements(warehouses::warehouses)).isEqualTo(1);
    SnowflakeWarehouse warehouse = named("odd \"one\"");
    assertThat(warehouse.state()).isEqualTo(SnowflakeWarehouse.State.SUSPENDED);
    assertThat(warehouse.size()).contains(SnowflakeWarehouseSize.XSMALL);
    assertThat(warehouse.autoSuspend()).contains(Duration.ofMinutes(10));
    assertThat(warehouse.autoResume()).isTrue();
    assertThat(warehouse.owner()).contains("SYSADMIN");
    assertThat(warehouse.comment()).isEmpty();
    assertThat(room.model.warehouses().isStarted("COMPUTE_WH")).isFalse();
  }

  @Test
  void itIsResumedSuspendedAndSized() {
    room.model.warehouses().add("odd \"one\"");
    Operation<SnowflakeWarehouse> plan = warehouses.prepareResumeWarehouse("odd \"one\"");
    assertThat(plan.script().toString())
        .contains("ALTER WAREHOUSE \"odd \"\"one\"\"\" RESUME IF SUSPENDED");
    assertThat(room.model.warehouses().isStarted("odd \"one\"")).isFalse();
    assertThat(plan.run().state()).isEqualTo(SnowflakeWarehouse.State.STARTED);
    assertThat(warehouses.resumeWarehouse("odd \"one\"").state())
        .isEqualTo(SnowflakeWarehouse.State.STARTED);
    assertThat(warehouses.suspendWarehouse("odd \"one\"").state())
        .isEqualTo(SnowflakeWarehouse.State.SUSPENDED);
    assertThat(warehouses.resizeWarehouse("odd \"one\"", SnowflakeWarehouseSize.XXLARGE).size())
        .contains(SnowflakeWarehouseSize.XXLARGE);
  }

  @Test
  void whatIsSuspendedIsNotSuspendedAgain() {
    room.model.warehouses().suspend("COMPUTE_WH", true);
    assertThatThrownBy(() -> warehouses.suspendWarehouse("COMPUTE_WH"))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE));
  }

  @Test
  void oneThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> warehouses.resumeWarehouse("compute_wh"))
        .isInstanceOf(NotFoundException.class);
    assertThat(room.sent()).noneMatch(sql -> sql.startsWith("ALTER"));
  }

  @Test
  void theMissingRightIsNamed() {
    SnowflakeContext bob = room.as("ANALYST");
    SnowflakeWarehouses his = new SnowflakeComputing(bob);
    assertThatThrownBy(() -> his.suspendWarehouse("COMPUTE_WH"))
        .isInstanceOfSatisfying(
            PermissionDeniedException.class,
            e -> {
              assertThat(e.details().get("right")).contains("OPERATE on the warehouse");
              assertThat(e.remedy().orElse("")).contains("GRANT OPERATE ON WAREHOUSE");
            });
    bob.runner().close();
  }

  @ParameterizedTest
  @CsvSource({
    "STARTED, STARTED",
    "suspended, SUSPENDED",
    "RESUMING, RESUMING",
    "SUSPENDING, SUSPENDING",
    "RESIZING, RESIZING",
    "SOMETHING_NEW, UNKNOWN",
  })
  void everyStateIsOneOfOurs(String told, SnowflakeWarehouse.State state) {
    room.peer
        .script()
        .on("SHOW WAREHOUSES")
        .answer(
            WireAnswer.rows(
                    "name text", "state text", "size text", "running fixed", "new_column text")
                .row("W", told, "7X-Large", 3, "x"));
    SnowflakeWarehouse warehouse = named("W");
    assertThat(warehouse.state()).isEqualTo(state);
    assertThat(warehouse.size()).isEmpty();
    assertThat(warehouse.running()).hasValue(3);
    assertThat(warehouse.queued()).isEmpty();
    assertThat(warehouse.autoSuspend()).isEmpty();
    assertThat(warehouse.resumedAt()).isEmpty();
  }

  @Test
  void queriesThatNeedItAreToldOf() {
    room.peer
        .script()
        .on("SHOW WAREHOUSES")
        .answer(
            WireAnswer.rows("name text", "state text", "running fixed", "queued fixed")
                .row("W", "STARTED", 2, 1));
    assertThat(warehouses.prepareSuspendWarehouse("W").checks())
        .filteredOn(check -> check.rule().equals("no query needs it"))
        .singleElement()
        .satisfies(check -> assertThat(check.measured()).isEqualTo("3 queries"));
  }

  @Test
  void everySizeIsReadAsTheServerTellsIt() {
    for (SnowflakeWarehouseSize size : SnowflakeWarehouseSize.values()) {
      assertThat(SnowflakeWarehouseSize.of(size.shown())).contains(size);
      assertThat(SnowflakeWarehouseSize.of(size.name())).contains(size);
    }
  }
}
