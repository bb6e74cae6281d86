package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnowflakeGrantsTest {
  private static SnowflakeGrant on(String privilege, String to, String grantee, boolean grantable) {
    return new SnowflakeGrant(privilege, "DATABASE", "SHOP", to, grantee, grantable);
  }

  private static SnowflakeGrant future(String privilege, String kind, String grantee) {
    return new SnowflakeGrant(privilege, kind, "SHOP.<" + kind + ">", "ROLE", grantee, false);
  }

  private static final SnowflakeGrants GRANTS =
      new SnowflakeGrants(
          List.of(
              on("OWNERSHIP", "ROLE", "SYSADMIN", true),
              on("USAGE", "ROLE", "my role", false),
              on("CREATE SCHEMA", "ROLE", "\"a\"\"b\"", true),
              on("USAGE", "DATABASE_ROLE", "SHOP.READER", false),
              on("USAGE", "SHARE", "ORG.SHARED", false),
              on("USAGE; DROP", "ROLE", "R", false)),
          List.of(future("SELECT", "TABLE", "READERS"), future("USAGE", "FILE_FORMAT", "READERS")),
          Map.of("S", List.of(future("APPLY", "MASKING_POLICY", "READERS"))),
          Map.of(
              "READER",
              List.of(
                  new SnowflakeGrant("USAGE", "DATABASE_ROLE", "READER", "ROLE", "ANALYST", false),
                  new SnowflakeGrant("USAGE", "DATABASE_ROLE", "READER", "SHARE", "X", false))));

  @Test
  void rightsAreGrantedAgainOnTheDatabaseThatTakesTheNameButForItsOwnership() {
    assertThat(GRANTS.statements("NEW"))
        .containsExactly(
            "GRANT USAGE ON DATABASE \"NEW\" TO ROLE \"my role\"",
            "GRANT CREATE SCHEMA ON DATABASE \"NEW\" TO ROLE \"a\"\"b\" WITH GRANT OPTION",
            "GRANT USAGE ON DATABASE \"NEW\" TO DATABASE ROLE \"NEW\".\"READER\"",
            "GRANT SELECT ON FUTURE TABLES IN DATABASE \"NEW\" TO ROLE \"READERS\"",
            "GRANT USAGE ON FUTURE FILE FORMATS IN DATABASE \"NEW\" TO ROLE \"READERS\"",
            "GRANT APPLY ON FUTURE MASKING POLICIES IN SCHEMA \"NEW\".\"S\" TO ROLE \"READERS\"",
            "GRANT DATABASE ROLE \"NEW\".\"READER\" TO ROLE \"ANALYST\"");
  }

  @Test
  void theOwnerComesLastAndLeavesTheOthersTheirRights() {
    assertThat(GRANTS.ownership("NEW"))
        .contains("GRANT OWNERSHIP ON DATABASE \"NEW\" TO ROLE \"SYSADMIN\" COPY CURRENT GRANTS");
    assertThat(SnowflakeGrants.NONE.ownership("NEW")).isEmpty();
  }

  @Test
  void whatCannotBeGrantedAgainIsTold() {
    assertThat(GRANTS.lost())
        .extracting(SnowflakeGrant::toString)
        .containsExactly(
            "USAGE on database SHOP to share ORG.SHARED",
            "USAGE; DROP on database SHOP to role R",
            "USAGE on database role READER to share X");
  }

  @Test
  void namesInAnswersAreReadWithTheirQuotes() {
    assertThat(SnowflakeIdentifiers.parts("A.\"b.\"\"c\".d_1"))
        .contains(List.of("A", "b.\"c", "D_1"));
    for (String wrong : new String[] {"", ".", "A.", "\"a", "\"a\"b", "A..B"}) {
      assertThat(SnowflakeIdentifiers.parts(wrong)).as(wrong).isEmpty();
    }
    assertThat(SnowflakeIdentifiers.quotedAgain("a.\"b\"")).contains("\"A\".\"b\"");
  }
}
