package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresBaseEndTest {
  private static final Instant EARLY = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant LATE = Instant.parse("2026-03-01T10:30:00Z");
  private static final PostgresLsn END = lsn("0/3000100");
  private static final PostgresBaseEnd QUIET =
      new PostgresBaseEnd(Optional.of(lsn("0/3000028")), Optional.empty());

  private static PostgresLsn lsn(String text) {
    return PostgresLsn.parse(text).orElseThrow();
  }

  private static PostgresBaseEnd.Replay replay(Instant transaction, String here) {
    return new PostgresBaseEnd.Replay(Optional.ofNullable(transaction), PostgresLsn.parse(here));
  }

  @Test
  void whatEndedInTheLogOfTheBackupIsWhatItStandsFor() {
    PostgresBaseEnd end = new PostgresBaseEnd(Optional.of(END), Optional.of(EARLY));
    assertThat(end.consistentAt(replay(null, "0/3000000"), replay(LATE, "0/9000000"), END))
        .as("though the standby has replayed more since")
        .contains(EARLY);
  }

  @Test
  void whatWasReplayedBeforeCountsWhileNothingElseWasReplayed() {
    assertThat(QUIET.consistentAt(replay(EARLY, "0/3000100"), replay(EARLY, "0/3000200"), END))
        .contains(EARLY);
  }

  @Test
  void aStandbyThatReplayedNothingSinceItsStartKnowsNoInstant() {
    assertThat(QUIET.consistentAt(replay(null, "0/3000100"), replay(null, "0/3000100"), END))
        .isEmpty();
  }

  @Test
  void whatWasReplayedMeanwhileMayLieOnEitherSideOfTheEnd() {
    assertThat(QUIET.consistentAt(replay(EARLY, "0/3000100"), replay(LATE, "0/4000000"), END))
        .isEmpty();
    assertThat(QUIET.consistentAt(replay(null, "0/3000100"), replay(LATE, "0/4000000"), END))
        .isEmpty();
  }

  @Test
  void whatWasReplayedBehindTheEndIsNotInTheBackup() {
    assertThat(QUIET.consistentAt(replay(LATE, "0/3000101"), replay(LATE, "0/4000000"), END))
        .isEmpty();
  }
}
