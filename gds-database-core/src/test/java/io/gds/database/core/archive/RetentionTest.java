package io.gds.database.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.connection.DatabaseType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private static BackupInfo backup(
      String id, String database, int daysAgo, Optional<String> basedOn, boolean pinned) {
    Instant at = NOW.minus(Duration.ofDays(daysAgo));
    return new BackupInfo(
        id,
        database,
        DatabaseType.of("sample"),
        BackupType.FULL,
        Location.local(Path.of("/backups", id)),
        at,
        at,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        basedOn,
        pinned,
        Map.of(),
        List.of(),
        Map.of());
  }

  private static BackupInfo backup(String id, int daysAgo) {
    return backup(id, "shop", daysAgo, Optional.empty(), false);
  }

  private static List<String> kept(List<BackupInfo> newestFirst, RetentionPolicy policy) {
    RetentionPlan plan = Retention.plan(newestFirst, policy, NOW);
    assertThat(plan.reasons()).hasSameSizeAs(newestFirst);
    assertThat(plan.keep().size() + plan.delete().size()).isEqualTo(newestFirst.size());
    return plan.keep().stream().map(BackupInfo::id).toList();
  }

  @Test
  void theLastOfEachDatabaseAreKept() {
    List<BackupInfo> all =
        List.of(
            backup("d", 1),
            backup("x", "other", 2, Optional.empty(), false),
            backup("c", 3),
            backup("b", 4));
    assertThat(kept(all, RetentionPolicy.keepLast(2))).containsExactly("d", "x", "c");
  }

  @Test
  void whatTheBeginOfTheStretchIsRestoredFromIsKept() {
    List<BackupInfo> all = List.of(backup("d", 1), backup("c", 5), backup("b", 9), backup("a", 20));
    assertThat(kept(all, RetentionPolicy.keepWithin(Duration.ofDays(6))))
        .containsExactly("d", "c", "b");
  }

  @Test
  void pinnedOnesStayAndTheNewestIsNeverDeleted() {
    List<BackupInfo> all =
        List.of(
            backup("new", 400),
            backup("mid", 500),
            backup("pin", "shop", 600, Optional.empty(), true));
    assertThat(kept(all, RetentionPolicy.keepLast(1))).containsExactly("new", "pin");
  }

  @Test
  void whatAKeptOneIsBasedOnIsKeptWithAllBeforeIt() {
    List<BackupInfo> all =
        List.of(
            backup("i2", "shop", 1, Optional.of("i1"), false),
            backup("i1", "shop", 2, Optional.of("full"), false),
            backup("other", 3),
            backup("full", "shop", 4, Optional.of("lost"), false));
    assertThat(kept(all, RetentionPolicy.keepLast(1))).containsExactly("i2", "i1", "full");
  }

  @Test
  void anOriginMayStandForTheDatabasesName() {
    List<BackupInfo> all =
        List.of(
            backup("c", "shop", 1, Optional.empty(), false),
            backup("b", "moved", 2, Optional.empty(), false),
            backup("a", "shop", 3, Optional.empty(), false));
    RetentionPlan plan =
        Retention.plan(
            all,
            RetentionPolicy.keepLast(1),
            NOW,
            backup -> backup.id().equals("a") ? "first" : "second");
    assertThat(plan.keep()).extracting(BackupInfo::id).containsExactly("c", "a");
    assertThat(plan.delete()).extracting(BackupInfo::id).containsExactly("b");
  }

  @Test
  void aCircleOfBasesEnds() {
    List<BackupInfo> all =
        List.of(
            backup("a", "shop", 1, Optional.of("b"), false),
            backup("b", "shop", 2, Optional.of("a"), false));
    assertThat(kept(all, RetentionPolicy.keepLast(1))).containsExactly("a", "b");
  }
}
