package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionRole;
import io.gds.database.connection.TlsMode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.SyncMode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepStatus;
import io.gds.database.operation.Verdict;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients switch over these: a constant more or less, or in another order, is a breach. */
class EnumsTest {
  static Stream<Arguments> settled() {
    return Stream.of(
        Arguments.of(
            DatabaseState.class, "ONLINE OFFLINE RESTORING RECOVERING SUSPECT EMERGENCY UNKNOWN"),
        Arguments.of(AccessMode.class, "MULTI_USER RESTRICTED_USER SINGLE_USER"),
        Arguments.of(HaRole.class, "PRIMARY SECONDARY ARBITER WITNESS STANDBY REPLICA UNKNOWN"),
        Arguments.of(
            HaState.class,
            "HEALTHY SYNCHRONIZING SYNCED NOT_SYNCHRONIZED SUSPENDED DISCONNECTED RESOLVING"
                + " FAILOVER_IN_PROGRESS NOT_CONFIGURED UNKNOWN"),
        Arguments.of(SyncMode.class, "SYNCHRONOUS ASYNCHRONOUS SEMI_SYNCHRONOUS"),
        Arguments.of(BackupType.class, "FULL DIFFERENTIAL INCREMENTAL LOG SNAPSHOT LOGICAL"),
        Arguments.of(VerifyLevel.class, "MANIFEST ARCHIVE RESTORE RESTORE_AND_CHECK"),
        Arguments.of(CloneKind.class, "ZERO_COPY TEMPLATE COPY STRUCTURE_ONLY"),
        Arguments.of(Location.Kind.class, "LOCAL SERVER URL STAGE ENGINE"),
        Arguments.of(RestoreSource.Kind.class, "ARCHIVE HISTORY DROPPED"),
        Arguments.of(Outcome.class, "SUCCEEDED FAILED CANCELLED UNKNOWN"),
        Arguments.of(StepStatus.class, "DONE FAILED UNKNOWN NOT_STARTED"),
        Arguments.of(StepKind.class, "SQL COMMAND TOOL FILE"),
        Arguments.of(Effect.class, "READ IDEMPOTENT ONCE"),
        Arguments.of(Verdict.class, "PASSED WARNING NOT_MEASURED REFUSED"),
        Arguments.of(
            Availability.class,
            "AVAILABLE NOT_ON_PLATFORM VERSION EDITION PERMISSION TOOL CONFIGURATION STATE"
                + " UNKNOWN"),
        Arguments.of(CreateMode.class, "ERROR IF_NOT_EXISTS REPLACE"),
        Arguments.of(Detail.class, "SIZE LAST_BACKUP REPLICATION SESSIONS"),
        Arguments.of(
            AuthType.class,
            "PASSWORD KEYPAIR OAUTH TOKEN WORKLOAD_IDENTITY INTEGRATED CERTIFICATE NONE"),
        Arguments.of(TlsMode.class, "DISABLE PREFER REQUIRE VERIFY_CA VERIFY_FULL"),
        Arguments.of(ConnectionRole.class, "PRIMARY ANY"));
  }

  @ParameterizedTest
  @MethodSource("settled")
  void theConstantsAreExactlyThoseSettled(Class<? extends Enum<?>> type, String constants) {
    assertThat(Arrays.stream(type.getEnumConstants()).map(Enum::name))
        .containsExactly(constants.split(" "));
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatTheServerIsMadeOfIsSettledForAsLongAsItStaysWhatItIs(Availability availability) {
    assertThat(availability.isStructural())
        .isEqualTo(
            switch (availability) {
              case NOT_ON_PLATFORM, VERSION, EDITION -> true;
              case AVAILABLE, PERMISSION, TOOL, CONFIGURATION, STATE, UNKNOWN -> false;
            });
  }
}
