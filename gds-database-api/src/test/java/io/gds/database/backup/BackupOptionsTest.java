package io.gds.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackupOptionsTest {
  private static final Path FILE = Path.of("/backup/a.gds");
  private static final Location PLACE = Location.local(FILE);
  private static final Instant INSTANT = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void backupDefaultsArePinned() {
    BackupOptions options = BackupOptions.to(FILE);

    assertThat(options.location()).contains(PLACE);
    assertThat(options.directory()).isEmpty();
    assertThat(options.type()).isEmpty();
    assertThat(options.includeLogs()).isEmpty();
    assertThat(options.pointInTime()).isEmpty();
    assertThat(options.verify()).isEqualTo(VerifyLevel.ARCHIVE);
    assertThat(options.asMap()).isEqualTo(Map.of("to", "/backup/a.gds", "verify", "ARCHIVE"));
    assertThat(BackupOptions.into(Path.of("/backup")).directory())
        .contains(Location.local(Path.of("/backup")));
  }

  @Test
  void everyBackupOptionCanBeSet() {
    BackupOptions options =
        BackupOptions.builder()
            .into(Location.stage("@daily"))
            .type(BackupType.LOG)
            .includeLogs(false)
            .pointInTime(INSTANT)
            .verify(VerifyLevel.RESTORE)
            .build();

    assertThat(options.location()).isEmpty();
    assertThat(options.directory()).contains(Location.stage("@daily"));
    assertThat(options.type()).contains(BackupType.LOG);
    assertThat(options.includeLogs()).contains(false);
    assertThat(options.pointInTime()).contains(INSTANT);
    assertThat(options.verify()).isEqualTo(VerifyLevel.RESTORE);
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options)
        .hasToString(
            "backup options {into=@daily, type=LOG, includeLogs=false,"
                + " pointInTime=2026-01-02T03:04:05Z, verify=RESTORE}");
  }

  @Test
  void exactlyOnePlaceIsNamed() {
    assertThatThrownBy(() -> BackupOptions.builder().build())
        .hasMessage("backup options: to: is missing: name a place, or a directory by into");
    assertThatThrownBy(() -> BackupOptions.builder().to(FILE).into(Path.of("/backup")).build())
        .hasMessage("backup options: to: and into exclude each other");
  }

  @Test
  void placesThatPrintAlikeAreStillDifferent() {
    Location striped = new Location(Location.Kind.LOCAL, java.util.List.of("a", "b"));
    Location one = new Location(Location.Kind.LOCAL, java.util.List.of("a, b"));

    assertThat(striped).hasToString(one.toString());
    assertThat(BackupOptions.builder().to(striped).build())
        .isNotEqualTo(BackupOptions.builder().to(one).build());
  }

  @Test
  void restoreDefaultsArePinned() {
    RestoreOptions options = RestoreOptions.from(FILE);

    assertThat(options.source()).isEqualTo(RestoreSource.archive(PLACE));
    assertThat(options.pointInTime()).isEmpty();
    assertThat(options.overwrite()).isFalse();
    assertThat(options.force()).isFalse();
    assertThat(options.mappings()).isEmpty();
    assertThat(options.verify()).isEqualTo(VerifyLevel.ARCHIVE);
    assertThat(options)
        .hasToString(
            "restore options {from=archive /backup/a.gds, overwrite=false, force=false,"
                + " verify=ARCHIVE}");
  }

  @Test
  void everyRestoreOptionCanBeSet() {
    RestoreOptions options =
        RestoreOptions.builder()
            .from(RestoreSource.dropped("orders"))
            .pointInTime(INSTANT)
            .overwrite(true)
            .force(true)
            .map(RestoreMapping.Kind.FILE, "data", "/new/data")
            .map(RestoreMapping.Kind.TABLESPACE, "data", "fast")
            .verify(VerifyLevel.MANIFEST)
            .build();

    assertThat(options.source()).isEqualTo(RestoreSource.dropped("orders"));
    assertThat(options.pointInTime()).contains(INSTANT);
    assertThat(options.overwrite()).isTrue();
    assertThat(options.force()).isTrue();
    assertThat(options.mappings())
        .containsExactly(
            new RestoreMapping(RestoreMapping.Kind.FILE, "data", "/new/data"),
            new RestoreMapping(RestoreMapping.Kind.TABLESPACE, "data", "fast"));
    assertThat(options.verify()).isEqualTo(VerifyLevel.MANIFEST);
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options.asMap().keySet())
        .containsExactly("from", "pointInTime", "overwrite", "force", "mappings", "verify");
  }

  @Test
  void allFaultsOfARestoreAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    RestoreOptions.builder()
                        .map(RestoreMapping.Kind.FILE, "a", "b")
                        .map(RestoreMapping.Kind.FILE, "a", "c")
                        .build()))
        .containsExactly("from", "map");
    assertThatThrownBy(
            () ->
                RestoreOptions.builder()
                    .from(FILE)
                    .map(RestoreMapping.Kind.FILE, "a", "b")
                    .map(RestoreMapping.Kind.FILE, "a", "c")
                    .build())
        .hasMessage("restore options: map: FILE a is mapped twice");
  }

  @Test
  void verifyDefaultsArePinned() {
    VerifyOptions options = VerifyOptions.of(FILE);

    assertThat(options.location()).isEqualTo(PLACE);
    assertThat(options.level()).isEqualTo(VerifyLevel.ARCHIVE);
  }

  @Test
  void everyVerifyOptionCanBeSet() {
    VerifyOptions options =
        VerifyOptions.builder()
            .backup(Location.server("/a"))
            .level(VerifyLevel.RESTORE_AND_CHECK)
            .build();

    assertThat(options.location()).isEqualTo(Location.server("/a"));
    assertThat(options.level()).isEqualTo(VerifyLevel.RESTORE_AND_CHECK);
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("verify options {backup=server:/a, level=RESTORE_AND_CHECK}");
    assertThatThrownBy(() -> VerifyOptions.builder().build())
        .hasMessage("verify options: backup: is missing");
  }

  @Test
  void deleteDefaultsArePinned() {
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(3)).build();

    assertThat(options.policy()).isEqualTo(RetentionPolicy.keepLast(3));
    assertThat(options.database()).isEmpty();
    assertThat(options.directory()).isEmpty();
  }

  @Test
  void everyDeleteOptionCanBeSet() {
    DeleteBackupsOptions options =
        DeleteBackupsOptions.builder()
            .policy(RetentionPolicy.keepLast(3))
            .database("orders")
            .in(Location.stage("@daily"))
            .build();

    assertThat(options.database()).contains("orders");
    assertThat(options.directory()).contains(Location.stage("@daily"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options)
        .hasToString(
            "delete backups options {policy=keepLast=3, keepWithin=null, database=orders,"
                + " in=@daily}");
    assertThatThrownBy(() -> DeleteBackupsOptions.builder().build())
        .hasMessage("delete backups options: policy: is missing");
  }
}
