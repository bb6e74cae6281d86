package io.gds.database.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionKeyTest {
  private static final OptionKey<Integer> LEVEL =
      OptionKey.of("fake.level", Integer.class, "How hard to press.")
          .checked(level -> level >= 1 && level <= 9, "1 to 9")
          .defaultsTo(6);

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(String.class, " any text", " any text"),
        Arguments.of(Integer.class, "-7", -7),
        Arguments.of(Long.class, "9000000000", 9_000_000_000L),
        Arguments.of(Double.class, "0.5", 0.5),
        Arguments.of(Duration.class, "PT90S", Duration.ofSeconds(90)),
        Arguments.of(Instant.class, "2026-01-02T03:04:05Z", Instant.parse("2026-01-02T03:04:05Z")),
        Arguments.of(Path.class, "/data/a", Path.of("/data/a")),
        Arguments.of(SecretRef.class, "env:KEY", SecretRef.of("env", "KEY")),
        Arguments.of(StepStatus.class, "not-started", StepStatus.NOT_STARTED),
        Arguments.of(StepStatus.class, "NOT_STARTED", StepStatus.NOT_STARTED),
        Arguments.of(Boolean.class, "Yes", true),
        Arguments.of(Boolean.class, "on", true),
        Arguments.of(Boolean.class, "1", true),
        Arguments.of(Boolean.class, "TRUE", true),
        Arguments.of(Boolean.class, "no", false),
        Arguments.of(Boolean.class, "off", false),
        Arguments.of(Boolean.class, "0", false),
        Arguments.of(Boolean.class, "false", false));
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void aValueOfEachUsualTypeIsReadFromText(Class<T> type, String text, T value) {
    OptionKey<T> key = OptionKey.of("fake.key", type, "A key.");

    assertThat(key.parse(text)).isEqualTo(value);
    assertThat(key.allows(value)).isTrue();
    assertThat(key.type()).isEqualTo(type);
  }

  static Stream<Arguments> faultyValues() {
    return Stream.of(
        Arguments.of(Integer.class, "many", "takes Integer"),
        Arguments.of(Long.class, "1.5", "takes Long"),
        Arguments.of(Double.class, "", "takes Double"),
        Arguments.of(Duration.class, "90 s", "takes Duration"),
        Arguments.of(Instant.class, "2026-01-02", "takes Instant"),
        Arguments.of(Boolean.class, "maybe", "takes Boolean"),
        Arguments.of(SecretRef.class, "c4nary", "takes SecretRef"),
        Arguments.of(StepStatus.class, "c4nary", "takes done, failed, unknown, not-started"),
        Arguments.of(URI.class, "a:b", "takes URI"));
  }

  @ParameterizedTest
  @MethodSource("faultyValues")
  void aTextThatIsNoSuchValueIsRefusedWithWhatIsTaken(Class<?> type, String text, String reason) {
    assertThatThrownBy(() -> OptionKey.of("fake.key", type, "A key.").parse(text))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e -> assertThat(e.faults()).containsExactly(new OptionFault("fake.key", reason)))
        .hasMessageNotContaining("c4nary");
  }

  @Test
  void aKeyTellsAllAboutItself() {
    assertThat(LEVEL.id()).isEqualTo("fake.level");
    assertThat(LEVEL.platform()).isEqualTo("fake");
    assertThat(LEVEL.shortName()).isEqualTo("level");
    assertThat(LEVEL.description()).isEqualTo("How hard to press.");
    assertThat(LEVEL.range()).isEqualTo("1 to 9");
    assertThat(LEVEL.defaultValue()).contains(6);
    assertThat(LEVEL).hasToString("fake.level");
    assertThat(OptionKey.of("fake.x", String.class, "").defaultValue()).isEmpty();
  }

  @Test
  void aRuleHoldsForTextAndForValues() {
    assertThat(LEVEL.parse("9")).isEqualTo(9);
    assertThatThrownBy(() -> LEVEL.parse("10")).hasMessage("takes 1 to 9");
    assertThat(LEVEL.allows(1)).isTrue();
    assertThat(LEVEL.allows(0)).isFalse();
    assertThat(LEVEL.allows("1")).isFalse();
  }

  @Test
  void aTypeOfItsOwnNeedsItsOwnReading() {
    OptionKey<URI> key = OptionKey.of("fake.at", URI.class, "Where.").parsedBy(URI::create);

    assertThat(key.parse("https://a")).isEqualTo(URI.create("https://a"));
    assertThatThrownBy(() -> key.parse("not a uri")).hasMessage("takes URI");
  }

  @Test
  void keysAreEqualById() {
    assertThat(LEVEL)
        .isEqualTo(OptionKey.of("fake.level", Integer.class, "Another description."))
        .hasSameHashCodeAs(OptionKey.of("fake.level", Integer.class, ""))
        .isNotEqualTo(OptionKey.of("other.level", Integer.class, "How hard to press."))
        .isNotEqualTo("fake.level");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "level", "fake.", ".level", "Fake.level", "fake.level.x", "fake.a b"})
  void anIdNamesPlatformAndOption(String id) {
    assertThatThrownBy(() -> OptionKey.of(id, String.class, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an option id: " + id);
  }

  @ParameterizedTest
  @CsvSource({"sqlite.pages-per-step, sqlite, pages-per-step", "mssql.x, mssql, x"})
  void bothPartsOfAnIdCanBeRead(String id, String platform, String shortName) {
    OptionKey<String> key = OptionKey.of(id, String.class, "");

    assertThat(key.platform()).isEqualTo(platform);
    assertThat(key.shortName()).isEqualTo(shortName);
  }
}
