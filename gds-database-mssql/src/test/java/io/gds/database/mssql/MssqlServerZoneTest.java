package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.observe.LogQuery;
import io.gds.database.testkit.sqlserver.SqlServerEdition;
import io.gds.database.testkit.sqlserver.SqlServerRelease;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MssqlServerZoneTest {
  private static MssqlEngine open(MssqlScene scene, String zone) {
    return scene.manager.open(
        scene.info("sa", "first").toBuilder()
            .name(zone)
            .property(MssqlServer.TIME_ZONE.id(), zone)
            .build(),
        MssqlEngine.class);
  }

  @Test
  void aGivenNameCountsInSummerAndWinterIfTheClockAgreesNow() {
    OffsetDateTime summer = OffsetDateTime.parse("2026-07-01T12:00:00+02:00");
    assertThat(MssqlServerZone.of(summer, Optional.of("=Europe/Berlin")))
        .isEqualTo(new MssqlServerZone(ZoneId.of("Europe/Berlin"), true));
    assertThatThrownBy(() -> MssqlServerZone.of(summer, Optional.of("=Europe/London")))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
              assertThat(e.getMessage()).contains("+02:00", "Europe/London", "+01:00");
            });
  }

  @Test
  void aServerThatTellsNoNameIsGivenOneByItsConnection() {
    try (MssqlScene scene =
        new MssqlScene(SqlServerRelease.SQL_SERVER_2016, SqlServerEdition.DEVELOPER)) {
      try (MssqlEngine engine = open(scene, "India Standard Time")) {
        assertThat(engine.logs(LogQuery.all())).isNotNull();
        assertThat(scene.peer.script().statements())
            .anyMatch(sql -> sql.contains("CAST(N'=Asia/Kolkata' AS nvarchar(128))"));
      }
      try (MssqlEngine engine = open(scene, "Europe/Berlin")) {
        assertThatThrownBy(() -> engine.logs(LogQuery.all()))
            .hasMessageContaining("+05:30")
            .hasMessageContaining("Europe/Berlin");
      }
      assertThatThrownBy(() -> open(scene, "Middle Earth"))
          .isInstanceOf(InvalidOptionsException.class)
          .hasMessageContaining("mssql.server-time-zone");
    }
  }

  @Test
  void aServerThatTellsItsNameIsBelieved() {
    try (MssqlScene scene = new MssqlScene();
        MssqlEngine engine = open(scene, "Europe/Berlin")) {
      assertThat(engine.logs(LogQuery.all())).isNotNull();
    }
  }
}
