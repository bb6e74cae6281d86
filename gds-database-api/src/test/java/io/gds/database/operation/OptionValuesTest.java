package io.gds.database.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionValuesTest {
  private static final OptionKey<Integer> LEVEL =
      OptionKey.of("fake.level", Integer.class, "A level.")
          .checked(level -> level >= 1, "1 and more")
          .defaultsTo(6);
  private static final OptionKey<SecretRef> KEY =
      OptionKey.of("fake.key", SecretRef.class, "A key.");
  private static final Set<OptionKey<?>> PUBLISHED = Set.of(LEVEL, KEY);

  private static OptionValues parse(Map<String, String> given) {
    return OptionValues.parse("backup options", given, List.of(LEVEL, KEY));
  }

  @Test
  void aGivenValueGoesBeforeTheDefault() {
    OptionValues none = OptionValues.none();
    OptionValues some = none.with(LEVEL, 9);

    assertThat(none.given(LEVEL)).isEmpty();
    assertThat(none.get(LEVEL)).contains(6);
    assertThat(none.valueOf(LEVEL)).isEqualTo(6);
    assertThat(some.given(LEVEL)).contains(9);
    assertThat(some.get(LEVEL)).contains(9);
    assertThat(some.valueOf(LEVEL)).isEqualTo(9);
    assertThat(some.keys()).containsExactly(LEVEL);
    assertThat(none.keys()).isEmpty();
  }

  @Test
  void aKeyWithoutADefaultHasNoValueUnlessGiven() {
    assertThat(OptionValues.none().get(KEY)).isEmpty();
    assertThatThrownBy(() -> OptionValues.none().valueOf(KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("fake.key has no default");
  }

  @Test
  void theLaterOfTwoValuesOfOneKeyHolds() {
    OptionValues values = OptionValues.none().with(LEVEL, 1).with(LEVEL, 2);

    assertThat(values).isEqualTo(OptionValues.none().with(LEVEL, 2));
    assertThat(values).hasSameHashCodeAs(OptionValues.none().with(LEVEL, 2));
    assertThat(values).isNotEqualTo(OptionValues.none()).isNotEqualTo("other");
  }

  @Test
  void secretsAreHiddenInPrint() {
    OptionValues values =
        OptionValues.none().with(LEVEL, 1).with(KEY, SecretRef.inline("c4nary".toCharArray()));

    assertThat(values.asMap())
        .containsExactly(Map.entry("fake.level", "1"), Map.entry("fake.key", "<hidden>"));
    assertThat(values).hasToString("{fake.level=1, fake.key=<hidden>}");
  }

  @Test
  void textIsReadByFullIdAndByShortName() {
    OptionValues values = parse(Map.of("level", "3", "fake.key", "env:K"));

    assertThat(values.given(LEVEL)).contains(3);
    assertThat(values.given(KEY)).contains(SecretRef.of("env", "K"));
  }

  @Test
  void allFaultsOfTextAreToldAtOnceAndNameTheKnownKeys() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("levle", "3");
    given.put("mssql.stats", "5");
    given.put("fake.other", "5");
    given.put("level", "0");
    given.put("key", "c4nary");

    assertThatThrownBy(() -> parse(given))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e ->
                assertThat(e.faults())
                    .containsExactly(
                        new OptionFault(
                            "levle", "is not known here; known are fake.key, fake.level"),
                        new OptionFault(
                            "mssql.stats",
                            "is an option of another platform; known are fake.key, fake.level"),
                        new OptionFault(
                            "fake.other", "is not known here; known are fake.key, fake.level"),
                        new OptionFault("fake.level", "takes 1 and more"),
                        new OptionFault("fake.key", "takes SecretRef")))
        .hasMessageStartingWith("backup options: ")
        .hasMessageNotContaining("c4nary");
  }

  @Test
  void anOptionGivenByBothItsNamesIsRefusedInsteadOfOneBeingIgnored() {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("level", "3");
    given.put("fake.level", "4");

    assertThatThrownBy(() -> parse(given))
        .hasMessage("backup options: fake.level: is given twice, by its id and by its short name");
  }

  @Test
  void whereThereAreNoPlatformOptionsThatIsSaid() {
    assertThatThrownBy(() -> OptionValues.parse("drop options", Map.of("x", "1"), List.of()))
        .hasMessage("drop options: x: is not known here; no platform options are");
  }

  @Test
  void publishedKeysWithAllowedValuesAreNoFault() {
    assertThat(OptionValues.none().with(LEVEL, 1).faultsAgainst(PUBLISHED)).isEmpty();
  }

  @Test
  void valuesAreHeldAgainstWhatIsPublished() {
    OptionKey<String> foreign = OptionKey.of("mssql.stats", String.class, "");
    OptionValues values = OptionValues.none().with(foreign, "5").with(LEVEL, 0);

    assertThat(values.faultsAgainst(PUBLISHED))
        .containsExactly(
            new OptionFault(
                "mssql.stats", "is an option of another platform; known are fake.key, fake.level"),
            new OptionFault("fake.level", "takes 1 and more"));
  }

  @Test
  void aKeyOfOnesOwnWithAPublishedIdDoesNotGetAroundThePublishedRule() {
    OptionKey<Integer> lax = OptionKey.of("fake.level", Integer.class, "");
    OptionKey<String> other = OptionKey.of("fake.level", String.class, "");

    assertThat(OptionValues.none().with(lax, -1).faultsAgainst(PUBLISHED))
        .containsExactly(new OptionFault("fake.level", "takes 1 and more"));
    assertThat(OptionValues.none().with(other, "x").faultsAgainst(PUBLISHED))
        .containsExactly(new OptionFault("fake.level", "takes 1 and more"));
  }

  @Test
  void whereKeysOfSeveralPlatformsAreKnownNoneOfThemIsForeign() {
    OptionKey<String> other = OptionKey.of("extra.x", String.class, "");

    assertThatThrownBy(
            () -> OptionValues.parse("options", Map.of("fake.typo", "1"), List.of(LEVEL, other)))
        .hasMessage("options: fake.typo: is not known here; known are extra.x, fake.level");
  }
}
