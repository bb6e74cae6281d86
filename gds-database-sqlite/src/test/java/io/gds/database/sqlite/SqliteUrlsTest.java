package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.DatabaseType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteUrlsTest {
  @ParameterizedTest
  @CsvSource({
    "sqlite:/srv/data, /srv/data",
    "sqlite:data/x.db, data/x.db",
    "sqlite:///srv/data, /srv/data",
    "SQLITE:/srv/data, /srv/data",
    "jdbc:sqlite:/srv/x.db, /srv/x.db",
    "jdbc:sqlite:x.db, x.db",
    "sqlite:a b#c%20d.db, a b#c%20d.db"
  })
  void aPathIsTakenAsItIs(String url, String path) {
    assertThat(SqliteUrls.parse(url))
        .map(info -> info.path().orElseThrow())
        .contains(Path.of(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql://h/x", "jdbc:postgresql://h/x", "sqlite", "/srv/data", ""})
  void whatIsNoUrlOfSqliteIsLeftToOthers(String url) {
    assertThat(SqliteUrls.parse(url)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sqlite:",
        "sqlite: ",
        "sqlite:?x=1",
        "sqlite:/srv/x.db?enable_load_extension=true",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite::resource:http://evil.example/x.db",
        "jdbc:sqlite:file:/srv/x.db",
        "jdbc:sqlite:http://evil.example/x.db",
        "jdbc:sqlite:FILE:x",
        "sqlite://host/x",
        "sqlite:/srv/\0x"
      })
  void whatIsMoreThanAPathIsRefused(String url) {
    assertThatThrownBy(() -> SqliteUrls.parse(url))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageNotContaining("evil.example");
  }

  @Test
  void everySettingThatMeansNothingHereIsRefusedAtOnce() {
    ConnectionInfo info =
        ConnectionInfo.builder(DatabaseType.SQLITE)
            .credentials(Credentials.password("ada", SecretRef.of("env", "X")))
            .property("enable_load_extension", "true")
            .property("journal_mode", "off")
            .peer("other", ConnectionInfo.builder(DatabaseType.SQLITE).path(Path.of("/x")).build())
            .host("localhost")
            .database("shop")
            .build();
    assertThatThrownBy(() -> SqliteUrls.check(info))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(6));
  }

  @Test
  void noCharacterOfANameIsTakenForAnythingElseInAUri() {
    assertThat(SqliteUrls.uri(Path.of("/a?b#c%d&e=f é.db"), "mode=ro"))
        .isEqualTo("file:/a%3Fb%23c%25d%26e%3Df%20%C3%A9%2Edb?mode=ro");
  }
}
