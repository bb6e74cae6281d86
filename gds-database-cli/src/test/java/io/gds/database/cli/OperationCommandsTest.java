package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.error.ErrorCode;
import io.gds.database.testkit.fake.FakeDatabaseEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationCommandsTest {
  private final Shelf shelf = Shelf.of("operations");

  @TempDir private Path directory;

  @AfterEach
  void close() {
    shelf.close();
  }

  @Test
  void createMakesADatabaseOnceOnly() {
    Run first = shelf.gds("create", "shop", "-o", "label=note");
    assertThat(first.code()).isZero();
    assertThat(first.out()).startsWith("create of shop succeeded in ").contains("  name  shop");
    assertThat(shelf.server().content("shop")).isPresent();
    Run second = shelf.gds("create", "shop");
    assertThat(second.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(second.err()).contains("[ALREADY_EXISTS]", "gds: remedy: ");
    assertThat(shelf.gds("create", "shop", "--if-not-exists").code()).isZero();
  }

  @Test
  void everyUnknownOptionIsNamedAtOnceWithTheKnownOnes() {
    Run run = shelf.gds("create", "shop", "-o", "colour=red", "-o", "mssql.compression=on");
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("colour: is not known here; known are fake.label")
        .contains("mssql.compression: is an option of another platform");
    assertThat(shelf.server().content("shop")).isEmpty();
  }

  @Test
  void dropDoesNothingWithoutTerminalOrConsent() {
    Run run = shelf.gds("drop", "empty");
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("no terminal to ask on").contains("remedy: Use --yes");
    assertThat(shelf.server().content("empty")).isPresent();
    assertThat(shelf.server().calls()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n\n", "no\n", "\n", "yess\n", "empty\n"})
  void anythingButAYesIsANo(String answer) {
    Run run = shelf.typing(answer, "drop", "empty");
    assertThat(run.code()).isEqualTo(ExitCodes.CANCELLED);
    assertThat(run.err()).contains("drop the database empty with all its content? [y/N]");
    assertThat(shelf.server().content("empty")).isPresent();
    assertThat(shelf.server().changes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"y\n", " Yes \n"})
  void aYesDrops(String answer) {
    assertThat(shelf.typing(answer, "drop", "empty").code()).isZero();
    assertThat(shelf.server().content("empty")).isEmpty();
  }

  @Test
  void withYesNobodyIsAsked() {
    Run run = shelf.gds("drop", "empty", "--yes");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(shelf.gds("drop", "empty", "--yes").code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(shelf.gds("drop", "empty", "--yes", "--if-exists").code()).isZero();
  }

  @Test
  void whatIsRefusedAnywayIsNotAsked() {
    Run run = shelf.typing("y\n", "drop", "nothere");
    assertThat(run.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(run.err()).doesNotContain("[y/N]");
  }

  @Test
  void aBackupIsMadeInspectedVerifiedRestoredAndListed() {
    String archive = directory.resolve("b.gds").toString();
    Run backup = shelf.gds("backup", "orders", "--to", archive, "--verify", "restore");
    assertThat(backup.code()).isZero();
    assertThat(backup.out()).contains("backupType     FULL", "location       " + archive);
    assertThat(shelf.gds("inspect", archive).out()).contains("database       orders");
    Run verify = shelf.gds("verify", archive, "--level", "restore-and-check");
    assertThat(verify.code()).isZero();
    assertThat(verify.out()).contains("backup      " + archive, "level       RESTORE_AND_CHECK");
    for (String option : List.of("--map", "--map-file", "--map-namespace")) {
      Run mapped = shelf.gds("restore", "copy", "--from", archive, option, "a=/b");
      assertThat(mapped.code()).isEqualTo(ExitCodes.USAGE);
      assertThat(mapped.err()).contains("mappings");
    }
    Run restore = shelf.gds("restore", "copy", "--from", archive);
    assertThat(restore.out()).contains("restore of copy succeeded", "used     " + archive);
    assertThat(shelf.server().content("copy")).isEqualTo(shelf.server().content("orders"));
    assertThat(shelf.gds("restore", "copy", "--from", archive).code())
        .isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(shelf.gds("backups", "orders").out()).containsPattern("orders +FULL .* " + archive);
    assertThat(shelf.gds("backups", "empty", "--output", "json").out().strip()).isEqualTo("[ ]");
  }

  @Test
  void aDatabaseIsRestoredFromWhatIsRecordedOfAnother() {
    shelf.gds("backup", "orders", "--to", directory.resolve("b.gds").toString());
    Run restore = shelf.gds("restore", "copy", "--history", "orders");
    assertThat(restore.code()).as(restore.err()).isZero();
    assertThat(shelf.server().content("copy")).isEqualTo(shelf.server().content("orders"));
    String elsewhere = directory.resolve("none").toString();
    Run none = shelf.gds("restore", "other", "--history", "orders", "--in", elsewhere);
    assertThat(none.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(none.err()).contains("no backup of orders is recorded");
    Run asked = shelf.typing("n\n", "restore", "empty", "--history", "orders", "--overwrite");
    assertThat(asked.err()).contains("replace the database empty, should it exist, by a backup of");
  }

  @Test
  void thePartsOfAStripedArchiveLieOnOneSide() {
    Run mixed = shelf.gds("backup", "orders", "--to", "/a", "--to", "https://b.example/c");
    assertThat(mixed.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(mixed.err()).contains("all lie on one side");
    Run striped = shelf.gds("verify", "/a", "/b");
    assertThat(striped.err()).contains("/a, /b");
  }

  @Test
  void anExistingDatabaseIsOverwrittenOnlyWhenConfirmed() {
    String archive = directory.resolve("b.gds").toString();
    shelf.gds("backup", "orders", "--to", archive);
    assertThat(shelf.gds("restore", "empty", "--from", archive, "--overwrite").code())
        .isEqualTo(ExitCodes.USAGE);
    assertThat(shelf.typing("n\n", "restore", "empty", "--from", archive, "--overwrite").code())
        .isEqualTo(ExitCodes.CANCELLED);
    assertThat(shelf.server().content("empty").orElseThrow().rowCount()).isZero();
    assertThat(shelf.gds("restore", "empty", "--from", archive, "--overwrite", "--yes").code())
        .isZero();
    assertThat(shelf.server().content("empty").orElseThrow().rowCount()).isEqualTo(3);
  }

  @Test
  void aFlippedBitIsRefusedWithSeven() throws Exception {
    Path archive = directory.resolve("b.gds");
    shelf.gds("backup", "orders", "--to", archive.toString());
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);
    assertThat(shelf.gds("verify", archive.toString()).code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    Run restore = shelf.gds("restore", "copy", "--from", archive.toString(), "--output", "json");
    assertThat(restore.code()).isEqualTo(ExitCodes.ARCHIVE_REFUSED);
    assertThat(restore.out()).contains("\"outcome\" : \"FAILED\"", "\"ARCHIVE_CORRUPT\"");
    assertThat(shelf.server().content("copy")).isEmpty();
  }

  @Test
  void aBackupNeedsOneDestination() {
    assertThat(shelf.gds("backup", "orders").err())
        .contains("--to=PATH [--to=PATH]... | --into=DIR");
    assertThat(shelf.gds("backup", "orders", "--to", "a", "--into", "b").code())
        .isEqualTo(ExitCodes.USAGE);
    Run into = shelf.gds("backup", "orders", "--into", directory.toString(), "--type", "full");
    assertThat(into.code()).isZero();
    assertThat(into.out()).contains("backupType     FULL", "location       " + directory);
  }

  @Test
  void aCloneIsMadeInTheKindThatIsAskedFor() {
    assertThat(shelf.gds("clone", "orders", "c1").out()).contains("kind          ZERO_COPY");
    assertThat(shelf.gds("clone", "orders", "c2", "--kind", "structure-only").out())
        .contains("kind          STRUCTURE_ONLY");
    assertThat(shelf.server().content("c2").orElseThrow().rowCount()).isZero();
    assertThat(shelf.gds("clone", "orders").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void aCloneCanGoToAnotherServer() {
    try (Shelf other = Shelf.of("other")) {
      Run run = shelf.gds("clone", "orders", "far", "--target-url", other.url(), "--kind", "copy");
      assertThat(run.code() == ExitCodes.DONE || run.code() == ExitCodes.UNSUPPORTED)
          .as(run.err())
          .isTrue();
      assertThat(shelf.server().content("far")).isEmpty();
    }
  }

  @Test
  void takingUseAwayIsConfirmedAndGivingItBackIsNot() {
    assertThat(shelf.gds("state", "empty", "offline").code()).isEqualTo(ExitCodes.USAGE);
    Run run = shelf.typing("y\n", "state", "empty", "read-only");
    assertThat(run.err()).contains("put the database empty into the state read-only? [y/N]");
    assertThat(run.out()).contains("readOnly    yes");
    assertThat(shelf.gds("state", "empty", "read-write").out()).contains("readOnly    no");
  }

  @Test
  void aSessionIsEndedByIdAndOnlyIfItIsThere() {
    assertThat(shelf.gds("kill", "8").code()).isEqualTo(ExitCodes.USAGE);
    assertThat(shelf.gds("kill", "7", "--cancel", "--yes").out())
        .startsWith("cancelProcess of 7 succeeded");
    assertThat(shelf.typing("y\n", "kill", "8").out()).startsWith("terminateProcess of 8");
    Run gone = shelf.gds("kill", "8", "--yes");
    assertThat(gone.code()).isEqualTo(ExitCodes.NOT_FOUND_OR_EXISTS);
    assertThat(gone.err()).contains("there is no session 8");
  }

  @Test
  void aSettingIsChangedAndShownAsItIsThen() {
    Run run = shelf.gds("config", "set", "work_mem=128");
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern("work_mem +128 +32 +MB +4 +.*ON_RESTART +restart");
    assertThat(shelf.gds("config", "set", "work_mem=128", "--output", "json").out())
        .contains("\"operation\" : \"setConfiguration\"", "\"value\" : [ {");
    assertThat(shelf.gds("config", "set", "work_mem").code()).isEqualTo(ExitCodes.USAGE);
    assertThat(shelf.gds("config", "set").code()).isEqualTo(ExitCodes.USAGE);
    Run nothing = shelf.gds("config", "set", "--hidden=");
    assertThat(nothing.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(nothing.err()).doesNotContain("<hidden>");
    assertThat(shelf.gds("config", "set", "work_mem=1", "-o", "no.such=1").err())
        .contains("no.such");
    Run reset = shelf.gds("config", "reset", "work_mem");
    assertThat(reset.code()).as(reset.err()).isZero();
    assertThat(reset.out()).contains("resetConfiguration of ", "work_mem").doesNotContain("128");
    assertThat(shelf.gds("config", "reset").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void anotherNodeIsMadePrimary() {
    assertThat(shelf.gds("ha", "switchover", "--leader", "n1").code()).isEqualTo(ExitCodes.USAGE);
    Run run =
        shelf.typing(
            "y\n",
            "ha",
            "switchover",
            "--leader",
            "n1",
            "--to",
            "n2",
            "--group",
            "g1",
            "--max-lag",
            "5s");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("newPrimary         n2");
    assertThat(shelf.gds("ha", "failover", "--yes").err()).contains("acceptDataLoss");
    Run forced =
        shelf.gds(
            "ha",
            "failover",
            "--to",
            "n3",
            "--accept-data-loss",
            "--max-data-loss",
            "1h",
            "--group",
            "g1",
            "--yes");
    assertThat(forced.code()).as(forced.err()).isZero();
    Run status = shelf.gds("ha");
    assertThat(status.out()).contains(", not healthy", "problem: ");
    Run back = shelf.gds("ha", "rejoin", "n2", "--group", "g1", "--discard-changes", "--yes");
    assertThat(back.code()).as(back.err()).isZero();
    assertThat(back.out()).contains("rejoin of ", "n2");
    assertThat(shelf.gds("ha", "rejoin").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void theResultInJsonIsAnOperationResult() {
    Run run = shelf.gds("--output", "json", "create", "shop");
    assertThat(run.out())
        .containsSubsequence(
            "\"operation\" : \"create\"",
            "\"target\" : \"shop\"",
            "\"outcome\" : \"SUCCEEDED\"",
            "\"attempts\" : 1",
            "\"startedAt\" : ",
            "\"finishedAt\" : ",
            "\"correlationId\" : ",
            "\"value\" : {",
            "\"error\" : null");
    assertThat(shelf.gds("--output", "csv", "create", "shop2").out())
        .startsWith("operation,target,outcome,attempts,startedAt,finishedAt,correlationId,value");
  }

  @ParameterizedTest
  @EnumSource(
      value = ErrorCode.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CONNECTION_LOST", "OUTCOME_UNKNOWN"})
  void whateverFailsInAnOperationEndsWithItsCodeAndAFullResult(ErrorCode code) {
    for (int i = 0; i < 10; i++) {
      shelf.server().faults().failNext("create", code);
    }
    Run run = shelf.gds("create", "shop", "--output", "json");
    assertThat(run.code()).isEqualTo(ExitCodes.of(code));
    assertThat(run.out())
        .contains("\"operation\" : \"create\"", "\"target\" : \"shop\"", "\"code\" : \"" + code);
    assertThat(run.err()).contains("[" + code);
  }

  @Test
  void anUnknownOutcomeEndsWithEightAndSaysWhatToLookAt() {
    shelf.server().faults().reconcileUnknown();
    shelf.server().faults().loseConnectionAfterSend();
    Run run = shelf.gds("create", "shop", "--output", "json");
    assertThat(run.code()).isEqualTo(ExitCodes.OUTCOME_UNKNOWN);
    assertThat(run.out()).contains("\"outcome\" : \"UNKNOWN\"");
    assertThat(run.err()).contains("gds: remedy: Look whether shop", "gds: step unknown: create");
  }

  @Test
  void aDeadlineEndsAnOperationWithSix() {
    shelf.server().faults().slow(Duration.ofSeconds(20));
    Run run = shelf.gds("--timeout", "300ms", "create", "shop");
    assertThat(run.code()).isEqualTo(ExitCodes.NO_CONNECTION);
    assertThat(run.err()).contains("[TIMEOUT]");
  }

  @ParameterizedTest
  @CsvSource({"backup orders --to x", "restore a --from b", "clone orders c", "users", "logs"})
  void whatThePlatformLacksEndsWithThreeAndTheReason(String command) {
    try (Shelf bare = Shelf.of("bare", FakeDatabaseEngine.builder().supporting())) {
      Run run = bare.gds(command.split(" "));
      assertThat(run.code()).isEqualTo(ExitCodes.UNSUPPORTED);
      assertThat(run.err()).contains("the platform has nothing like it", "UNSUPPORTED_CAPABILITY");
    }
  }

  @Test
  void aTerminalShowsProgressAndCleansItUp() {
    Run run = shelf.typing("", "backup", "orders", "--to", directory.resolve("b").toString());
    assertThat(run.err()).contains("backup: copy [").endsWith("\r" + " ".repeat(79) + "\r");
    assertThat(run.out()).doesNotContain("\r");
    assertThat(shelf.gds("create", "shop").err()).isEmpty();
  }
}
