package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PgSizesTest {
  @Test
  void wordsChangeWhatTheyNameAndLeaveTheRest() {
    assertThat(PgSizes.of(List.of("pg-backup", "size=20", "pairs=3")))
        .isEqualTo(new PgSizes(20, 3, PgSizes.DEFAULT.databases(), PgSizes.DEFAULT.trials()));
    assertThat(PgSizes.of(List.of())).isEqualTo(PgSizes.DEFAULT);
  }

  @Test
  void whatIsNoNumberAboveZeroIsRefused() {
    for (String word : List.of("size=", "pairs=0", "trials=-1", "databases=many")) {
      assertThat(PgSizes.isOne(word)).isTrue();
      assertThatThrownBy(() -> PgSizes.of(List.of(word)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(word);
    }
  }

  @Test
  void rowsMakeAboutTheWantedSize() {
    assertThat(PgData.rows(200) * PgData.ROW).isBetween(199_000_000L, 200_000_000L);
  }
}
