package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnowflakeGrantsTest {
  private final SnowflakeModel model = SnowflakeModel.builder().user("ada", "secret").build();
  private final ModelClient ada = new ModelClient(model, "ADA");
  private final ModelClient bob = new ModelClient(model, "BOB");

  @BeforeEach
  void fill() {
    model.data().database("SHOP").table("SHOP", "PUBLIC", "ORDERS", "ID INT");
    model.access().role("CLERK").role("CHIEF").user("BOB", "CLERK");
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void givesAndTakesRights() {
    ada.ask("GRANT USAGE, CREATE SCHEMA ON DATABASE SHOP TO ROLE CLERK");
    ada.ask("GRANT USAGE ON ALL SCHEMAS IN DATABASE SHOP TO ROLE CLERK");
    ada.ask("GRANT SELECT ON TABLE SHOP.PUBLIC.ORDERS TO ROLE CLERK WITH GRANT OPTION");

    assertThat(bob.value("SELECT COUNT(*) FROM SHOP.PUBLIC.ORDERS")).isEqualTo("0");
    assertThat(ada.column("privilege", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("OWNERSHIP", "USAGE", "CREATE SCHEMA");
    assertThat(ada.column("grantee_name", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("SYSADMIN", "CLERK", "CLERK");
    assertThat(ada.column("name", "SHOW GRANTS TO ROLE CLERK"))
        .containsExactly("SHOP", "SHOP", "SHOP.PUBLIC", "SHOP.PUBLIC.ORDERS");
    assertThat(bob.value("GRANT SELECT ON TABLE SHOP.PUBLIC.ORDERS TO ROLE CHIEF"))
        .startsWith("Statement");
    assertThat(bob.error("GRANT USAGE ON DATABASE SHOP TO ROLE CHIEF")).startsWith("003001");
    ada.ask("REVOKE SELECT ON TABLE SHOP.PUBLIC.ORDERS FROM ROLE CLERK");
    assertThat(bob.error("SELECT COUNT(*) FROM SHOP.PUBLIC.ORDERS")).startsWith("002003");
  }

  @Test
  void keepsPromisesForWhatIsMadeLater() {
    ada.ask("GRANT SELECT ON FUTURE TABLES IN DATABASE SHOP TO ROLE CLERK");
    ada.ask("GRANT INSERT ON FUTURE TABLES IN SCHEMA SHOP.PUBLIC TO ROLE CHIEF");
    ada.ask("CREATE TABLE SHOP.PUBLIC.T (ID INT)");
    ada.ask("CREATE SCHEMA SHOP.S");
    ada.ask("CREATE TABLE SHOP.S.T (ID INT)");

    assertThat(ada.column("name", "SHOW FUTURE GRANTS IN DATABASE SHOP"))
        .containsExactly("SHOP.<TABLE>");
    assertThat(ada.column("grantee_name", "SHOW FUTURE GRANTS IN SCHEMA SHOP.PUBLIC"))
        .containsExactly("CHIEF");
    assertThat(ada.column("privilege", "SHOW GRANTS ON TABLE SHOP.PUBLIC.T"))
        .containsExactly("OWNERSHIP", "INSERT");
    assertThat(ada.column("privilege", "SHOW GRANTS ON TABLE SHOP.S.T"))
        .containsExactly("OWNERSHIP", "SELECT");
    ada.ask("REVOKE SELECT ON FUTURE TABLES IN DATABASE SHOP FROM ROLE CLERK");
    assertThat(ada.rows("SHOW FUTURE GRANTS TO ROLE CLERK")).isEmpty();
  }

  @Test
  void handsOverOwnershipWithOrWithoutTheRightsThatAreThere() {
    ada.ask("GRANT USAGE ON DATABASE SHOP TO ROLE CLERK");

    assertThat(ada.error("GRANT OWNERSHIP ON DATABASE SHOP TO ROLE CHIEF")).startsWith("003036");
    ada.ask("GRANT OWNERSHIP ON DATABASE SHOP TO ROLE CHIEF COPY CURRENT GRANTS");
    assertThat(ada.column("grantee_name", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("CHIEF", "CLERK");
    ada.ask("GRANT OWNERSHIP ON DATABASE SHOP TO ROLE SYSADMIN REVOKE CURRENT GRANTS");
    assertThat(ada.column("grantee_name", "SHOW GRANTS ON DATABASE SHOP"))
        .containsExactly("SYSADMIN");
  }

  @Test
  void lendsRolesToRolesAndUsers() {
    ada.ask("GRANT ROLE CHIEF TO ROLE CLERK");
    ada.ask("GRANT USAGE ON DATABASE SHOP TO ROLE CHIEF");

    assertThat(bob.column("name", "SHOW DATABASES")).containsExactly("SHOP");
    assertThat(ada.column("role", "SHOW GRANTS TO USER BOB")).containsExactly("CLERK");
    assertThat(ada.column("grantee_name", "SHOW GRANTS OF ROLE CHIEF")).containsExactly("CLERK");
    ada.ask("REVOKE ROLE CHIEF FROM ROLE CLERK");
    assertThat(bob.rows("SHOW DATABASES")).isEmpty();
    assertThat(ada.error("GRANT ROLE NOBODY TO USER BOB")).startsWith("002003");
  }
}
