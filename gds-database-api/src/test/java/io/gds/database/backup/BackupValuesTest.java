package io.gds.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.InvalidOptionsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BackupValuesTest {
  private static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
  private static final Instant END = START.plusSeconds(60);

  private static BackupInfo backup() {
    return new BackupInfo(
        "1",
        "orders",
        DatabaseType.SQLITE,
        BackupType.FULL,
        Location.local(Path.of("/backup/a.gds")),
        START,
        END,
        Optional.of(START),
        OptionalLong.of(7),
        Optional.of("ab"),
        Optional.of("3.54"),
        Optional.empty(),
        Optional.empty(),
        true,
        Map.of("changeCounter", "9"),
        List.of(),
        Map.of());
  }

  @Test
  void whatWasCheckedIsAddedToACopyThatKeepsAllElse() {
    BackupInfo checked = backup().withChecked(List.of("every byte was read"));

    assertThat(checked.checked()).containsExactly("every byte was read");
    assertThat(checked.withChecked(List.of())).isEqualTo(backup());
  }

  @Test
  void aVerificationThatLookedAtNothingIsNone() {
    assertThat(
            new BackupVerification(backup(), VerifyLevel.ARCHIVE, List.of("read"), END).checked())
        .containsExactly("read");
    assertThatThrownBy(() -> new BackupVerification(backup(), VerifyLevel.ARCHIVE, List.of(), END))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a verification that checked nothing is none");
  }

  @Test
  void queryDefaultsArePinned() {
    BackupQuery query = BackupQuery.all();

    assertThat(query.database()).isEmpty();
    assertThat(query.directory()).isEmpty();
    assertThat(query.since()).isEmpty();
    assertThat(query.type()).isEmpty();
    assertThat(query.limit()).isEqualTo(1000);
    assertThat(query.matches(backup())).isTrue();
  }

  @Test
  void everyPartOfAQueryCanBeSet() {
    BackupQuery query =
        BackupQuery.all()
            .database("orders")
            .in(Location.stage("@s"))
            .since(END)
            .type(BackupType.FULL)
            .limit(5);

    assertThat(query.database()).contains("orders");
    assertThat(query.directory()).contains(Location.stage("@s"));
    assertThat(query.since()).contains(END);
    assertThat(query.type()).contains(BackupType.FULL);
    assertThat(query.limit()).isEqualTo(5);
    assertThat(query)
        .hasToString("database=orders, in=@s, since=2026-01-02T03:01:00Z, type=FULL, limit=5")
        .isEqualTo(query.limit(5))
        .hasSameHashCodeAs(query.limit(5))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.in(Location.stage("@t")))
        .isNotEqualTo(query.since(START))
        .isNotEqualTo(query.type(BackupType.LOG))
        .isNotEqualTo(query.limit(6))
        .isNotEqualTo("x");
    assertThatThrownBy(() -> query.limit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit is at least 1");
  }

  @Test
  void aQueryMatchesByDatabaseEndAndType() {
    BackupQuery all = BackupQuery.all();

    assertThat(all.database("orders").since(END).type(BackupType.FULL).matches(backup())).isTrue();
    assertThat(all.database("Orders").matches(backup())).isFalse();
    assertThat(all.since(END.plusMillis(1)).matches(backup())).isFalse();
    assertThat(all.type(BackupType.LOG).matches(backup())).isFalse();
  }

  @Test
  void aSourceIsAnArchiveAHistoryOrADroppedDatabase() {
    RestoreSource archive = RestoreSource.archive(Path.of("/a"));
    RestoreSource history = RestoreSource.history("orders");
    RestoreSource found = RestoreSource.history("orders", Location.stage("@s"));
    RestoreSource dropped = RestoreSource.dropped("orders");

    assertThat(archive.kind()).isEqualTo(RestoreSource.Kind.ARCHIVE);
    assertThat(archive.location()).contains(Location.local(Path.of("/a")));
    assertThat(archive.database()).isEmpty();
    assertThat(history.kind()).isEqualTo(RestoreSource.Kind.HISTORY);
    assertThat(history.database()).contains("orders");
    assertThat(history.location()).isEmpty();
    assertThat(found.location()).contains(Location.stage("@s"));
    assertThat(dropped.kind()).isEqualTo(RestoreSource.Kind.DROPPED);
    assertThat(List.of(archive, history, found, dropped))
        .extracting(RestoreSource::toString)
        .containsExactly(
            "archive /a", "history of orders", "history of orders in @s", "dropped orders");
    assertThat(history)
        .isEqualTo(RestoreSource.history("orders"))
        .hasSameHashCodeAs(RestoreSource.history("orders"))
        .isNotEqualTo(found)
        .isNotEqualTo(dropped)
        .isNotEqualTo(RestoreSource.history("x"))
        .isNotEqualTo("x");
  }

  @Test
  void whatEitherPolicyKeepsIsKept() {
    RetentionPolicy three = RetentionPolicy.keepLast(3);
    RetentionPolicy five = RetentionPolicy.keepLast(5);
    RetentionPolicy day = RetentionPolicy.keepWithin(Duration.ofDays(1));
    RetentionPolicy week = RetentionPolicy.keepWithin(Duration.ofDays(7));

    assertThat(three.keepLast()).hasValue(3);
    assertThat(three.keepWithin()).isEmpty();
    assertThat(day.keepLast()).isEmpty();
    assertThat(day.keepWithin()).contains(Duration.ofDays(1));
    assertThat(three.or(five)).isEqualTo(five).isEqualTo(five.or(three));
    assertThat(day.or(week)).isEqualTo(week).isEqualTo(week.or(day));
    assertThat(three.or(week)).isEqualTo(week.or(three)).hasSameHashCodeAs(week.or(three));
    assertThat(three.or(week)).hasToString("keepLast=3, keepWithin=PT168H");
    assertThat(three).isNotEqualTo(day).isNotEqualTo("x");
  }

  @Test
  void aPolicyThatKeepsNothingIsRefused() {
    assertThatThrownBy(() -> RetentionPolicy.keepLast(0))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessage("retention policy: keepLast: is at least 1");
    assertThatThrownBy(() -> RetentionPolicy.keepWithin(Duration.ZERO))
        .hasMessage("retention policy: keepWithin: is more than zero");
    assertThatThrownBy(() -> RetentionPolicy.keepWithin(Duration.ofDays(-1)))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void anInstantIsReachedWithinASpanEndsIncluded() {
    ReachableWindow window =
        new ReachableWindow(
            "orders",
            List.of(new ReachableWindow.Span(START, END)),
            List.of(new ReachableWindow.Gap(END, END.plusSeconds(5), "a log backup is missing")),
            END);

    assertThat(window.reaches(START)).isTrue();
    assertThat(window.reaches(START.plusSeconds(1))).isTrue();
    assertThat(window.reaches(END)).isTrue();
    assertThat(window.reaches(START.minusNanos(1))).isFalse();
    assertThat(window.reaches(END.plusNanos(1))).isFalse();
    assertThat(window.gaps().get(0).reason()).isEqualTo("a log backup is missing");
    assertThatThrownBy(() -> new ReachableWindow.Span(END, START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a span ends before it begins");
  }
}
