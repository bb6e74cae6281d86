package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class PostgresToolsTest {
  @TempDir Path root;

  private Path program(String directory, String name, String said) throws IOException {
    Path program = Files.createDirectories(root.resolve(directory)).resolve(name);
    Files.writeString(program, "#!/bin/sh\n" + said + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path dump(String directory, String version) throws IOException {
    return program(directory, "pg_dump", "echo 'pg_dump (PostgreSQL) " + version + "'");
  }

  private List<PostgresTools> found(Map<String, String> environment) {
    return PostgresTools.all(environment::get, root);
  }

  @Test
  void toolsAreFoundWhereSystemsPutThemTheNewestFirst() throws IOException {
    dump("usr/lib/postgresql/15/bin", "15.18 (Debian 15.18-0+deb12u1)");
    dump("usr/lib/postgresql/9.6/bin", "9.6.24");
    dump("usr/pgsql-17/bin", "17.11");
    dump("named", "16.15");
    dump("path", "18rc1");
    Files.createDirectories(root.resolve("usr/lib/postgresql/14"));
    List<PostgresTools> tools =
        found(
            Map.of(
                "GDS_TEST_POSTGRES_TOOLS",
                root.resolve("named").toString(),
                "PATH",
                "relative:" + root.resolve("path") + ":" + root.resolve("absent")));
    assertThat(tools)
        .extracting(PostgresTools::version)
        .containsExactly("18rc1", "17.11", "16.15", "15.18", "9.6.24");
    assertThat(tools).extracting(PostgresTools::major).containsExactly(18, 17, 16, 15, 9);
    assertThat(tools.get(1)).hasToString("17.11 in " + root.resolve("usr/pgsql-17/bin"));
  }

  @Test
  void aLinkedDirectoryCountsOnceAndOneThatDoesNotRunNotAtAll() throws IOException {
    dump("usr/lib/postgresql/15/bin", "15.18");
    Files.createSymbolicLink(root.resolve("link"), root.resolve("usr/lib/postgresql/15/bin"));
    program("broken", "pg_dump", "exit 1");
    program("other", "pg_dump", "echo something else");
    String path = root.resolve("link") + ":" + root.resolve("broken") + ":" + root.resolve("other");
    assertThat(found(Map.of("PATH", path))).hasSize(1);
  }

  @Test
  void missingToolsSkipOrFailTheTest() throws IOException {
    assertThat(found(Map.of())).isEmpty();
    assertThatThrownBy(
            () ->
                PostgresTools.chosen(
                    List.of(), "postgres-tools", "", tools -> true, Map.<String, String>of()::get))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no PostgreSQL client tools in GDS_TEST_POSTGRES_TOOLS")
        .hasMessageContaining("GDS_TEST_REQUIRE=postgres-tools");
    dump("usr/lib/postgresql/15/bin", "15.18");
    List<PostgresTools> all = found(Map.of());
    assertThatThrownBy(
            () ->
                PostgresTools.chosen(
                    all,
                    "postgres-tools-16",
                    " of major 16",
                    tools -> tools.major() == 16,
                    Map.of("GDS_TEST_REQUIRE", "postgres-tools-16")::get))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of major 16")
        .hasMessageContaining("only [15.18 in ");
    assertThatThrownBy(
            () ->
                PostgresTools.chosen(
                    all,
                    "postgres-tools-16",
                    " of major 16",
                    tools -> tools.major() == 16,
                    Map.of("GDS_TEST_REQUIRE", "postgres-tools")::get))
        .as("tools of another major are not demanded along with any")
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("GDS_TEST_REQUIRE=postgres-tools-16");
    assertThat(all.get(0).hasServer()).isFalse();
    assertThatThrownBy(() -> all.get(0).tool("pg_rewind"))
        .as("a skip, or a failure where it must not be skipped")
        .isInstanceOfAny(TestAbortedException.class, AssertionFailedError.class)
        .hasMessageContaining("there is no pg_rewind beside 15.18");
  }

  @Test
  void aWholeServerIsRecognised() throws IOException {
    dump("usr/lib/postgresql/15/bin", "15.18");
    for (String name : List.of("initdb", "pg_ctl", "postgres")) {
      program("usr/lib/postgresql/15/bin", name, "exit 0");
    }
    PostgresTools tools = found(Map.of()).get(0);
    assertThat(tools.hasServer()).isTrue();
    assertThat(tools.tool("initdb")).isEqualTo(tools.directory().resolve("initdb"));
    assertThat(tools.matchingServer().spec().major()).isEqualTo(15);
  }
}
