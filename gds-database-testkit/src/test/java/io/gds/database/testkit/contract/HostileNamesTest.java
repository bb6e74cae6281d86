package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostileNamesTest {
  private static List<String> texts() {
    return HostileNames.corpus().stream().map(HostileName::text).toList();
  }

  @Test
  void noNameAndNoDescriptionComesTwice() {
    assertThat(texts()).doesNotHaveDuplicates();
    assertThat(HostileNames.corpus()).extracting(HostileName::what).doesNotHaveDuplicates();
  }

  @Test
  void everyKnownWayOfBeingHostileIsThere() {
    assertThat(texts())
        .contains("", "   ", "\0", "../x", "--file=x", "host=x dbname=y", "select", ".", "..")
        .anyMatch(text -> text.startsWith("postgresql://"))
        .anyMatch(text -> text.contains("\n"))
        .anyMatch(text -> text.contains("--"))
        .anyMatch(text -> text.contains(";"))
        .anyMatch(text -> text.contains("\u202e"))
        .anyMatch(text -> text.contains("e\u0301"))
        .anyMatch(text -> text.contains("\ud83d\ude00"))
        .anyMatch(text -> text.matches("(?s).*[\ud800-\udbff](?![\udc00-\udfff]).*"));
    for (char quote : "'\"`[]\\.$%".toCharArray()) {
      assertThat(texts()).anyMatch(text -> text.indexOf(quote) >= 0);
    }
    for (int length : new int[] {1, 63, 64, 128, 255, 256}) {
      assertThat(texts()).anyMatch(text -> text.length() == length);
    }
  }

  @Test
  void theSelectionHasEachKindOfTrickAndBothSidesOfALimit() {
    List<String> selected = HostileNames.selection().stream().map(HostileName::text).toList();
    assertThat(texts()).containsAll(selected);
    assertThat(selected)
        .hasSize(31)
        .contains("", "a\0b", "../x", "--file=x", "host=x dbname=y", "select", "a ")
        .anyMatch(text -> text.contains("\n"))
        .anyMatch(text -> text.contains(";"))
        .anyMatch(text -> text.contains("\u202e"))
        .anyMatch(text -> text.contains("e\u0301"))
        .anyMatch(text -> text.matches("(?s).*[\ud800-\udbff](?![\udc00-\udfff]).*"));
    for (char quote : "'\"`[]\\.$%_".toCharArray()) {
      assertThat(selected).as("%s", quote).anyMatch(text -> text.indexOf(quote) >= 0);
    }
    for (int length : new int[] {63, 64, 128, 129}) {
      assertThat(selected).anyMatch(text -> text.length() == length);
    }
  }

  @Test
  void aDescriptionIsSafeToPrint() {
    assertThat(HostileNames.corpus())
        .allSatisfy(name -> assertThat(name).hasToString(name.what()))
        .allSatisfy(name -> assertThat(name.what()).matches("[A-Za-z0-9 ',-]+"));
  }

  @Test
  void theSameSeedGivesTheSameNamesAndAnotherSeedOthers() {
    List<HostileName> names = HostileNames.generate(7, 50);
    assertThat(names).hasSize(50).isEqualTo(HostileNames.generate(7, 50));
    assertThat(names).isNotEqualTo(HostileNames.generate(8, 50));
    assertThat(names).extracting(HostileName::text).noneMatch(String::isEmpty);
  }
}
