package io.gds.database.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SqlResourcesTest {
  private final SqlResources resources = SqlResources.of(SqlResourcesTest.class);

  @Test
  void aStatementIsReadAsUtf8AndOnlyOnce() {
    String text = resources.text("one-row");
    assertThat(text).endsWith("select 1 as \"ä\"");
    assertThat(resources.text("one-row")).isSameAs(text);
  }

  @Test
  void aMissingStatementSaysWhereItWasLookedFor() {
    assertThatThrownBy(() -> resources.text("no-such"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sql/no-such.sql")
        .hasMessageContaining(SqlResourcesTest.class.getName());
  }
}
