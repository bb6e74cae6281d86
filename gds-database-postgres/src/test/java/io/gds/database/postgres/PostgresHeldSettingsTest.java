package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresHeldSettingsTest {
  private static final PostgresHeldSettings HELD =
      PostgresHeldSettings.parse(
          """
          ALTER DATABASE shop CONNECTION LIMIT = 7;
          ALTER DATABASE "sh""op" SET "My.Key" TO 'it''s; here';
          ALTER DATABASE shop SET search_path TO '$user', 'public';
          ALTER ROLE ann IN DATABASE shop SET my.token TO E'a\\\\b''c';
          ALTER ROLE "a SET b TO" IN DATABASE "x;y" SET "my.key" TO '';
          ALTER ROLE bob SET "my.key" TO 'of all databases';
          ALTER TABLE shop SET "my.key" TO 'of no database';
          ALTER DATABASE shop SET "my.cut" TO 'without an end""");

  @Test
  void valuesAreReadAsTheServerWouldReadThem() {
    assertThat(HELD.value(PostgresFacts.EVERYBODY, "my.key")).contains("it's; here");
    assertThat(HELD.value("ann", "my.token")).contains("a\\b'c");
    assertThat(HELD.value("a SET b TO", "my.key")).contains("");
  }

  @Test
  void nothingElseIsTakenForOne() {
    assertThat(HELD.value("bob", "my.key")).isEmpty();
    assertThat(HELD.value(PostgresFacts.EVERYBODY, "search_path")).isEmpty();
    assertThat(HELD.value(PostgresFacts.EVERYBODY, "my.cut")).isEmpty();
    assertThat(PostgresHeldSettings.NONE.value("ann", "my.token")).isEmpty();
    assertThat(HELD).hasToString("3 values");
  }
}
