package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AccessMode;
import io.gds.database.DatabaseCondition;
import io.gds.database.DatabaseState;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.ProcessId;
import io.gds.database.access.ProcessState;
import io.gds.database.access.ServerProcess;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.data.SqlSource;
import io.gds.database.error.AlreadyExistsException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.DatabaseInUseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.NotFoundException;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.TableInfo;
import io.gds.database.testkit.FakeClock;
import io.gds.database.testkit.LeakCheck;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeDatabasePartsTest {
  private final FakeClock clock = new FakeClock();
  private final FakeDatabaseEngine engine =
      FakeDatabaseEngine.builder().clock(clock).samples().build();
  private final FakeDatabase orders = engine.database("orders");

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void clonesHoldTheDataUnlessOnlyTheStructureIsWanted() {
    assertThat(orders.cloneKinds().get(0)).isEqualTo(CloneKind.ZERO_COPY);
    CloneInfo cheap = orders.clone(CloneOptions.to("c1"));
    CloneInfo copy = orders.clone(CloneOptions.builder().to("c2").kind(CloneKind.COPY).build());
    CloneInfo structure =
        orders.clone(CloneOptions.builder().to("c3").kind(CloneKind.STRUCTURE_ONLY).build());

    assertThat(cheap.kind()).isEqualTo(CloneKind.ZERO_COPY);
    assertThat(copy.bytes().getAsLong()).isPositive();
    assertThat(structure.notCarried()).isNotEmpty();
    assertThat(engine.server().content("c1")).isEqualTo(engine.server().content("orders"));
    assertThat(engine.server().content("c2")).isEqualTo(engine.server().content("orders"));
    assertThat(engine.server().content("c3").orElseThrow().rowCount()).isZero();
    assertThat(engine.server().content("c3").orElseThrow().tables()).hasSize(1);
  }

  @Test
  void aPastInstantIsClonedIfThereWasContent() {
    FakeContent before = engine.server().content("orders").orElseThrow();
    Instant past = clock.instant();
    clock.advance(Duration.ofHours(1));
    engine.server().database("orders", FakeContent.empty());

    orders.clone(CloneOptions.builder().to("past").pointInTime(past).build());
    assertThat(engine.server().content("past")).contains(before);
    assertThatThrownBy(
            () ->
                orders.clone(
                    CloneOptions.builder().to("older").pointInTime(past.minusSeconds(1)).build()))
        .hasMessageContaining("reached");
  }

  @Test
  void aCloneIsRefusedIfItsNameIsTakenOrItsWayIsMissing() {
    engine.server().database("taken", FakeContent.empty());

    assertThatThrownBy(() -> orders.clone(CloneOptions.to("taken")))
        .isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> engine.database("absent").clone(CloneOptions.to("new")))
        .isInstanceOf(NotFoundException.class);
    ConnectionInfo elsewhere = ConnectionInfo.builder(FakeProvider.TYPE).host("other").build();
    assertThatThrownBy(
            () ->
                orders.prepareClone(
                    CloneOptions.builder().to("new").targetEngine(elsewhere).build()))
        .isInstanceOf(UnsupportedCapabilityException.class)
        .hasMessageContaining("own server");
    try (FakeDatabaseEngine few =
        FakeDatabaseEngine.builder().database("orders").cloneKinds(CloneKind.COPY).build()) {
      assertThatThrownBy(
              () ->
                  few.database("orders")
                      .prepareClone(
                          CloneOptions.builder().to("new").kind(CloneKind.TEMPLATE).build()))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("TEMPLATE");
    }
  }

  @Test
  void eachStateIsReached() {
    engine.server().leave("12");
    assertThat(orders.states()).extracting(StateSupport::state).contains(StateChange.values());
    assertThat(state(StateChange.OFFLINE).state()).isEqualTo(DatabaseState.OFFLINE);
    assertThat(state(StateChange.EMERGENCY).state()).isEqualTo(DatabaseState.EMERGENCY);
    assertThat(state(StateChange.ONLINE).state()).isEqualTo(DatabaseState.ONLINE);
    assertThat(state(StateChange.READ_ONLY).readOnly()).isTrue();
    assertThat(state(StateChange.READ_WRITE).readOnly()).isFalse();
    assertThat(state(StateChange.SINGLE_USER).accessMode()).isEqualTo(AccessMode.SINGLE_USER);
    assertThat(state(StateChange.RESTRICTED_USER).accessMode())
        .isEqualTo(AccessMode.RESTRICTED_USER);
    assertThat(state(StateChange.MULTI_USER)).isEqualTo(DatabaseCondition.USABLE);
  }

  private DatabaseCondition state(StateChange change) {
    DatabaseCondition told = orders.setState(SetStateOptions.of(change));
    assertThat(orders.condition()).isEqualTo(told);
    return told;
  }

  @Test
  void aStateThatShutsSessionsOutNeedsForce() {
    assertThatThrownBy(() -> state(StateChange.OFFLINE)).isInstanceOf(DatabaseInUseException.class);
    orders.setState(SetStateOptions.builder().state(StateChange.OFFLINE).force(true).build());
    assertThat(engine.server().sessions(java.util.Optional.of("orders"))).isZero();
    assertThatThrownBy(
            () -> engine.database("absent").setState(SetStateOptions.of(StateChange.ONLINE)))
        .isInstanceOf(NotFoundException.class);
    try (FakeDatabaseEngine few =
        FakeDatabaseEngine.builder()
            .states(new StateSupport(StateChange.READ_ONLY, false, "By a flag."))
            .build()) {
      assertThatThrownBy(
              () -> few.database("orders").prepareSetState(SetStateOptions.of(StateChange.OFFLINE)))
          .isInstanceOf(UnsupportedCapabilityException.class);
    }
  }

  @Test
  void tablesAreToldWithTheDetailsThatWereAskedFor() {
    TableInfo plain = orders.tables().get(0);
    assertThat(plain.name()).isEqualTo("customers");
    assertThat(plain.columns()).isEmpty();
    assertThat(plain.rowEstimate()).isEmpty();

    TableInfo full = orders.tables(SchemaQuery.all().with(SchemaDetail.values())).get(0);
    assertThat(full.rowEstimate()).hasValue(2);
    assertThat(full.sizeBytes()).hasValue(8);
    assertThat(full.columns()).hasSize(1);
    assertThat(full.indexes()).hasSize(1);
    assertThat(full.definition()).isPresent();
    assertThat(orders.tables(SchemaQuery.all().like("x*"))).isEmpty();
    assertThat(orders.schemas()).hasSize(1);
    assertThatThrownBy(() -> engine.database("absent").schemas())
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void sqlGoesThroughTheDataSourceOfTheTest() throws Exception {
    List<String> asked = new ArrayList<>();
    DataSource source =
        (DataSource)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> {
                  asked.add(method.getName());
                  return switch (method.getReturnType().getName()) {
                    case "int" -> 7;
                    case "boolean" -> false;
                    default -> null;
                  };
                });
    try (FakeDatabaseEngine sql =
        FakeDatabaseEngine.builder().database("orders").sql(source).build()) {
      SqlSource opened = sql.database("orders").openSql();
      opened.getConnection();
      opened.getConnection("ada", "secret");
      opened.setLoginTimeout(7);
      assertThat(opened.getLoginTimeout()).isEqualTo(7);
      opened.setLogWriter(opened.getLogWriter());
      assertThat(opened.getParentLogger()).isNull();
      assertThat(opened.isWrapperFor(SqlSource.class)).isTrue();
      assertThat(opened.isWrapperFor(String.class)).isFalse();
      assertThat(opened.unwrap(SqlSource.class)).isSameAs(opened);
      assertThat(opened.unwrap(String.class)).isNull();
      assertThat(asked)
          .containsSubsequence("getConnection", "getConnection", "setLoginTimeout", "unwrap")
          .doesNotContain("close");
      opened.close();
      assertThatThrownBy(opened::getConnection).isInstanceOf(SQLException.class);

      DatabaseException translated =
          sql.database("orders").translate(new SQLException("no such table", "42P01", 7));
      assertThat(translated.code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
      assertThat(translated.nativeCode()).contains("7");
      assertThat(translated.sqlState()).contains("42P01");
      assertThat(sql.database("orders").translate(new SQLException("x")).sqlState()).isEmpty();
    }
  }

  @Test
  void sessionsOfOthersAreCountedOnly() {
    engine
        .server()
        .process(
            ServerProcess.builder(new ProcessId("1", Instant.EPOCH), ProcessState.ACTIVE)
                .database("orders")
                .own(true)
                .build());
    engine
        .server()
        .process(
            ServerProcess.builder(new ProcessId("2", Instant.EPOCH), ProcessState.ACTIVE)
                .database("orders")
                .system(true)
                .build());

    assertThat(engine.server().sessions(java.util.Optional.of("orders"))).isEqualTo(1);
  }
}
