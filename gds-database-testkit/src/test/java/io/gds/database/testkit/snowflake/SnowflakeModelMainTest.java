package io.gds.database.testkit.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnowflakeModelMainTest {
  @Test
  void theSamplesHaveAPastToGoBackTo() {
    try (SnowflakeModelMain running = SnowflakeModelMain.start("--port", "0")) {
      ModelClient ada = new ModelClient(running.model(), "ADA");

      assertThat(running.url("ada"))
          .isEqualTo(
              "snowflake://ada@127.0.0.1:"
                  + running.peer().port()
                  + "?account=acme-prod&ssl=off&warehouse=COMPUTE_WH");
      assertThat(running.password()).isEqualTo("secret");
      assertThat(ada.column("name", "SHOW DATABASES")).containsExactly("SHOP", "STAGING");
      assertThat(ada.column("name", "SHOW DATABASES HISTORY")).contains("OLD");
      assertThat(ada.value("SELECT COUNT(*) FROM SHOP.PUBLIC.ORDERS")).isEqualTo("3");
      assertThat(ada.value("SELECT COUNT(*) FROM SHOP.PUBLIC.ORDERS AT(OFFSET => -100000)"))
          .isEqualTo("1");
      assertThat(new ModelClient(running.model(), "CLERK").rows("SHOW DATABASES")).isEmpty();
    }
  }

  @Test
  void severalAccountsShareAGroup() {
    try (SnowflakeModelMain running = SnowflakeModelMain.start("--port", "0", "--accounts", "3")) {
      ModelClient ada = new ModelClient(running.model(), "ADA");

      assertThat(running.urls("ada")).containsOnlyKeys("PROD", "DR", "DR2");
      assertThat(ada.column("account_name", "SHOW FAILOVER GROUPS"))
          .containsExactly("PROD", "DR", "DR2");
    }
  }

  @Test
  void itIsWhatTheArgumentsSay() {
    try (SnowflakeModelMain running =
        SnowflakeModelMain.start("--port", "0", "--edition", "standard", "--empty")) {
      ModelClient ada = new ModelClient(running.model(), "ADA");

      assertThat(ada.rows("SHOW DATABASES")).isEmpty();
      assertThat(ada.error("CREATE DATABASE X DATA_RETENTION_TIME_IN_DAYS = 2"))
          .startsWith("001008");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--port 65536,--port is a number up to 65535",
    "--accounts 0,--accounts is a number from 1 to 3",
    "--edition cheap,--edition has no cheap",
    "--nothing 1,--nothing is no option",
    "--port,--port is no option or has no value",
    "--accounts 2 --empty,--accounts share the database SHOP: leave --empty out",
  })
  void whatMeansNothingIsSaid(String arguments, String complaint) {
    assertThatThrownBy(() -> SnowflakeModelMain.start(arguments.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(complaint);
  }
}
