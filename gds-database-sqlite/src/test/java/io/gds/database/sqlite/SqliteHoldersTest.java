package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteHoldersTest {
  private final Sandbox sandbox = new Sandbox();
  private final Path file = sandbox.file("shop");

  @TempDir private Path proc;

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** A system of two processes, of which the second one has the file open or not. */
  private void system(boolean open) throws Exception {
    sandbox.filled("shop", "delete", 5);
    Files.createDirectories(proc.resolve("self/fd"));
    Files.createDirectories(proc.resolve("1/fd"));
    Files.createDirectories(proc.resolve("77/fd"));
    if (open) {
      Files.createSymbolicLink(proc.resolve("77/fd/3"), file.toRealPath());
    }
  }

  private SqliteHolders seen() {
    return SqliteHolders.of(file, proc).orElseThrow();
  }

  @Test
  void whereAllCanBeLookedIntoNobodyMeansNobody() throws Exception {
    system(false);

    assertThat(seen()).isEqualTo(new SqliteHolders(Set.of(), false, true));
    assertThat(seen().any()).isFalse();
  }

  @Test
  void aProcessThatMayNotBeLookedIntoLeavesItOpenWhetherItHasTheFile() throws Exception {
    system(true);
    Files.createDirectory(proc.resolve("88"));
    Files.createFile(proc.resolve("88/fd"));

    assertThat(seen()).isEqualTo(new SqliteHolders(Set.of(77L), false, false));
    assertThat(seen().who()).isEqualTo("process 77");
  }

  @Test
  void aDescriptorThatMayNotBeReadLeavesItOpenToo() throws Exception {
    system(false);
    Files.createFile(proc.resolve("77/fd/3"));

    assertThat(seen().complete()).isFalse();
  }

  @Test
  void whereProcessesAreHiddenNobodyDoesNotMeanNobody() throws Exception {
    system(false);
    Files.delete(proc.resolve("1/fd"));
    Files.delete(proc.resolve("1"));

    assertThat(seen()).isEqualTo(new SqliteHolders(Set.of(), false, false));
  }

  @Test
  void thisProcessIsToldApartFromOthers() throws Exception {
    sandbox.filled("shop", "delete", 5);
    assumeTrue(SqliteHolders.of(file).isPresent(), "skipped, because there is no /proc here");
    try (Connection own = Sandbox.connect(file)) {
      Sandbox.ask(own, "SELECT count(*) FROM item");
      SqliteHolders holders = SqliteHolders.of(file).orElseThrow();
      assertThat(holders.self()).isTrue();
      assertThat(holders.others()).isEmpty();
      assertThat(holders.who()).isEqualTo("this process");
    }
    assertThat(SqliteHolders.of(file).orElseThrow().any()).isFalse();
  }

  @Test
  void anotherProcessIsNamed() {
    sandbox.filled("shop", "delete", 5);
    assumeTrue(SqliteHolders.of(file).isPresent(), "skipped, because there is no /proc here");
    try (ChildJvm child = ChildJvm.start("hold", file.toString(), "SELECT 1 FROM item")) {
      child.awaitLine("HOLDING");
      assertThat(SqliteHolders.of(file).orElseThrow().others()).containsExactly(child.pid());
    }
  }

  @Test
  void whereNothingTellsNothingIsSaid() {
    assertThat(SqliteHolders.of(file, Path.of("/nonexistent"))).isEmpty();
    assertThat(SqliteHolders.of(sandbox.root().resolve("none"))).isEmpty();
  }
}
