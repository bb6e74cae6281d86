package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.ReachableWindow.Span;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** To which instants backups lead, and why not to others. */
class CockroachReachTest {
  private static final Instant NOW = Instant.parse("2026-11-21T14:00:00Z");

  private static Instant at(int minute) {
    return NOW.minusSeconds(3600).plusSeconds(60L * minute);
  }

  private static CockroachLayer layer(int end, Optional<Boolean> revisions, int from) {
    return new CockroachLayer(
        from > 0,
        Optional.of(at(from)).filter(start -> from > 0),
        at(end),
        OptionalInt.of(0),
        revisions,
        revisions.filter(yes -> yes).map(yes -> at(from)),
        false,
        List.of("shop"),
        1,
        1,
        OptionalLong.empty(),
        1,
        Optional.empty());
  }

  private static CockroachChain chain(CockroachLayer... layers) {
    return new CockroachChain(
        CockroachCollection.of(Location.url("external://b/2026/11/21-133013.12")), List.of(layers));
  }

  @Test
  void stretchesThatTouchAreOne() {
    ReachableWindow window =
        CockroachReach.window(
            "shop",
            List.of(
                chain(
                    layer(20, Optional.of(true), 10),
                    layer(30, Optional.of(true), 20),
                    layer(25, Optional.of(false), 20))),
            NOW);
    assertThat(window.spans()).containsExactly(new Span(at(10), at(30)));
    assertThat(window.gaps()).isEmpty();
    assertThat(window.readAt()).isEqualTo(NOW);
  }

  @Test
  void eachGapHasItsOwnReason() {
    ReachableWindow window =
        CockroachReach.window(
            "shop",
            List.of(
                chain(layer(10, Optional.of(false), 0)),
                chain(
                    layer(20, Optional.empty(), 0),
                    layer(30, Optional.of(false), 20),
                    layer(50, Optional.of(true), 40))),
            NOW);
    assertThat(window.spans())
        .containsExactly(
            new Span(at(10), at(10)),
            new Span(at(20), at(20)),
            new Span(at(30), at(30)),
            new Span(at(40), at(50)));
    assertThat(window.gaps())
        .extracting(ReachableWindow.Gap::reason)
        .satisfiesExactly(
            why -> assertThat(why).contains("could not be read"),
            why -> assertThat(why).contains("without cockroachdb.revision-history"),
            why -> assertThat(why).contains("begins at " + at(40)));
  }

  @Test
  void aHistoryThatBeginsAfterItsEndReachesTheEnd() {
    CockroachLayer odd =
        new CockroachLayer(
            false,
            Optional.empty(),
            at(10),
            OptionalInt.of(3),
            Optional.of(true),
            Optional.of(at(11)),
            true,
            List.of("shop"),
            1,
            1,
            OptionalLong.empty(),
            1,
            Optional.empty());
    assertThat(CockroachReach.span(odd)).contains(new Span(at(10), at(10)));
    assertThat(odd.exactEnd()).isEqualTo("1795266600000000000.0000000003");
    assertThat(chain(odd).covering("shop", at(10))).contains(odd);
    assertThat(chain(odd).covering("other", at(10))).isEmpty();
    assertThat(chain(odd).newest("other")).isEmpty();
  }
}
