package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a data directory is a node's own, and outlives another node's files. */
class PostgresOwnFilesTest {
  @TempDir Path directory;
  private Path data;

  @BeforeEach
  void aNode() throws IOException {
    data = Files.createDirectory(directory.resolve("data"));
    write("postgresql.conf", "port = 5432\n include_dir 'conf.d'\nINCLUDE = extra/more.conf # x");
    write(
        "postgresql.auto.conf",
        "primary_conninfo = 'host=p1 passfile=''secret/pgpass'' sslcert=/elsewhere/c.crt'\n");
    write("extra/more.conf", "include_if_exists 'deeper.conf'\ninclude 'more.conf'\n");
    write("extra/deeper.conf", "ssl_cert_file = 'tls/own.crt'\nssl_key_file='tls/own.key'\n");
    write("conf.d/10-own.conf", "ssl_ca_file = '" + data.resolve("tls/ca.crt") + "'\n");
    write("conf.d/20-hba.conf", "hba_file = 'hba/own.conf'\nssl_crl_dir = 'crl'\n");
    write("hba/own.conf", "local all all trust\ninclude 'users.conf'\n");
    write("hba/users.conf", "local all ann trust\n");
    write("crl/a.r0", "x");
    write("conf.d/notes.txt", "not read by the server");
    write("secret/pgpass", "*:*:*:*:x");
    write("tls/own.crt", "own");
    write("tls/own.key", "own");
    write("tls/ca.crt", "own");
    write("server.key", "own");
    write("base/1/1259", "data");
    write("given/pgpass", "x");
  }

  private void write(String name, String text) throws IOException {
    Path file = data.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static final String[] OWN = {
    "postgresql.conf",
    "postgresql.auto.conf",
    "server.key",
    "conf.d/10-own.conf",
    "conf.d/20-hba.conf",
    "extra/more.conf",
    "extra/deeper.conf",
    "tls/own.crt",
    "tls/own.key",
    "tls/ca.crt",
    "hba/own.conf",
    "hba/users.conf",
    "crl/a.r0",
    "secret/pgpass",
    "given/pgpass"
  };

  @Test
  void theyAreThoseThatTheConfigurationNames() {
    assertThat(PostgresOwnFiles.in(data, List.of(data.resolve("given/pgpass"))).files())
        .extracting(Path::toString)
        .containsExactlyInAnyOrder(OWN);
    assertThat(PostgresOwnFiles.in(data).directories()).containsExactly(Path.of("conf.d"));
  }

  @Test
  void theyAreBackAfterAnotherNodesFilesLayInTheirPlace() throws IOException {
    PostgresKeptFiles kept = new PostgresKeptFiles(data);
    kept.keep(List.of(data.resolve("given/pgpass")));
    for (String name : OWN) {
      Files.delete(data.resolve(name));
    }
    Files.delete(data.resolve("tls"));
    write("postgresql.conf", "include_dir 'conf.d'");
    write("conf.d/99-other.conf", "archive_mode = on");
    write("tls/own.key", "other's");

    kept.putBack();

    assertThat(Files.readString(data.resolve("tls/own.key"))).isEqualTo("own");
    assertThat(Files.readString(data.resolve("postgresql.conf"))).contains("port = 5432");
    assertThat(data.resolve("conf.d/99-other.conf")).as("obeyed by nobody").doesNotExist();
    assertThat(data.resolve("conf.d/notes.txt")).exists();
    for (String name : OWN) {
      assertThat(data.resolve(name)).exists();
    }
    assertThat(kept.directory()).doesNotExist();
  }

  @Test
  void aCopyGetsThemInDirectoriesOfItsOwner() throws IOException {
    Path fresh = Files.createDirectory(directory.resolve("fresh"));
    Map<Path, byte[]> own = new PostgresFiles(data).keep(List.of());
    new PostgresFiles(fresh).replace(own);
    assertThat(fresh.resolve("tls/own.key")).hasContent("own");
    assertThat(Files.getPosixFilePermissions(fresh.resolve("tls"))).hasSize(3);
    assertThat(Files.getPosixFilePermissions(fresh.resolve("tls/own.key"))).hasSize(2);
  }
}
