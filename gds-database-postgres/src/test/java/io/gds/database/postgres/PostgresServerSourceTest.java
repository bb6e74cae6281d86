package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.Location;
import io.gds.database.backup.ReachableWindow;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.core.tool.Cancellation;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.OperationCancelledException;
import io.gds.database.error.OperationTimeoutException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which backup is taken for a target, by backups and logs that nobody made. */
class PostgresServerSourceTest {
  @TempDir Path directory;
  private Path shelf;
  private UnaskedEngine unasked;

  @BeforeEach
  void make() throws IOException {
    shelf = Files.createDirectory(directory.resolve("shelf"));
    unasked = new UnaskedEngine(directory);
  }

  @AfterEach
  void close() {
    unasked.close();
  }

  private static Instant second(int second) {
    return Instant.parse("2026-03-01T00:00:00Z").plusSeconds(second);
  }

  /** A backup that ends in this segment and at this second. */
  private static SampleBase base(String id, int segment) {
    return new SampleBase(id).at(((long) segment << 24) + 0x28);
  }

  private static SampleBase base(String id, int segment, Path wal) {
    return base(id, segment).with(Map.of(PostgresServerBackups.WAL_ARCHIVE, wal.toString()));
  }

  private Path wal(int from, int to, int last) throws IOException {
    return SampleWal.make(directory.resolve("wal" + from), from, to, second(last));
  }

  private RestoreOptions.Builder history() {
    return RestoreOptions.builder()
        .from(RestoreSource.history(SampleBase.SYSTEM, Location.local(shelf)))
        .option(PostgresServerRestore.DATA_DIRECTORY, directory.resolve("data"));
  }

  private PostgresServerSource.Chosen chosen(RestoreOptions options) {
    PostgresContext context = unasked.context();
    return new PostgresServerSource(
            context, new PostgresServerShelf(context, new PostgresCatalog(context)))
        .of(options);
  }

  private Operation<RestoreInfo> prepared(RestoreOptions options) {
    return new PostgresServerRestores(unasked.context(), new PostgresCatalog(unasked.context()))
        .prepareRestore(options);
  }

  private String taken(int second) {
    PostgresServerSource.Chosen chosen = chosen(history().pointInTime(second(second)).build());
    assertThat(chosen.check().refused()).isFalse();
    return chosen.backup().id();
  }

  private ReachableWindow window() {
    return unasked.engine.reachableWindow(
        SampleBase.SYSTEM, BackupQuery.all().in(Location.local(shelf)));
  }

  @Test
  void theNewestIsTakenWhoseLogReachesTheInstant() throws IOException {
    base("older", 2, wal(2, 5, 20)).lie(shelf);
    BackupInfo newer =
        base("newer", 6, Files.createDirectory(directory.resolve("none"))).lie(shelf);

    assertThat(taken(5)).isEqualTo("older");
    assertThat(taken(6)).isEqualTo("newer");
    assertThat(taken(7)).isEqualTo("older");
    assertThat(chosen(history().pointInTime(second(20)).build()).check().measured())
        .startsWith("within reach; newer ones were passed over: ")
        .contains(newer.location() + ": after the last transaction in the WAL");
  }

  @Test
  void ofNoneThatReachesItTheReasonsOfAllAreTold() throws IOException {
    base("oldest", 2).lie(shelf);
    base("older", 3, wal(3, 5, 20)).lie(shelf);
    base("vague", 4).without(PostgresServerFacts.SEGMENT_BYTES).lie(shelf);
    base("newest", 6, directory.resolve("gone")).lie(shelf);

    Operation<RestoreInfo> refused = prepared(history().pointInTime(second(25)).build());

    Check check =
        refused.checks().stream()
            .filter(one -> one.refused() && one.rule().contains("reach"))
            .findFirst()
            .orElseThrow();
    assertThat(check.measured())
        .startsWith("looking into the WAL archive failed: it does not exist (")
        .containsSubsequence(
            "the others do not reach it either",
            "vague does not tell in its manifest",
            "older: after the last transaction",
            "oldest: after the last transaction");
    assertThatThrownBy(refused::run).hasMessageContaining("oldest: after the last transaction");
  }

  @Test
  void theWindowPromisesWhatIsDeliveredAndNoMore() throws IOException {
    base("first", 2, wal(2, 5, 20)).lie(shelf);
    base("within", 6, Files.createDirectory(directory.resolve("none"))).lie(shelf);
    base("vague", 25).without(PostgresServerFacts.SEGMENT_BYTES).lie(shelf);
    base("alone", 30).lie(shelf);
    base("unreadable", 33, directory.resolve("gone")).lie(shelf);
    base("last", 35, wal(35, 36, 38)).lie(shelf);

    ReachableWindow window = window();

    assertThat(window.spans())
        .containsExactly(
            new ReachableWindow.Span(second(2), second(20)),
            new ReachableWindow.Span(second(30), second(30)),
            new ReachableWindow.Span(second(33), second(33)),
            new ReachableWindow.Span(second(35), second(38)));
    assertThat(window.gaps()).hasSize(4);
    assertThat(window.gaps().get(0).reason())
        .contains("000000010000000000000006 is not there")
        .contains("vague does not tell in its manifest");
    assertThat(window.gaps().get(2).reason()).contains("it does not exist");
    for (int at = 0; at < 45; at++) {
      RestoreOptions options = history().pointInTime(second(at)).build();
      boolean delivered = at >= 2 && !chosen(options).check().refused();
      assertThat(delivered).as("second %s", at).isEqualTo(window.reaches(second(at)));
    }
  }

  @Test
  void aManifestThatTellsNoPositionReachesNothingAndSaysSo() throws IOException {
    base("vague", 4).without(PostgresServerFacts.SEGMENT_BYTES).lie(shelf);

    ReachableWindow window = window();
    assertThat(window.spans()).isEmpty();
    assertThat(window.gaps())
        .singleElement()
        .satisfies(gap -> assertThat(gap.from()).isEqualTo(second(4)))
        .satisfies(gap -> assertThat(gap.reason()).contains("vague does not tell"));
    assertThatThrownBy(() -> chosen(history().build()))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("vague does not tell");

    base("good", 3).lie(shelf);
    assertThat(window().reaches(second(3))).isTrue();
    assertThat(chosen(history().build()).backup().id()).isEqualTo("good");
  }

  @Test
  void withoutATargetNoOlderOneStandsInForOneWhoseLogCannotBeRead() throws IOException {
    base("older", 2, wal(2, 5, 20)).lie(shelf);
    base("newest", 6, directory.resolve("gone")).lie(shelf);

    PostgresServerSource.Chosen chosen = chosen(history().build());

    assertThat(chosen.backup().id()).isEqualTo("newest");
    assertThat(chosen.check().refused()).isTrue();
    assertThat(chosen.check().code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aTimelineThatNothingLeadsToIsRefusedWithAndWithoutATarget() throws IOException {
    base("logged", 2, wal(2, 5, 20)).lie(shelf);
    RestoreOptions.Builder seven = history().option(PostgresServerRestore.TARGET_TIMELINE, 7L);
    Path alone = base("alone", 1).lie(directory).location().path();

    for (RestoreOptions options :
        List.of(
            seven.build(),
            seven.pointInTime(second(2)).build(),
            RestoreOptions.builder()
                .from(alone)
                .option(PostgresServerRestore.TARGET_TIMELINE, 7L)
                .build())) {
      Check check = chosen(options).check();
      assertThat(check.refused()).as(options.toString()).isTrue();
      assertThat(check.measured()).contains("along timeline 7, to which nothing leads");
      assertThat(check.remedy()).contains("timeline 7");
    }
    assertThat(
            chosen(history().option(PostgresServerRestore.TARGET_TIMELINE, 1L).build())
                .check()
                .refused())
        .isFalse();
  }

  @Test
  void theTimelineIsNamedByItsNumberSinceTheControlFileMayBeBehind() throws IOException {
    base("alone", 2).lie(shelf);
    assertThat(chosen(history().build()).recovery().settings())
        .containsEntry("recovery_target_timeline", "1");
  }

  @Test
  void whatACommandFetchesIsFollowedToTheNewestTimelineAndNotPromised() throws IOException {
    Path alone = base("alone", 2).lie(directory).location().path();
    RestoreOptions.Builder fetched =
        RestoreOptions.builder()
            .from(alone)
            .option(PostgresServerRestore.RESTORE_COMMAND, "fetch %f %p");

    PostgresRecovery recovery = chosen(fetched.build()).recovery();
    assertThat(recovery.settings()).containsEntry("recovery_target_timeline", "latest");
    assertThat(recovery.reached()).isEmpty();
    PostgresRecovery named =
        chosen(fetched.option(PostgresServerRestore.TARGET_TIMELINE, 4L).build()).recovery();
    assertThat(named.settings()).containsEntry("recovery_target_timeline", "4");
  }

  @Test
  void aLogThatDoesNotAnswerIsGivenUpInTime() throws IOException {
    Path wal = wal(2, 5, 20);
    Files.writeString(wal.resolve("does"), "sleep 60\n");
    PostgresWalScan scan =
        new PostgresWalScan(
            unasked.context().toolbox(),
            17,
            Optional.empty(),
            wal,
            Cancellation.never(),
            Duration.ofMillis(100));
    long began = System.nanoTime();
    assertThatThrownBy(() -> scan.lastEnd(List.of(PostgresLsn.fileName(1, 9, SampleWal.SEGMENT))))
        .isInstanceOf(OperationTimeoutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void planningEndsWhenItsThreadIsInterrupted() throws IOException {
    base("logged", 2, wal(2, 5, 20)).lie(shelf);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> prepared(history().build()))
          .isInstanceOf(OperationCancelledException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void whatIsMeasuredAgainEndsWithTheOperation() throws IOException {
    base("logged", 2, wal(2, 5, 20)).lie(shelf);
    PostgresServerSource.Chosen chosen = chosen(history().pointInTime(second(9)).build());
    chosen.recovery().heed(new Cancelled());
    assertThatThrownBy(chosen::check).isInstanceOf(OperationCancelledException.class);
  }

  /** An operation that was cancelled. */
  private static final class Cancelled implements Cancellation {
    @Override
    public void throwIfCancelled() {
      throw ErrorDetails.of(ErrorCode.CANCELLED, "cancelled").toException();
    }

    @Override
    public Registration onCancel(Runnable hook) {
      hook.run();
      return () -> {};
    }
  }
}
