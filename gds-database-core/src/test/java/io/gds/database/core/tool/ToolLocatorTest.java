package io.gds.database.core.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ToolException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolLocatorTest {
  @TempDir Path directory;

  private Path tool(String in) throws IOException {
    Path made = Files.createDirectories(directory.resolve(in));
    return new FakeTools(made).script("fake_dump", "exit 0").binary();
  }

  @Test
  void aToolIsFoundOnThePathToAnAbsoluteBinary() {
    assertThat(ToolLocator.onPath().require("sh").binary()).isAbsolute().isExecutable();
    assertThat(ToolLocator.onPath().find("no-such-tool-anywhere")).isEmpty();
  }

  @Test
  void relativeAndBrokenEntriesOfThePathArePassedOver() throws IOException {
    Path binary = tool("bin");
    ToolLocator locator = ToolLocator.onPath("::.:relative:a\0b:" + binary.getParent());
    assertThat(locator.require("fake_dump").binary()).isEqualTo(binary);
    assertThat(ToolLocator.onPath(".:").find("pom.xml")).isEmpty();
  }

  @Test
  void usualDirectoriesComeBeforeThePathInTheirOrder() throws IOException {
    Path first = tool("first");
    Path second = tool("second");
    Path last = tool("last");
    ToolLocator locator =
        ToolLocator.onPath(last.getParent().toString())
            .usual(List.of(directory.resolve("none"), first.getParent(), second.getParent()));
    assertThat(locator.require("fake_dump").binary()).isEqualTo(first);
  }

  @Test
  void aConfiguredPlaceIsTheOnlyOneLookedAt() throws IOException {
    Path configured = tool("configured");
    Path other = tool("other");
    ToolLocator locator = ToolLocator.onPath(other.getParent().toString());
    assertThat(locator.configured(configured).require("fake_dump").binary()).isEqualTo(configured);
    assertThat(locator.configured(configured.getParent()).require("fake_dump").binary())
        .isEqualTo(configured);
    assertThat(locator.configured(directory.resolve("wrong")).find("fake_dump")).isEmpty();
    assertThat(locator.configured(directory).find("fake_dump")).isEmpty();
  }

  @Test
  void aMissingToolIsReportedWithThePlacesLookedAt() {
    ToolLocator locator = ToolLocator.onPath("/nowhere/bin").usual(List.of(directory));
    ToolException missing =
        catchThrowableOfType(ToolException.class, () -> locator.require("fake_dump"));
    assertThat(missing.code()).isEqualTo(ErrorCode.TOOL_MISSING);
    assertThat(missing.tool()).contains("fake_dump");
    assertThat(missing).hasMessageContaining("looked in " + directory + ", /nowhere/bin");
    assertThat(missing.remedy().orElseThrow()).contains("Install fake_dump");
  }

  @Test
  void directoriesAndFilesThatMayNotBeExecutedAreNoTools() throws IOException {
    Files.createDirectory(directory.resolve("sub"));
    Files.writeString(directory.resolve("text"), "x");
    ToolLocator locator = ToolLocator.onPath(directory.toString());
    assertThat(locator.find("sub")).isEmpty();
    assertThat(locator.find("text")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../sh", "a/b", "a\\b", "a\0b"})
  void aToolIsNamedWithoutItsDirectory(String name) {
    ToolLocator locator = ToolLocator.onPath();
    assertThatThrownBy(() -> locator.find(name)).isInstanceOf(IllegalArgumentException.class);
  }
}
