package io.gds.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {
  @ParameterizedTest
  @CsvSource({
    "/backup/a.gds, LOCAL, /backup/a.gds, /backup/a.gds",
    "local:/backup/a.gds, LOCAL, /backup/a.gds, /backup/a.gds",
    "server:/backup/a.bak, SERVER, /backup/a.bak, server:/backup/a.bak",
    "engine:nightly, ENGINE, nightly, engine:nightly",
    "@backups/daily, STAGE, @backups/daily, @backups/daily",
    "https://store/c/a, URL, https://store/c/a, https://store/c/a",
    "s3://bucket/a, URL, s3://bucket/a, s3://bucket/a",
    "C:\\backup\\a, LOCAL, C:\\backup\\a, C:\\backup\\a",
    "x://short, LOCAL, x://short, x://short"
  })
  void aPlaceIsReadAsAPersonTypesIt(String text, Location.Kind kind, String part, String printed) {
    Location location = Location.parse(text, Location.Kind.LOCAL);

    assertThat(location).isEqualTo(new Location(kind, List.of(part))).hasToString(printed);
    assertThat(Location.parse(printed, Location.Kind.LOCAL)).isEqualTo(location);
  }

  @ParameterizedTest
  @EnumSource
  void aBarePlaceIsOfThePlatformsOwnKind(Location.Kind kind) {
    assertThat(Location.parse("/backup/a", kind).kind()).isEqualTo(kind);
  }

  @Test
  void eachSideHasItsShortForm() {
    assertThat(Location.local(Path.of("/a")).path()).isEqualTo(Path.of("/a"));
    assertThat(Location.server("/a", "/b")).hasToString("server:/a, /b");
    assertThat(Location.url("https://a", "https://b")).hasToString("https://a, https://b");
    assertThat(Location.stage("@s").kind()).isEqualTo(Location.Kind.STAGE);
    assertThat(Location.engine("clone1")).hasToString("engine:clone1");
  }

  @ParameterizedTest
  @CsvSource({
    "https://store/c/a?sv=1&sig=c4nary, https://store/c/a?…",
    "https://app:c4nary@store/c/a, https://<hidden>@store/c/a",
    "https://app:c4nary@store/c/a?sig=c4nary, https://<hidden>@store/c/a?…",
    "s3://bucket/a@b, s3://bucket/a@b"
  })
  void aUrlPrintsWithoutWhatOpensTheStore(String url, String printed) {
    assertThat(Location.url(url)).hasToString(printed);
    assertThat(Location.url(url).parts()).containsExactly(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "server:", "engine:", "local:"})
  void aPlaceIsNamed(String text) {
    assertThatThrownBy(() -> Location.parse(text, Location.Kind.LOCAL))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessage("names no place");
  }

  @Test
  void aPlaceWithoutPartsIsNone() {
    assertThatThrownBy(() -> new Location(Location.Kind.SERVER, List.of()))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void onlyASingleLocalPlaceIsAPath() {
    assertThatThrownBy(() -> Location.server("/a").path())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessage("a single local path is needed, not server:/a");
    assertThatThrownBy(() -> new Location(Location.Kind.LOCAL, List.of("a", "b")).path())
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> new Location(Location.Kind.LOCAL, List.of("a\0b")).path())
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageStartingWith("is not a path: ");
  }

  @Test
  void onlyUrlsHaveSomethingToHide() {
    assertThat(Location.url("https://s/a?sig=x", "https://s/b").shownParts())
        .containsExactly("https://s/a?…", "https://s/b");
    assertThat(Location.server("/b/x?y").shownParts()).containsExactly("/b/x?y");
  }
}
