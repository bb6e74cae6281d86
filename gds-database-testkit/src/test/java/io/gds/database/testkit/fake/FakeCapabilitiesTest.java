package io.gds.database.testkit.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FakeCapabilitiesTest {
  private interface SupportsTimeTravel extends Capability {}

  @Test
  void everythingIsThereButSqlAndWhatBelongsToDatabases() {
    try (FakeDatabaseEngine engine = FakeDatabaseEngine.builder().database("orders").build()) {
      List<Class<? extends Capability>> onDatabase = new ArrayList<>(FakeCapabilities.ALL);
      onDatabase.remove(SupportsSql.class);
      assertThat(onDatabase)
          .allSatisfy(type -> assertThat(engine.database("orders").capability(type)).isPresent());
      assertThat(FakeCapabilities.ALL.stream().filter(type -> engine.capability(type).isEmpty()))
          .containsExactlyInAnyOrder(
              SupportsDefinition.class,
              SupportsClone.class,
              SupportsStates.class,
              SupportsSchemas.class,
              SupportsSql.class);
      assertThatThrownBy(() -> engine.require(SupportsClone.class))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("belongs to a database");
      assertThatThrownBy(() -> engine.require(SupportsTimeTravel.class))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("SupportsTimeTravel");
    }
  }

  @Test
  void capabilitiesThatBelongToTheServerAreHandedOutByItsDatabases() {
    try (FakeDatabaseEngine engine = FakeDatabaseEngine.builder().database("orders").build()) {
      assertThat(engine.database("orders").require(SupportsHighAvailability.class))
          .isSameAs(engine.require(SupportsHighAvailability.class));
      assertThat(engine.database("orders").require(SupportsBackup.class))
          .isNotSameAs(engine.require(SupportsBackup.class));
    }
  }

  @Test
  void theReportAgreesWithWhatIsHandedOut() {
    try (FakeDatabaseEngine engine =
        FakeDatabaseEngine.builder()
            .database("orders")
            .without(SupportsUsers.class, Availability.EDITION, "only in the big edition")
            .backupTypes(BackupType.FULL)
            .withoutFeature(
                SupportsBackup.class,
                BackupType.LOG,
                Availability.CONFIGURATION,
                "the log is not kept",
                "Keep it.")
            .build()) {
      CapabilityReport report = engine.database("orders").capabilities();

      assertThat(FakeCapabilities.ALL)
          .allSatisfy(
              type ->
                  assertThat(report.status(type).isAvailable())
                      .isEqualTo(engine.database("orders").capability(type).isPresent()));
      assertThat(report.status(SupportsBackup.class, BackupType.FULL).isAvailable()).isTrue();
      CapabilityStatus log = report.status(SupportsBackup.class, BackupType.LOG);
      assertThat(log.availability()).isEqualTo(Availability.CONFIGURATION);
      assertThat(log.remedy()).isEqualTo("Keep it.");
      assertThat(report.status(SupportsBackup.class, BackupType.SNAPSHOT).availability())
          .isEqualTo(Availability.NOT_ON_PLATFORM);
      assertThat(engine.capabilities().status(SupportsUsers.class).reason())
          .isEqualTo("only in the big edition");
      assertThat(engine.calls()).filteredOn(call -> call.name().equals("capabilities")).hasSize(2);
    }
  }

  @Test
  void onlyWhatIsSupportedIsThere() {
    try (FakeDatabaseEngine engine =
        FakeDatabaseEngine.builder().database("orders").supporting(SupportsBackup.class).build()) {
      FakeDatabase orders = engine.database("orders");
      assertThat(orders.capability(SupportsDefinition.class)).isPresent();
      assertThat(orders.capability(SupportsBackup.class)).isPresent();
      List<ThrowingCallable> refused =
          List.of(
              () -> engine.require(SupportsUsers.class),
              () -> orders.require(SupportsRestore.class),
              orders::restoreKeys,
              () -> orders.prepareRestore(RestoreOptions.from(java.nio.file.Path.of("x"))),
              orders::cloneKinds,
              orders::cloneKeys,
              () -> orders.prepareClone(CloneOptions.to("copy")),
              orders::states,
              orders::stateKeys,
              () -> orders.prepareSetState(SetStateOptions.of(StateChange.OFFLINE)),
              orders::schemas,
              () -> orders.tables(SchemaQuery.all()),
              orders::openSql,
              () -> orders.translate(new java.sql.SQLException("x")));
      engine.server().clearCalls();

      assertThat(refused)
          .allSatisfy(
              call ->
                  assertThatThrownBy(call)
                      .isInstanceOf(UnsupportedCapabilityException.class)
                      .extracting(e -> ((DatabaseException) e).platform().orElseThrow())
                      .isEqualTo("fake"));
      assertThat(engine.calls()).isEmpty();
    }
  }

  @Test
  void whatMayChangeIsHandedOutAndFailsWhenItIsUsed() {
    try (FakeDatabaseEngine engine =
        FakeDatabaseEngine.builder()
            .database("orders")
            .without(
                SupportsUsers.class,
                Availability.PERMISSION,
                "a right is missing",
                "Grant it the right.")
            .without(SupportsLogs.class, Availability.CONFIGURATION, "the log is off")
            .without(SupportsMetrics.class, Availability.STATE, "it is recovering")
            .without(SupportsBackup.class, Availability.TOOL, "the tool is missing")
            .build()) {
      assertThatThrownBy(() -> engine.require(SupportsUsers.class).users(PrincipalQuery.all()))
          .hasMessageContaining("a right is missing")
          .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.PERMISSION_DENIED))
          .satisfies(
              e -> assertThat(((DatabaseException) e).remedy()).contains("Grant it the right."));
      assertThatThrownBy(() -> engine.require(SupportsLogs.class).logCoverage())
          .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.PRECONDITION_FAILED));
      assertThatThrownBy(() -> engine.require(SupportsMetrics.class).metrics())
          .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.WRONG_STATE));
      Operation<?> backup =
          engine
              .database("orders")
              .prepareBackup(BackupOptions.builder().to(Location.engine("b")).build());
      assertThat(backup.refused()).isTrue();
      assertThatThrownBy(backup::run)
          .satisfies(e -> assertThat(code(e)).isEqualTo(ErrorCode.TOOL_MISSING));
      assertThat(engine.capabilities().status(SupportsUsers.class).availability())
          .isEqualTo(Availability.PERMISSION);
    }
  }

  private static ErrorCode code(Throwable error) {
    return ((DatabaseException) error).code();
  }

  @Test
  void optionsThatAreNotPublishedAreRefusedByNameWithTheKnownOnes() {
    OptionKey<Integer> jobs = OptionKey.of("fake.jobs", Integer.class, "How many at a time.");
    OptionKey<Integer> foreign = OptionKey.of("oracle.jobs", Integer.class, "Another's.");
    try (FakeDatabaseEngine engine =
        FakeDatabaseEngine.builder()
            .database("orders")
            .options(SupportsBackup.class, jobs)
            .build()) {
      FakeDatabase orders = engine.database("orders");
      assertThat(orders.backupKeys()).containsExactlyInAnyOrder(jobs, FakeOptions.LABEL);
      assertThat(orders.alterKeys()).containsExactly(FakeOptions.LABEL);
      assertThat(orders.dropKeys()).containsExactly(FakeOptions.LABEL);
      orders.backup(
          BackupOptions.builder()
              .to(Location.engine("b"))
              .option(jobs, 4)
              .option(FakeOptions.LABEL, "nightly")
              .build());

      assertThatThrownBy(
              () -> orders.prepareCreate(CreateOptions.builder().option(jobs, 4).build()))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("known are fake.label");
      assertThatThrownBy(
              () ->
                  orders.prepareCreate(
                      CreateOptions.builder()
                          .option(foreign, 4)
                          .option(FakeOptions.LABEL, "x".repeat(101))
                          .build()))
          .hasMessageContaining("another platform")
          .hasMessageContaining("at most 100");
    }
  }

  @Test
  void eachPartPublishesItsKeysUnderEachOfItsNames() throws Exception {
    try (FakeDatabaseEngine engine = FakeDatabaseEngine.builder().database("orders").build()) {
      for (Class<? extends Capability> type : FakeCapabilities.ALL) {
        if (type == SupportsSql.class) {
          continue;
        }
        Object part = engine.database("orders").require(type);
        for (var method :
            Arrays.stream(type.getMethods()).filter(m -> m.getName().endsWith("Keys")).toList()) {
          assertThat(method.invoke(part)).isEqualTo(java.util.Set.of(FakeOptions.LABEL));
        }
      }
    }
  }

  @Test
  void whatEveryPlatformHasCannotBeLeftOut() {
    FakeEngineBuilder builder = FakeDatabaseEngine.builder();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder.without(SupportsDefinition.class, Availability.VERSION, "too old"));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder.without(SupportsConfiguration.class, Availability.AVAILABLE, "it is not"));
    assertThatIllegalArgumentException().isThrownBy(builder::backupTypes);
  }
}
