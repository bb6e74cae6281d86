package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SnowflakeSqlTest {
  @Test
  void aNameIsAlwaysQuotedSoThatItsCaseStays() {
    assertThat(SnowflakeSql.name("Shop")).isEqualTo("\"Shop\"");
    assertThat(SnowflakeSql.name("a\"b", "c.d")).isEqualTo("\"a\"\"b\".\"c.d\"");
  }

  @Test
  void aNameHas255CharactersAtMostWhateverTheirSizeInUtf16() {
    assertThat(SnowflakeSql.name("😀".repeat(255))).hasSize(2 + 2 * 255);
    assertThatThrownBy(() -> SnowflakeSql.name("x".repeat(256)))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("256 characters");
  }

  @Test
  void aTextDoublesQuotesAndBackslashes() {
    assertThat(SnowflakeSql.literal("it's a \\n")).isEqualTo("'it''s a \\\\n'");
  }

  @Test
  void anInstantHasItsZoneAndACast() {
    assertThat(SnowflakeSql.instant(Instant.parse("2026-03-01T10:00:00.123456789Z")))
        .isEqualTo("'2026-03-01 10:00:00.123456789 +00:00'::TIMESTAMP_TZ");
  }
}
