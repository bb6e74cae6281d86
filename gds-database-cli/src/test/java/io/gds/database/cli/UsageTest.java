package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  private static final List<String> COMMANDS =
      List.of(
          "demo",
          "platforms",
          "capabilities",
          "engine",
          "databases",
          "describe",
          "schema",
          "create",
          "drop",
          "backup",
          "backups",
          "inspect",
          "verify",
          "restore",
          "clone",
          "users",
          "processes",
          "kill",
          "config",
          "metrics",
          "logs",
          "ha",
          "state",
          "help",
          "completion");

  @Test
  void helpListsEveryCommand() {
    Run run = Run.gds("--help");
    assertThat(run.code()).isZero();
    for (String command : COMMANDS) {
      assertThat(run.out()).containsPattern("(?m)^  " + command + " ");
    }
    assertThat(Run.gds("help").out()).isEqualTo(run.out());
  }

  @Test
  void withoutArgumentsTheUsageIsShownAndTheCodeIsTwo() {
    Run run = Run.gds();
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("Usage: gds ");
  }

  @Test
  void everyCommandHasHelpWithTheGlobalOptionsLast() {
    for (String command : COMMANDS) {
      Run run = Run.gds("help", command);
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("Usage: gds " + command + " ").contains("--url=URL");
      assertThat(Run.gds(command, "--help").out()).isEqualTo(run.out());
    }
    assertThat(Run.gds("help", "restore").out())
        .containsSubsequence("\n      --from=PATH", "\n      --url=URL");
    assertThat(Run.gds("help", "ha", "switchover").out()).contains("--leader=NODE");
    assertThat(Run.gds("help", "nothing").code()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void theHelpListsEveryExitCode() throws IllegalAccessException {
    String help = Run.gds("--help").out();
    List<Field> codes =
        Arrays.stream(ExitCodes.class.getDeclaredFields())
            .filter(field -> field.getType() == int.class)
            .toList();
    assertThat(codes).hasSizeGreaterThan(5);
    for (Field code : codes) {
      assertThat(help).as(code.getName()).containsPattern("\n *" + code.getInt(null) + " +[A-Z]");
    }
  }

  @Test
  void theVersionIsTold() {
    assertThat(Run.gds("--version").out()).startsWith("gds ").contains("Java ");
  }

  @Test
  void theCompletionScriptKnowsCommandsAndOptions() {
    assertThat(Run.gds("completion").out())
        .startsWith("#!/usr/bin/env bash")
        .contains("backup", "--overwrite", "--if-not-exists");
  }

  @ParameterizedTest
  @CsvSource({
    "bakup x,did you mean backup",
    "databases extra,not understood: extra",
    "databases --syztem,unknown option: --syztem",
    "describe,Missing required parameter: 'NAME'",
    "restore x --url fake:x,--from: is missing: name the archive",
    "restore x --url fake:x --from a --history b,--from: and --history exclude each other",
    "restore x --url fake:x --from a --in b,--in: goes with --history",
    "databases,--url: is missing",
    "databases --url nonsense,no provider for",
    "databases --url oracle://h/d,providers found: ",
    "databases --timeout soon,takes a duration",
    "state x asleep,takes online",
    "clone a b --kind sideways,takes zero-copy",
    "create x -o novalue,KEY=VALUE"
  })
  void badUsageEndsWithTwoAndAReason(String command, String reason) {
    Run run = Run.gds(command.split(" "));
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).startsWith("gds: ").contains(reason);
    assertThat(run.err()).doesNotContain("Exception", "\tat ");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--output json nonsense",
        "databases --nonsense --output json",
        "databases --nonsense --output=json",
        "databases --output json"
      })
  void badUsageIsOneJsonDocumentIfJsonWasAskedFor(String command) {
    Run run = Run.gds(command.split(" "));
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).startsWith("{\n  \"error\" : {\n    \"code\" : \"INVALID_OPTIONS\"");
  }

  @Test
  void aStackTraceIsShownOnlyIfVerbose() {
    assertThat(Run.gds("databases").err()).doesNotContain("at io.gds");
    assertThat(Run.gds("databases", "--verbose").err()).contains("at io.gds.database.cli");
  }

  @Test
  void namesMayBeginWithAHyphenOrAnAtSign(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("args"), "--yes");
    try (Shelf shelf = Shelf.of("odd")) {
      assertThat(shelf.gds("create", "--", "-x").code()).isZero();
      assertThat(shelf.gds("create", "@" + file).code()).isZero();
      assertThat(shelf.server().content("-x")).isPresent();
      assertThat(shelf.server().content("@" + file)).isPresent();
      assertThat(shelf.gds("drop", "--yes", "--", "-x").code()).isZero();
    }
  }

  @Test
  void aValueThatIsNamedLikeACommandIsNoCommand() {
    try (Shelf shelf = Shelf.of("demo")) {
      assertThat(Run.gds("--url", "fake:demo", "databases").code()).isZero();
      assertThat(Run.gds("--audit", "help", "--url=fake:demo", "describe", "orders").code())
          .isZero();
      assertThat(shelf.server().changes()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backup --to x",
        "backup shop --server --to x",
        "restore --from x",
        "restore shop --server --from x",
        "clone shop",
        "clone shop copy --server",
      })
  void eitherADatabaseOrTheServerIsNamed(String command) {
    Run run = Run.gds(Run.join(List.of("--url", "sqlite:/nowhere"), command.split(" ")));
    assertThat(run.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("NAME");
  }

  @Test
  void aPlatformThatIsNoServerSaysThatDatabasesAreAsked(@TempDir Path directory) {
    Run run = Run.gds("backup", "--server", "--to", "x", "--url", "sqlite:" + directory);
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCodes.UNSUPPORTED);
  }
}
