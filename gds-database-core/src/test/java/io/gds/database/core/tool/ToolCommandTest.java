package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolCommandTest {
  private static final Tool DUMP = new Tool("pg_dump", Path.of("/usr/bin/pg_dump"));

  @Test
  void theTextIsWhatAPersonWouldType() {
    ToolCommand command =
        ToolCommand.builder(DUMP)
            .arguments("--format=custom", "--no-password", "it's", "")
            .variable("PGDATABASE", "a b")
            .build();
    assertThat(command.toString())
        .isEqualTo(
            "LC_ALL=C PGDATABASE='a b' /usr/bin/pg_dump --format=custom --no-password 'it'\\''s' ''");
    assertThat(command.tool()).isEqualTo(DUMP);
    assertThat(command.arguments()).hasSize(4);
    assertThat(command.directory()).isEmpty();
    assertThat(command.variables()).containsOnlyKeys("LC_ALL", "PGDATABASE");
  }

  @Test
  void onlyAllowedVariablesAreInherited() {
    Map<String, String> available =
        Map.of(
            "PATH",
            "/evil",
            "HOME",
            "/root",
            "PGPASSWORD",
            "x",
            "PGHOST",
            "evil",
            "LC_ALL",
            "de",
            "SSL_CERT_DIR",
            "/certs",
            "LD_PRELOAD",
            "evil.so");
    assertThat(ToolCommand.builder(DUMP).build().environment(available))
        .isEqualTo(Map.of("LC_ALL", "C", "HOME", "/root"));
    assertThat(
            ToolCommand.builder(DUMP)
                .inherit("PATH", "SSL_CERT_DIR", "NOT_THERE")
                .variable("LC_ALL", "C.UTF-8")
                .build()
                .environment(available))
        .isEqualTo(
            Map.of(
                "LC_ALL", "C.UTF-8", "HOME", "/root", "PATH", "/evil", "SSL_CERT_DIR", "/certs"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PGPASSWORD", "MYSQL_PWD", "SQLCMDPASSWORD", "snowsql_token", "AWS_SECRET_KEY"})
  void aVariableThatAnnouncesASecretIsRefused(String name) {
    ToolCommand.Builder builder = ToolCommand.builder(DUMP);
    assertThatThrownBy(() -> builder.variable(name, "c4nary"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SecretFile")
        .hasMessageNotContaining("c4nary");
    assertThatThrownBy(() -> builder.inherit(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PGHOST", "PGSERVICEFILE", "LD_PRELOAD", "LANG", "MONGO_URI"})
  void settingsOfDatabaseToolsAreNeverInherited(String name) {
    ToolCommand.Builder builder = ToolCommand.builder(DUMP);
    assertThatThrownBy(() -> builder.inherit(name)).hasMessageContaining("is never inherited");
  }

  @Test
  void aPathToAPasswordFileIsNoSecret() {
    assertThat(ToolCommand.builder(DUMP).variable("PGPASSFILE", "/tmp/x").build().variables())
        .containsEntry("PGPASSFILE", "/tmp/x");
  }

  @Test
  void nulCharactersAreRefusedAllAtOnce() {
    ToolCommand.Builder builder =
        ToolCommand.builder(DUMP).arguments("ok", "a\0b").variable("X", "c\0d");
    InvalidOptionsException refused =
        catchThrowableOfType(InvalidOptionsException.class, builder::build);
    assertThat(refused.faults()).extracting("option").containsExactly("argument 2", "X");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A=B"})
  void aVariableHasAProperName(String name) {
    ToolCommand.Builder builder = ToolCommand.builder(DUMP);
    assertThatThrownBy(() -> builder.variable(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aToolsPathIsAbsolute() {
    Path relative = Path.of("pg_dump");
    assertThatThrownBy(() -> new Tool("pg_dump", relative))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aDeadlineIsMoreThanZero() {
    ToolRun run = ToolRun.of(ToolCommand.builder(DUMP).build());
    assertThatThrownBy(() -> run.within(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
