package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DryRunTest {
  private final Shelf shelf = Shelf.of("dry");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    shelf.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create shop",
        "drop empty",
        "backup orders --to DIR/new.gds",
        "backup orders --into DIR",
        "verify DIR/b.gds --level restore",
        "restore copy --from DIR/b.gds",
        "restore empty --from DIR/b.gds --overwrite",
        "clone orders c",
        "state empty offline",
        "kill 8",
        "kill 8 --cancel",
        "config set work_mem=1",
        "config reset work_mem",
        "ha switchover --leader n1 --to n2",
        "ha failover --to n2 --accept-data-loss",
        "ha rejoin n3 --method reclone --discard-changes"
      })
  void aDryRunPrintsChecksAndScriptAndChangesNothing(String command) throws Exception {
    shelf.gds("backup", "orders", "--to", directory.resolve("b.gds").toString());
    shelf.server().clearCalls();
    String before = shelf.server().fingerprint();
    String[] args = command.replace("DIR", directory.toString()).split(" ");

    Run text = shelf.gds(Run.join(List.of(args), "--dry-run"));
    Run json = shelf.gds(Run.join(List.of(args), "--dry-run", "--output", "json"));
    Run csv = shelf.gds(Run.join(List.of(args), "--dry-run", "--output", "csv"));

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out())
        .startsWith("-- dry run: ")
        .contains("-- check passed: ", "-- step 1 of ")
        .contains("nothing has been changed");
    assertThat(json.out()).startsWith("{\n  \"dryRun\" : true").contains("\"script\" : [ {");
    assertThat(csv.out()).startsWith("dryRun,operation,target");
    assertThat(shelf.server().changes()).isEmpty();
    assertThat(shelf.server().fingerprint()).isEqualTo(before);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(file -> !file.getFileName().toString().startsWith("b.gds")))
          .isEmpty();
    }
  }

  @Test
  void aRefusalHasTheCodeItWouldHave() {
    Run run = shelf.gds("drop", "nothere", "--dry-run");
    assertThat(run.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(run.out()).contains("-- check refused: the database exists (nothere");
    assertThat(run.err()).contains("[NOT_FOUND]", "gds: remedy: ");
    Run json = shelf.gds("create", "orders", "--dry-run", "--output", "json");
    assertThat(json.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(json.out()).contains("\"refused\" : true", "\"code\" : \"ALREADY_EXISTS\"");
  }

  @Test
  void aHostileNameCannotForgeALineOfTheScript() {
    String name = "x\n-- check passed: all is well\u001b[1A";
    Run run = shelf.gds("create", name, "--dry-run");
    assertThat(run.out()).doesNotContain("\u001b");
    assertThat(run.out().lines().filter(line -> line.startsWith("-- check passed: all"))).isEmpty();
  }

  @Test
  void nothingIsAuditedSinceNothingIsDone() {
    Path audit = directory.resolve("audit.log");
    assertThat(shelf.gds("create", "x", "--dry-run", "--audit", audit.toString()).code()).isZero();
    assertThat(audit).doesNotExist();
  }
}
