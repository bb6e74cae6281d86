package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresPreloadsTest {
  @TempDir Path data;

  @BeforeEach
  void make() throws IOException {
    write("postgresql.conf", "# shared_preload_libraries = 'pg_cron'\n");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(data.resolve(name).getParent());
    Files.writeString(data.resolve(name), text);
  }

  private PostgresPreloads read() {
    return PostgresPreloads.of(data);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shared_preload_libraries = 'pg_cron' # jobs | pg_cron",
        "shared_preload_libraries='pg_cron,timescaledb' | pg_cron,timescaledb",
        "shared_preload_libraries 'pg_stat_statements, \"$libdir/own\"' | $libdir/own",
        "Shared_Preload_Libraries = pg_cron | pg_cron",
        "shared_preload_libraries = '$libdir/pg_stat_statements.so,auto_explain' | ``",
        "session_preload_libraries = 'own' | ``",
        "shared_preload_libraries = '' | ``"
      })
  void whatStartsByItselfIsNamed(String line, String names) throws IOException {
    write("postgresql.conf", "port = 5432\n" + line + "\nlog_line_prefix = '%m ''x'' '\n");
    assertThat(String.join(",", read().libraries())).isEqualTo(names);
  }

  @Test
  void aSettingInACommentIsNone() {
    assertThat(read().libraries()).isEmpty();
    assertThat(read().unread()).isEmpty();
  }

  @Test
  void whatIsIncludedAndWhatWasAlteredLaterCounts() throws IOException {
    write(
        "postgresql.conf",
        "include_dir 'conf.d'\ninclude_if_exists = 'none.conf'\ninclude 'sub/more.conf'\n");
    write("conf.d/10.conf", "shared_preload_libraries = 'first'");
    write("conf.d/20.conf", "shared_preload_libraries = 'second'");
    write("conf.d/30.txt", "shared_preload_libraries = 'never'");
    write("sub/more.conf", "include = 'least.conf'");
    assertThat(read().unread()).containsExactly(data.resolve("sub/least.conf").toString());
    assertThat(read().libraries()).containsExactly("second");
    write("sub/least.conf", "shared_preload_libraries = 'third'");
    assertThat(read().libraries()).containsExactly("third");
    assertThat(read().unread()).isEmpty();
    write("postgresql.auto.conf", "shared_preload_libraries = ''\n");
    assertThat(read().libraries()).isEmpty();
  }

  @Test
  void whateverALineHoldsItIsRead() throws IOException {
    write("ä.conf", "shared_preload_libraries = 'own'\n");
    write(
        "postgresql.conf",
        "log_line_prefix = '" + "x".repeat(100_000) + "'\ninclude 'a\0b'\ninclude 'ä.conf'\n");
    assertThat(read().unread()).containsExactly("a\0b");
    assertThat(read().libraries()).containsExactly("own");
  }

  @Test
  void filesThatIncludeEachOtherAreFollowedNoDeeperThanTheServerDoes() throws IOException {
    write("postgresql.conf", "include 'postgresql.conf'\nshared_preload_libraries = 'own'\n");
    assertThat(read().libraries()).containsExactly("own");
    assertThat(read().unread()).containsExactly(data.resolve("postgresql.conf").toString());
  }
}
