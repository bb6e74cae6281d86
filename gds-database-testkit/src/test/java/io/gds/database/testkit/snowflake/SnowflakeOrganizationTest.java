package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.FakeClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeOrganizationTest {
  private static final String HISTORY =
      "SELECT * FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA.REPLICATION_GROUP_REFRESH_HISTORY_ALL())";

  private final FakeClock clock = new FakeClock();
  private final SnowflakeModel prod = account("PROD", "AWS_EU_CENTRAL_1");
  private final SnowflakeModel dr = account("DR", "AWS_EU_WEST_1");
  private final SnowflakeOrganization organization = SnowflakeOrganization.of(prod, dr);
  private final ModelClient here = new ModelClient(prod, "ADA");
  private final ModelClient there = new ModelClient(dr, "ADA");

  private SnowflakeModel account(String name, String region) {
    return SnowflakeModel.builder()
        .account("ACME", name)
        .region(region)
        .locator("L" + name)
        .edition(SnowflakeEdition.BUSINESS_CRITICAL)
        .clock(clock)
        .user("ada", "secret")
        .build();
  }

  @AfterEach
  void close() {
    prod.close();
    dr.close();
  }

  private void shop() {
    prod.data()
        .database("SHOP")
        .table("SHOP", "PUBLIC", "T", "ID INT")
        .row("SHOP", "PUBLIC", "T", 1);
  }

  private void group() {
    shop();
    here.ask(
        "CREATE FAILOVER GROUP FG OBJECT_TYPES = DATABASES ALLOWED_DATABASES = SHOP"
            + " ALLOWED_ACCOUNTS = ACME.DR REPLICATION_SCHEDULE = '10 MINUTE'");
    there.ask("CREATE FAILOVER GROUP FG AS REPLICA OF ACME.PROD.FG");
  }

  @Test
  void bringsWhatThePrimaryHasAndPromotesTheSecondary() {
    group();
    there.ask("ALTER FAILOVER GROUP FG REFRESH");

    assertThat(there.value("SELECT COUNT(*) FROM SHOP.PUBLIC.T")).isEqualTo("1");
    assertThat(there.error("DELETE FROM SHOP.PUBLIC.T")).startsWith("002043");
    assertThat(there.column("is_primary", "SHOW REPLICATION GROUPS"))
        .containsExactly("true", "false");
    assertThat(there.column("PHASE_NAME", HISTORY)).containsExactly("COMPLETED");
    assertThat(here.rows(HISTORY)).isEmpty();
    there.ask("ALTER FAILOVER GROUP FG PRIMARY");
    assertThat(here.column("primary", "SHOW FAILOVER GROUPS"))
        .containsExactly("ACME.DR.FG", "ACME.DR.FG");
    assertThat(here.error("DELETE FROM SHOP.PUBLIC.T")).startsWith("002043");
    there.ask("DELETE FROM SHOP.PUBLIC.T");
    assertThat(organization.group("FG").isSuspended("PROD")).isTrue();
    here.ask("ALTER FAILOVER GROUP FG RESUME");
    here.ask("ALTER FAILOVER GROUP FG REFRESH");
    assertThat(here.value("SELECT COUNT(*) FROM SHOP.PUBLIC.T")).isEqualTo("0");
  }

  @Test
  void refusesPromotionDuringARefresh() {
    group();
    organization.group("FG").refreshing("DR", "SECONDARY_DOWNLOADING_DATA");

    assertThat(there.error("ALTER FAILOVER GROUP FG PRIMARY")).contains("being refreshed");
    assertThat(there.error("ALTER FAILOVER GROUP FG REFRESH")).contains("already");
    assertThat(
            there.column(
                "PROGRESS",
                "SELECT progress FROM TABLE(SNOWFLAKE.INFORMATION_SCHEMA"
                    + ".REPLICATION_GROUP_REFRESH_PROGRESS('FG')) WHERE end_time IS NULL"))
        .containsExactly("50%");
    there.ask("ALTER FAILOVER GROUP FG SUSPEND IMMEDIATE");
    assertThat(there.column("PHASE_NAME", HISTORY)).containsExactly("CANCELED");
    assertThat(there.value("ALTER FAILOVER GROUP FG PRIMARY")).startsWith("Statement");
    assertThat(organization.group("FG").primary()).isEqualTo("DR");
  }

  @Test
  void doesOnEachSideWhatBelongsThere() {
    group();

    assertThat(here.error("ALTER FAILOVER GROUP FG REFRESH")).contains("is a primary group");
    assertThat(there.error("ALTER FAILOVER GROUP FG SET REPLICATION_SCHEDULE = '5 MINUTE'"))
        .contains("is a secondary group");
    here.ask("ALTER FAILOVER GROUP FG SET REPLICATION_SCHEDULE = '5 MINUTE'");
    assertThat(there.column("replication_schedule", "SHOW REPLICATION GROUPS"))
        .containsOnly("5 MINUTE");
    prod.data().database("MORE");
    here.ask("ALTER FAILOVER GROUP FG ADD MORE TO ALLOWED_DATABASES");
    assertThat(here.column("name", "SHOW DATABASES IN FAILOVER GROUP FG"))
        .containsExactly("SHOP", "MORE");
    here.ask("ALTER FAILOVER GROUP FG REMOVE MORE FROM ALLOWED_DATABASES");
    here.ask("ALTER FAILOVER GROUP FG REMOVE ACME.DR FROM ALLOWED_ACCOUNTS");
    assertThat(here.column("allowed_accounts", "SHOW FAILOVER GROUPS")).containsOnly("ACME.PROD");
    assertThat(here.error("DROP FAILOVER GROUP FG")).contains("secondary");
    there.ask("DROP FAILOVER GROUP FG");
    here.ask("DROP FAILOVER GROUP FG");
    assertThat(here.rows("SHOW REPLICATION GROUPS")).isEmpty();
  }

  @Test
  void knowsTheRightsOnGroups() {
    group();
    dr.access().role("PILOT").user("BOB", "PILOT");
    there.ask("GRANT MONITOR ON FAILOVER GROUP FG TO ROLE PILOT");
    ModelClient bob = new ModelClient(dr, "BOB");

    assertThat(bob.error("ALTER FAILOVER GROUP FG PRIMARY")).startsWith("003001");
    there.ask("GRANT FAILOVER ON FAILOVER GROUP FG TO ROLE PILOT");
    assertThat(bob.value("ALTER FAILOVER GROUP FG PRIMARY")).startsWith("Statement");
  }

  @Test
  void failsToFetchFromARegionThatIsAway() {
    group();
    organization.outage("PROD", true);

    assertThat(there.error("ALTER FAILOVER GROUP FG REFRESH")).contains("cannot be reached");
    assertThat(there.column("PHASE_NAME", HISTORY)).containsExactly("FAILED");
    organization.outage("PROD", false);
    clock.advance(Duration.ofHours(13));
    assertThat(there.rows(HISTORY)).isEmpty();
  }

  @Test
  void replicatesOneDatabaseAloneInTheOlderWay() {
    shop();
    here.ask("ALTER DATABASE SHOP ENABLE REPLICATION TO ACCOUNTS ACME.DR");
    here.ask("ALTER DATABASE SHOP ENABLE FAILOVER TO ACCOUNTS ACME.DR");
    there.ask("CREATE DATABASE SHOP AS REPLICA OF ACME.PROD.SHOP");
    there.ask("ALTER DATABASE SHOP REFRESH");

    assertThat(there.value("SELECT COUNT(*) FROM SHOP.PUBLIC.T")).isEqualTo("1");
    assertThat(there.column("is_primary", "SHOW REPLICATION DATABASES"))
        .containsExactly("true", "false");
    assertThat(
            there.column(
                "CURRENT_PHASE",
                "SELECT * FROM TABLE(SHOP.INFORMATION_SCHEMA.DATABASE_REFRESH_HISTORY('SHOP'))"))
        .containsExactly("COMPLETED");
    there.ask("ALTER DATABASE SHOP PRIMARY");
    assertThat(here.column("primary", "SHOW REPLICATION DATABASES LIKE 'SHOP'"))
        .containsOnly("ACME.DR.SHOP");
    there.ask("ALTER DATABASE SHOP DISABLE REPLICATION");
    assertThat(here.rows("SHOW REPLICATION DATABASES")).isEmpty();
  }

  @Test
  void movesConnectionsAndTellsAccountsAndRegions() {
    organization.connection("MAIN", "PROD", "DR");
    there.ask("ALTER CONNECTION MAIN PRIMARY");

    assertThat(here.column("account_name", "SHOW CONNECTIONS")).containsExactly("DR", "PROD");
    assertThat(here.column("account_name", "SHOW REPLICATION ACCOUNTS"))
        .containsExactly("PROD", "DR");
    assertThat(here.column("snowflake_region", "SHOW REGIONS"))
        .containsExactly("AWS_EU_CENTRAL_1", "AWS_EU_WEST_1");
  }
}
