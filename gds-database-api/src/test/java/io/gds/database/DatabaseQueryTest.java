package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DatabaseQueryTest {
  @Test
  void defaultsArePinned() {
    DatabaseQuery query = DatabaseQuery.userDatabases();

    assertThat(query.like()).isEmpty();
    assertThat(query.includesSystem()).isFalse();
    assertThat(query.details()).isEmpty();
    assertThat(query.matches("anything")).isTrue();
  }

  @Test
  void everythingCanBeSet() {
    DatabaseQuery query =
        DatabaseQuery.userDatabases()
            .like("sales_*")
            .system(true)
            .with(Detail.SIZE)
            .with(Detail.SESSIONS, Detail.SIZE, Detail.SIZE);

    assertThat(query.like()).contains("sales_*");
    assertThat(query.includesSystem()).isTrue();
    assertThat(query.details()).containsExactlyInAnyOrder(Detail.SIZE, Detail.SESSIONS);
    assertThatThrownBy(() -> query.details().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(query.toString()).startsWith("like=sales_*, system=true, details=");
  }

  @Test
  void queriesAreEqualByAllTheyAskFor() {
    DatabaseQuery query = DatabaseQuery.userDatabases().like("a*");

    assertThat(query)
        .isEqualTo(DatabaseQuery.userDatabases().like("a*"))
        .hasSameHashCodeAs(DatabaseQuery.userDatabases().like("a*"))
        .isNotEqualTo(query.like("b*"))
        .isNotEqualTo(query.system(true))
        .isNotEqualTo(query.with(Detail.SIZE))
        .isNotEqualTo("a*");
  }

  @Test
  void namesMatchByTheirWholeText() {
    DatabaseQuery query = DatabaseQuery.userDatabases().like("s?les_*");

    assertThat(query.matches("sales_2026")).isTrue();
    assertThat(query.matches("Sales_2026")).isFalse();
    assertThat(query.matches("old_sales_2026")).isFalse();
  }

  @Test
  void oneCharacterIsOneForPeopleWhateverItTakesInMemory() {
    DatabaseQuery query = DatabaseQuery.userDatabases().like("?-data");

    assertThat(query.matches("\uD83D\uDE80-data")).isTrue();
    assertThat(query.matches("ab-data")).isFalse();
  }
}
