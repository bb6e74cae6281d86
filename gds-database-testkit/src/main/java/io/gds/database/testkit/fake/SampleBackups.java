package io.gds.database.testkit.fake;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Samples of backups, clones and states. */
final class SampleBackups {
  private SampleBackups() {}

  static List<Record> all() {
    Location location = Location.engine("orders-full-1");
    BackupInfo backup = backup("b-2", location, Optional.of("b-1"));
    BackupInfo older = backup("b-0", Location.engine("orders-full-0"), Optional.empty());
    ReachableWindow.Span span = new ReachableWindow.Span(Samples.BEFORE, Samples.AT);
    ReachableWindow.Gap gap =
        new ReachableWindow.Gap(
            Samples.BEFORE.minus(Duration.ofDays(1)), Samples.BEFORE, "No LOG backup covers it.");
    return List.of(
        location,
        backup,
        new BackupVerification(
            backup, VerifyLevel.ARCHIVE, List.of("every byte is the one written"), Samples.AT),
        span,
        gap,
        new ReachableWindow(Samples.DATABASE, List.of(span), List.of(gap), Samples.AT),
        new RestoreInfo(
            "orders_copy",
            Optional.of(Samples.AT),
            List.of(backup),
            List.of("Give the applications the new name.")),
        new RestoreMapping(RestoreMapping.Kind.FILE, "orders_data", "/data/orders_copy.mdf"),
        new RetentionPlan(
            List.of(backup),
            List.of(older),
            Map.of("b-2", "it is the newest", "b-0", "no rule keeps it")),
        new CloneInfo(
            Samples.DATABASE,
            "orders_copy",
            CloneKind.STRUCTURE_ONLY,
            Optional.of(Samples.AT),
            OptionalLong.of(8192),
            Samples.BEFORE,
            Samples.AT,
            List.of("The rows of its tables.")),
        new StateSupport(StateChange.READ_ONLY, true, "Administrators can undo it."));
  }

  private static BackupInfo backup(String id, Location location, Optional<String> basedOn) {
    return new BackupInfo(
        id,
        Samples.DATABASE,
        FakeProvider.TYPE,
        BackupType.LOG,
        location,
        Samples.BEFORE,
        Samples.AT,
        Optional.of(Samples.AT),
        OptionalLong.of(4096),
        Optional.of("0".repeat(64)),
        Optional.of("1.0"),
        Optional.of("1.0"),
        basedOn,
        true,
        Map.of(FakeVault.POSITION, "00000002"),
        List.of("every byte was read again and is the one written"),
        Map.of("compression", "none"));
  }
}
