package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.SupportsDefinition;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.data.SupportsSql;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.lifecycle.SupportsStates;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CockroachCapabilitiesTest {
  private static final String RIGHTS =
      "WITH d AS (SHOW DATABASES), g AS (SHOW SYSTEM GRANTS), p AS (SELECT DISTINCT"
          + " privilege_type AS held FROM g WHERE CASE WHEN grantee = 'public' THEN true WHEN"
          + " grantee = 'node' THEN false ELSE pg_has_role(grantee, 'USAGE') END) SELECT"
          + " current_user AS role_name, pg_has_role('admin', 'MEMBER') AS admin, EXISTS"
          + " (SELECT 1 FROM p WHERE held IN ('ALL', 'CREATEDB')) OR EXISTS (SELECT 1 FROM"
          + " pg_catalog.pg_roles WHERE rolname = current_user AND rolcreatedb) AS createdb,"
          + " EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWACTIVITY',"
          + " 'VIEWACTIVITYREDACTED')) AS viewactivity, EXISTS (SELECT 1 FROM p WHERE held IN"
          + " ('ALL', 'CANCELQUERY')) AS cancelquery, EXISTS (SELECT 1 FROM p WHERE held IN"
          + " ('ALL', 'VIEWCLUSTERSETTING')) AS viewclustersetting, EXISTS (SELECT 1 FROM p"
          + " WHERE held IN ('ALL', 'MODIFYCLUSTERSETTING')) AS modifyclustersetting, EXISTS"
          + " (SELECT 1 FROM p WHERE held IN ('ALL', 'MODIFYSQLCLUSTERSETTING')) AS"
          + " modifysqlclustersetting, EXISTS"
          + " (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWCLUSTERMETADATA')) AS"
          + " viewclustermetadata, EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'BACKUP')) AS"
          + " backup, EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'RESTORE')) AS restore,"
          + " EXISTS (SELECT 1 FROM p WHERE held IN ('ALL', 'VIEWJOB')) AS viewjob, EXISTS"
          + " (SELECT 1 FROM p WHERE held IN ('ALL', 'CONTROLJOB')) AS controljob, d.owner,"
          + " CASE WHEN d.owner IS NULL OR d.owner = 'node' THEN false ELSE"
          + " pg_has_role(d.owner, 'USAGE') END AS owned FROM (SELECT 1) AS one LEFT JOIN d ON"
          + " d.database_name = $1";

  private final CockroachScene scene = new CockroachScene();

  @AfterEach
  void close() {
    scene.close();
  }

  private List<String> sent() {
    return scene.script().requests().stream().map(WireRequest::normalized).toList();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        SupportsClone.class,
        SupportsUsers.class,
        SupportsSchemas.class,
        SupportsSql.class,
        SupportsStates.class,
        SupportsHighAvailability.class,
        SupportsSwitchover.class,
        SupportsTopologyChange.class,
        SupportsLifecycle.class,
        SupportsMetrics.class,
        SupportsLogs.class,
        SupportsStatements.class
      })
  void whatItDoesNotHaveIsRefusedWithReasonAndRemedy(Class<? extends Capability> type) {
    CockroachDatabase shop = scene.engine.database("shop");
    assertThat(scene.engine.capability(type)).isEmpty();
    assertThat(shop.capability(type)).isEmpty();
    assertThat(new CockroachProvider().offers()).doesNotContain(type);
    for (CapabilityStatus status :
        List.of(CockroachCapabilities.ofEngine(type), CockroachCapabilities.ofDatabase(type))) {
      assertThat(status.availability()).isEqualTo(Availability.NOT_ON_PLATFORM);
      assertThat(status.reason()).isNotBlank().doesNotContain("does not know it");
      assertThat(status.remedy()).isNotBlank();
    }
    assertThatThrownBy(() -> scene.engine.require(type))
        .isInstanceOf(UnsupportedCapabilityException.class);
    assertThatThrownBy(() -> shop.require(type)).isInstanceOf(UnsupportedCapabilityException.class);
    assertThat(scene.script().statements()).isEmpty();
  }

  @Test
  void whatItHasIsHandedOut() {
    CockroachDatabase shop = scene.engine.database("shop");
    assertThat(scene.engine.require(SupportsProcesses.class)).isSameAs(scene.engine);
    assertThat(shop.require(SupportsProcesses.class)).isSameAs(scene.engine);
    assertThat(shop.require(SupportsConfiguration.class)).isSameAs(scene.engine);
    assertThat(shop.require(SupportsDefinition.class)).isSameAs(shop);
    assertThatThrownBy(() -> scene.engine.require(SupportsDefinition.class))
        .hasMessageContaining("belongs to each database");
    assertThat(new CockroachProvider().offers())
        .contains(SupportsDefinition.class, SupportsProcesses.class, SupportsConfiguration.class);
    assertThatThrownBy(() -> scene.engine.require(Capability.class))
        .isInstanceOf(UnsupportedCapabilityException.class);
  }

  @Test
  void anAdminsReportOfTheClusterIsOneStatement() {
    CapabilityReport report = scene.engine.capabilities();
    assertThat(report.status(SupportsProcesses.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsConfiguration.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsHighAvailability.class).availability())
        .isEqualTo(Availability.NOT_ON_PLATFORM);
    assertThat(sent()).containsExactly(RIGHTS);
    assertThat(scene.script().requests().get(0).bind(1, String.class)).isEqualTo("defaultdb");
  }

  @Test
  void whatIsMissingIsToldWithTheExactGrant() {
    scene.rights.clear();
    CapabilityReport report = scene.engine.capabilities();
    CapabilityStatus processes = report.status(SupportsProcesses.class);
    assertThat(processes.availability()).isEqualTo(Availability.PERMISSION);
    assertThat(processes.reason()).contains("only its own sessions");
    assertThat(processes.remedy()).isEqualTo("GRANT SYSTEM VIEWACTIVITY, CANCELQUERY TO \"ada\";");
    CapabilityStatus settings = report.status(SupportsConfiguration.class);
    assertThat(settings.reason()).contains("neither see nor change");
    assertThat(settings.remedy()).isEqualTo("GRANT SYSTEM MODIFYCLUSTERSETTING TO \"ada\";");
    scene.rights.add("viewactivity");
    scene.rights.add("viewclustersetting");
    report = scene.engine.capabilities();
    assertThat(report.status(SupportsProcesses.class).reason()).contains("may not cancel");
    assertThat(report.status(SupportsConfiguration.class).reason()).contains("may not change");
    scene.rights.add("modifysqlclustersetting");
    assertThat(scene.engine.capabilities().status(SupportsConfiguration.class).reason())
        .contains("sql.defaults");
    scene.rights.add("cancelquery");
    scene.rights.add("modifyclustersetting");
    report = scene.engine.capabilities();
    assertThat(report.status(SupportsProcesses.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsConfiguration.class).isAvailable()).isTrue();
  }

  @Test
  void whoOwnsADatabaseMayChangeItAndIsAskedOnce() {
    scene.rights.clear();
    scene.rights.add("owner");
    CapabilityReport report = scene.engine.database("shop").capabilities();
    assertThat(report.status(SupportsDefinition.class).isAvailable()).isTrue();
    assertThat(report.status(SupportsProcesses.class).availability())
        .isEqualTo(Availability.PERMISSION);
    assertThat(sent()).containsExactly(RIGHTS);
  }

  @Test
  void whatIsGrantedOnADatabaseCountsToo() {
    scene.rights.clear();
    scene
        .script()
        .on(
            "WITH g AS (SHOW GRANTS ON DATABASE \"shop\") SELECT DISTINCT privilege_type FROM g"
                + " WHERE CASE WHEN grantee = 'public' THEN true WHEN grantee = 'node' THEN false"
                + " ELSE pg_has_role(grantee, 'USAGE') END")
        .inTurn(
            WireAnswer.rows("privilege_type text").row("CONNECT"),
            WireAnswer.rows("privilege_type text").row("CONNECT").row("DROP"),
            WireAnswer.rows("privilege_type text").row("ALL"));
    CockroachDatabase shop = scene.engine.database("shop");
    CapabilityStatus status = shop.capabilities().status(SupportsDefinition.class);
    assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
    assertThat(status.remedy()).isEqualTo("GRANT DROP ON DATABASE \"shop\" TO \"ada\";");
    assertThat(sent()).hasSize(2);
    assertThat(shop.capabilities().status(SupportsDefinition.class).isAvailable()).isTrue();
    assertThat(shop.capabilities().status(SupportsDefinition.class).isAvailable()).isTrue();
  }

  @Test
  void aDatabaseThatIsNotThereCanBeCreatedByWhoMay() {
    CockroachDatabase none = scene.engine.database("none");
    assertThat(none.capabilities().status(SupportsDefinition.class).isAvailable()).isTrue();
    scene.rights.clear();
    CapabilityStatus status = none.capabilities().status(SupportsDefinition.class);
    assertThat(status.availability()).isEqualTo(Availability.PERMISSION);
    assertThat(status.remedy()).isEqualTo("GRANT SYSTEM CREATEDB TO \"ada\";");
  }
}
