package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlTestSets.MAIN;
import static io.gds.database.mssql.MssqlTestSets.OTHER;
import static io.gds.database.mssql.MssqlTestSets.diff;
import static io.gds.database.mssql.MssqlTestSets.disk;
import static io.gds.database.mssql.MssqlTestSets.full;
import static io.gds.database.mssql.MssqlTestSets.log;
import static io.gds.database.mssql.MssqlTestSets.media;
import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.mssql.MssqlChainProblem.Kind;
import io.gds.database.mssql.MssqlPlanning.Chain;
import io.gds.database.mssql.MssqlPlanning.Note;
import io.gds.database.mssql.MssqlPlanning.Refusal;
import io.gds.database.mssql.MssqlPlanning.Step;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MssqlChainPlannerTest {
  private static final MssqlBackupSet FULL = full(10, "2026-05-01T01:00:00").set();
  private static final MssqlBackupSet DIFF = diff(FULL, 30, "2026-05-01T03:00:00").set();
  private static final MssqlBackupSet LOG_1 = log(5, 20, "2026-05-01T02:00:00").set();
  private static final MssqlBackupSet LOG_2 = log(20, 40, "2026-05-01T04:00:00").set();
  private static final MssqlBackupSet LOG_3 = log(40, 60, "2026-05-01T05:00:00").set();

  private static MssqlChainPlanner planner(MssqlChainQuery query, MssqlBackupSet... sets) {
    return new MssqlChainPlanner(MssqlBackupHistory.of(List.of(sets)), query);
  }

  private static MssqlChainQuery utc() {
    return MssqlChainQuery.of("sales", ZoneOffset.UTC);
  }

  private static MssqlRestoreTarget at(String instant) {
    return new MssqlRestoreTarget.At(Instant.parse(instant));
  }

  private static Chain chain(MssqlPlanning planned) {
    assertThat(planned).isInstanceOf(Chain.class);
    return (Chain) planned;
  }

  private static List<MssqlBackupSet> sets(MssqlPlanning planned) {
    return chain(planned).steps().stream().map(Step::set).toList();
  }

  private static MssqlChainProblem problem(MssqlPlanning planned) {
    assertThat(planned).isInstanceOf(Refusal.class);
    return ((Refusal) planned).problem();
  }

  private static List<Note.Kind> notes(MssqlPlanning planned) {
    return chain(planned).notes().stream().map(Note::kind).toList();
  }

  @Test
  void theNewestDataBackupIsTakenAndTheLogsAfterIt() {
    MssqlChainPlanner planner = planner(utc(), LOG_3, DIFF, LOG_1, FULL, LOG_2);

    MssqlPlanning planned = planner.plan(at("2026-05-01T03:30:00Z"));

    assertThat(sets(planned)).containsExactly(FULL, DIFF, LOG_2);
    assertThat(chain(planned).certain()).isTrue();
    assertThat(chain(planned).fork()).isEqualTo(MAIN);
    assertThat(chain(planned).steps().get(2).stop())
        .contains(new MssqlStop.AtTime(LocalDateTime.parse("2026-05-01T03:30:00")));
    assertThat(chain(planned).steps().get(1).stop()).isEmpty();
    assertThat(notes(planned)).containsExactly(Note.Kind.NO_CHECKSUMS);
    assertThat(sets(planner.plan(at("2026-05-01T01:30:00Z")))).containsExactly(FULL, LOG_1);
  }

  @Test
  void anInstantWithinABackupOfTheLogMayNeedTheNextOne() {
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, LOG_2, LOG_3);

    Chain chain = chain(planner.plan(at("2026-05-01T03:59:30Z")));

    assertThat(chain.steps().stream().map(Step::set)).containsExactly(FULL, LOG_1, LOG_2, LOG_3);
    assertThat(chain.steps().stream().map(Step::reserve))
        .containsExactly(false, false, false, true);
  }

  @Test
  void aLogThatTellsItsOwnEndNeedsNoMoreThanIsKnown() {
    MssqlBackupSet exact = log(20, 40, "2026-05-01T04:00:00").valid("2026-05-01T03:59:45").set();

    MssqlPlanning planned = planner(utc(), FULL, LOG_1, exact).plan(at("2026-05-01T03:59:30Z"));

    assertThat(chain(planned).certain()).isTrue();
    assertThat(sets(planned)).containsExactly(FULL, LOG_1, exact);
  }

  @Test
  void theEndOfTheLastLogIsUncertainAndSaidToBe() {
    MssqlPlanning planned = planner(utc(), FULL, LOG_1).plan(at("2026-05-01T01:59:30Z"));

    assertThat(chain(planned).certain()).isFalse();
    assertThat(notes(planned)).contains(Note.Kind.UNCERTAIN_END);
  }

  @Test
  void aMissingLogIsNamedExactly() {
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, LOG_3);

    MssqlChainProblem problem = problem(planner.plan(at("2026-05-01T04:30:00Z")));

    assertThat(problem.kind()).isEqualTo(Kind.LOG_MISSING);
    assertThat(problem.from()).contains(MssqlLsn.of(20));
    assertThat(problem.to()).contains(MssqlLsn.of(40));
    assertThat(problem.sets()).containsExactly(LOG_1, LOG_3);
    assertThat(problem.text()).contains("from LSN 20 to 40", "2026-05-01T02:00");
    assertThat(problem(planner.plan(new MssqlRestoreTarget.Latest())).kind())
        .isEqualTo(Kind.LOG_MISSING);
    assertThat(planner.window().gaps().get(0).problem()).isEqualTo(problem);
  }

  @Test
  void aRecoveryModelThatKeptNoLogIsNotAMissingBackup() {
    MssqlBackupSet fresh =
        log(50, 60, "2026-05-01T06:00:00").is(MssqlBackupFlag.BEGINS_LOG_CHAIN).set();
    MssqlBackupSet again = full(55, "2026-05-01T05:30:00").set();
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, again, fresh);

    MssqlChainProblem problem = problem(planner.plan(at("2026-05-01T04:00:00Z")));

    assertThat(problem.kind()).isEqualTo(Kind.CHAIN_RESTARTED);
    assertThat(problem.text()).contains("SIMPLE");
    assertThat(sets(planner.plan(at("2026-05-01T05:40:00Z")))).containsExactly(again, fresh);
  }

  @Test
  void aLogWhoseFileIsGoneIsNamedWithItsFile() {
    MssqlBackupSet lost =
        log(20, 40, "2026-05-01T04:00:00")
            .media(media(new UUID(0, 1), 1, 2, disk(1, 0, "/b/lost.trn", false)))
            .set();

    MssqlChainProblem problem =
        problem(planner(utc(), FULL, LOG_1, lost, LOG_3).plan(at("2026-05-01T04:30:00Z")));

    assertThat(problem.kind()).isEqualTo(Kind.LOG_UNUSABLE);
    assertThat(problem.sets()).containsExactly(lost);
    assertThat(problem.text()).contains("/b/lost.trn", "position 2");
  }

  @Test
  void aSetIsWholeOnlyWithEveryStripeOfSomeMirror() {
    UUID id = new UUID(0, 2);
    MssqlMedia half = media(id, 2, 1, disk(1, 0, "/a/1", true), disk(2, 0, "/a/2", false));
    MssqlMedia mixed =
        media(
            id,
            2,
            1,
            disk(1, 0, "/a/1", true),
            disk(2, 0, "/a/2", false),
            disk(1, 1, "/m/1", false),
            disk(2, 1, "/m/2", true));

    MssqlChainProblem problem =
        problem(
            planner(utc(), full(10, "2026-05-01T01:00:00").media(half).set())
                .plan(new MssqlRestoreTarget.Latest()));
    assertThat(problem.kind()).isEqualTo(Kind.DATA_UNUSABLE);
    assertThat(problem.text()).contains("2 stripes", "[2]", "/a/2");

    Chain chain =
        chain(
            planner(utc(), full(10, "2026-05-01T01:00:00").media(mixed).set())
                .plan(new MssqlRestoreTarget.Latest()));
    assertThat(chain.steps().get(0).reading().devices())
        .extracting(MssqlMedia.Device::name)
        .containsExactly("/a/1", "/m/2");
  }

  @ParameterizedTest
  @EnumSource(
      value = MssqlBackupKind.class,
      names = {"FILE", "FILE_DIFFERENTIAL", "PARTIAL", "PARTIAL_DIFFERENTIAL", "OTHER"})
  void whatIsNotOfTheWholeDatabaseIsNeverTaken(MssqlBackupKind kind) {
    MssqlBackupSet part = MssqlTestSets.of(kind, 29, 30, "2026-05-01T03:00:00").set();

    MssqlPlanning planned = planner(utc(), FULL, part).plan(new MssqlRestoreTarget.Latest());

    assertThat(sets(planned)).containsExactly(FULL);
    assertThat(notes(planned)).contains(Note.Kind.LATER_UNUSED);
  }

  @Test
  void aDifferentialNeedsTheVeryFullBackupItNames() {
    MssqlBackupSet snapshot = full(25, "2026-05-01T02:30:00").is(MssqlBackupFlag.SNAPSHOT).set();
    MssqlBackupSet onSnapshot = diff(snapshot, 30, "2026-05-01T03:00:00").set();
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, snapshot, onSnapshot, LOG_2);

    assertThat(sets(planner.plan(at("2026-05-01T03:30:00Z")))).containsExactly(FULL, LOG_1, LOG_2);
    assertThat(problem(planner(utc(), onSnapshot).plan(new MssqlRestoreTarget.Latest())).text())
        .contains(snapshot.id().toString());
    assertThat(
            problem(planner(utc(), snapshot, onSnapshot).plan(new MssqlRestoreTarget.Latest()))
                .text())
        .contains("snapshot of the storage");
    MssqlBackupSet several = diff(FULL, 30, "2026-05-01T03:00:00").noBase().set();
    assertThat(problem(planner(utc(), FULL, several).plan(new MssqlRestoreTarget.Latest())).text())
        .contains("different bases");
  }

  @Test
  void aCopyOnlyFullStartsLogsAsAnyOther() {
    MssqlBackupSet copy = full(30, "2026-05-01T03:00:00").is(MssqlBackupFlag.COPY_ONLY).set();

    assertThat(sets(planner(utc(), FULL, copy, LOG_2).plan(at("2026-05-01T03:30:00Z"))))
        .containsExactly(copy, LOG_2);
  }

  @Test
  void aTailWhoseListOfFilesIsNotWholeIsAGoodLog() {
    MssqlBackupSet tail =
        log(20, 40, "2026-05-01T04:00:00")
            .is(MssqlBackupFlag.TAIL, MssqlBackupFlag.INCOMPLETE_METADATA)
            .set();

    MssqlPlanning planned = planner(utc(), FULL, LOG_1, tail).plan(new MssqlRestoreTarget.Latest());

    assertThat(sets(planned)).containsExactly(FULL, LOG_1, tail);
    assertThat(notes(planned)).doesNotContain(Note.Kind.NO_TAIL);
    assertThat(notes(planner(utc(), FULL, LOG_1).plan(new MssqlRestoreTarget.Latest())))
        .contains(Note.Kind.NO_TAIL);
  }

  @Test
  void nothingIsStoppedInsideABulkLoggedLog() {
    MssqlBackupSet bulk = log(20, 40, "2026-05-01T04:00:00").is(MssqlBackupFlag.BULK_LOGGED).set();
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, bulk, LOG_3);

    MssqlChainProblem problem = problem(planner.plan(at("2026-05-01T03:00:00Z")));
    assertThat(problem.kind()).isEqualTo(Kind.BULK_LOGGED);
    assertThat(problem.sets()).containsExactly(bulk);
    Chain beyond = chain(planner.plan(at("2026-05-01T04:30:00Z")));
    assertThat(beyond.steps().get(2).stop()).isEmpty();
    assertThat(beyond.steps().get(3).stop()).isPresent();
    assertThat(sets(planner.plan(at("2026-05-01T04:00:00Z"))))
        .containsExactly(FULL, LOG_1, bulk, LOG_3);
    // Nothing follows in which to stop: what ends there is restored whole, and reaches it.
    Chain whole = chain(planner(utc(), FULL, LOG_1, bulk).plan(at("2026-05-01T04:00:00Z")));
    assertThat(whole.steps()).hasSize(3).allMatch(step -> step.stop().isEmpty());
    assertThat(problem(planner.plan(lsn(30))).kind()).isEqualTo(Kind.BULK_LOGGED);
    assertThat(planner.window().gaps().get(0).problem().kind()).isEqualTo(Kind.BULK_LOGGED);
  }

  private static MssqlRestoreTarget lsn(long place) {
    return new MssqlRestoreTarget.AtLsn(MssqlLsn.of(place), false);
  }

  @Test
  void aTargetBeforeTheFirstBackupIsTooEarlyAndOneBehindTheLastTooLate() {
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1);

    assertThat(problem(planner.plan(at("2026-05-01T00:00:00Z"))).kind()).isEqualTo(Kind.TOO_EARLY);
    MssqlChainProblem late = problem(planner.plan(at("2026-05-01T09:00:00Z")));
    assertThat(late.kind()).isEqualTo(Kind.TOO_LATE);
    assertThat(late.remedy()).contains("2026-05-01T01:59:00Z");
    assertThat(problem(planner.plan(lsn(3))).kind()).isEqualTo(Kind.TOO_EARLY);
    assertThat(problem(planner.plan(lsn(20))).kind()).isEqualTo(Kind.TOO_LATE);
    assertThat(problem(planner(utc()).plan(lsn(3))).kind()).isEqualTo(Kind.NO_BACKUPS);
    assertThat(problem(planner(utc(), LOG_1).plan(lsn(3))).kind()).isEqualTo(Kind.NO_BACKUPS);
  }

  @Test
  void withoutLogsOnlyTheEndOfABackupIsReached() {
    MssqlBackupSet simple = full(10, "2026-05-01T01:00:00").model("SIMPLE").set();
    MssqlBackupSet later = diff(simple, 30, "2026-05-01T03:00:00").model("SIMPLE").set();
    MssqlChainPlanner planner = planner(utc(), simple, later);

    assertThat(sets(planner.plan(at("2026-05-01T03:00:00Z")))).containsExactly(simple, later);
    assertThat(sets(planner.plan(at("2026-05-01T01:00:00Z")))).containsExactly(simple);
    MssqlChainProblem problem = problem(planner.plan(at("2026-05-01T02:00:00Z")));
    assertThat(problem.kind()).isEqualTo(Kind.NO_LOGS);
    assertThat(problem.text()).contains("SIMPLE");
    assertThat(planner.window().spans()).hasSize(2);
  }

  @Test
  void aChainIsFollowedAcrossAFork() {
    // Restored to LSN 15 within LOG_1, and gone on from there on another branch.
    MssqlBackupSet bridge = log(5, 35, "2026-05-01T07:00:00").crossing(MAIN, OTHER, 15).set();
    MssqlBackupSet next = log(35, 50, "2026-05-01T08:00:00").on(OTHER).set();
    MssqlBackupSet fresh = full(25, "2026-05-01T06:30:00").on(OTHER).set();
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, LOG_2, bridge, next);

    assertThat(sets(planner.plan(new MssqlRestoreTarget.Latest())))
        .containsExactly(FULL, bridge, next);
    assertThat(sets(planner.plan(at("2026-05-01T03:30:00Z"))))
        .as("the branch that lived then")
        .containsExactly(FULL, LOG_1, LOG_2);
    MssqlPlanning inBridge = planner.plan(at("2026-05-01T06:00:00Z"));
    assertThat(sets(inBridge)).containsExactly(FULL, bridge);
    assertThat(notes(inBridge)).contains(Note.Kind.CROSSES_BRANCH);
    assertThat(sets(planner(utc(), FULL, bridge, fresh, next).plan(at("2026-05-01T06:40:00Z"))))
        .as("a full on the new branch takes the log that crosses to it")
        .containsExactly(fresh, bridge);
  }

  @Test
  void withoutTheLogThatCrossesTheOtherBranchIsNotReached() {
    MssqlBackupSet next = log(35, 50, "2026-05-01T08:00:00").on(OTHER).set();

    MssqlChainProblem problem =
        problem(planner(utc(), FULL, LOG_1, next).plan(at("2026-05-01T07:30:00Z")));

    assertThat(problem.kind()).isEqualTo(Kind.BRANCH_NOT_LINKED);
    assertThat(problem.text()).contains(MAIN.toString(), OTHER.toString());
  }

  @Test
  void aCrossingWithoutItsPlaceIsNotTrusted() {
    MssqlBackupSet blind = log(10, 35, "2026-05-01T07:00:00").crossing(MAIN, OTHER, 99).set();

    MssqlChainProblem problem = problem(planner(utc(), FULL, blind).plan(lsn(20)));

    assertThat(problem.kind()).isEqualTo(Kind.LOG_UNUSABLE);
    assertThat(problem.text()).contains("where is not told");
  }

  @Test
  void anLsnOnTwoBranchesNeedsTheBranchNamed() {
    MssqlBackupSet bridge = log(5, 35, "2026-05-01T07:00:00").crossing(MAIN, OTHER, 15).set();
    MssqlBackupSet[] all = {FULL, LOG_1, LOG_2, bridge};

    MssqlChainProblem problem = problem(planner(utc(), all).plan(lsn(18)));
    assertThat(problem.kind()).isEqualTo(Kind.BRANCH_AMBIGUOUS);
    assertThat(problem.text()).contains(MAIN.toString(), OTHER.toString());
    assertThat(sets(planner(utc().withFork(MAIN), all).plan(lsn(18)))).containsExactly(FULL, LOG_1);
    assertThat(sets(planner(utc().withFork(OTHER), all).plan(lsn(18))))
        .containsExactly(FULL, bridge);
    assertThat(chain(planner(utc(), all).plan(lsn(12))).certain()).isTrue();
    Chain exact = chain(planner(utc().withFork(MAIN), all).plan(lsn(18)));
    assertThat(exact.steps().get(1).stop()).contains(new MssqlStop.AtLsn(MssqlLsn.of(18), false));
  }

  @Test
  void anotherDatabaseOfTheNameIsAnotherHistory() {
    UUID dropped = new UUID(9, 9);
    MssqlBackupSet old =
        full(500, "2026-04-01T01:00:00").family(dropped).database("sales", new UUID(8, 8)).set();
    MssqlBackupSet oldLog =
        log(499, 600, "2026-04-02T01:00:00")
            .family(dropped)
            .database("sales", new UUID(8, 8))
            .set();
    MssqlChainPlanner planner = planner(utc(), old, oldLog, FULL, LOG_1);

    assertThat(sets(planner.plan(new MssqlRestoreTarget.Latest()))).containsExactly(FULL, LOG_1);
    MssqlPlanning then = planner.plan(at("2026-04-01T12:00:00Z"));
    assertThat(sets(then)).containsExactly(old, oldLog);
    assertThat(notes(then)).contains(Note.Kind.OTHER_DATABASES);
    assertThat(planner.window().reaches(Instant.parse("2026-04-01T12:00:00Z"))).isTrue();
    assertThat(planner.window().reaches(Instant.parse("2026-05-01T01:30:00Z"))).isTrue();
    assertThat(
            sets(
                planner(utc().withFamily(dropped), old, oldLog, FULL)
                    .plan(new MssqlRestoreTarget.Latest())))
        .containsExactly(old, oldLog);
    assertThat(problem(planner.plan(at("2026-03-01T12:00:00Z"))).kind()).isEqualTo(Kind.TOO_EARLY);
  }

  @Test
  void aRenamedDatabaseKeepsItsHistoryAndACopyHasItsOwn() {
    MssqlBackupSet renamed =
        log(20, 40, "2026-05-01T04:00:00").database("Sales2", new UUID(3, 3)).set();
    MssqlBackupSet copy =
        log(5, 90, "2026-05-01T09:00:00")
            .crossing(MAIN, OTHER, 12)
            .database("test", new UUID(6, 6))
            .set();

    assertThat(
            sets(planner(utc(), FULL, LOG_1, renamed, copy).plan(new MssqlRestoreTarget.Latest())))
        .containsExactly(FULL, LOG_1, renamed);
    assertThat(
            sets(
                planner(MssqlChainQuery.of("test", ZoneOffset.UTC), FULL, LOG_1, renamed, copy)
                    .plan(new MssqlRestoreTarget.Latest())))
        .containsExactly(FULL, copy);
  }

  @Test
  void whatTheServerCannotReadIsLeftOut() {
    MssqlBackupSet newer = full(30, "2026-05-01T03:00:00").major(17).set();
    MssqlBackupSet sealed = full(31, "2026-05-01T03:10:00").certificate("0xAB").set();
    MssqlBackupSet damaged = full(32, "2026-05-01T03:20:00").is(MssqlBackupFlag.DAMAGED).set();
    MssqlBackupSet snapshot = full(33, "2026-05-01T03:30:00").is(MssqlBackupFlag.SNAPSHOT).set();
    MssqlBackupSet[] all = {FULL, LOG_1, newer, sealed, damaged, snapshot, LOG_2};
    MssqlRestoreTarget target = at("2026-05-01T03:50:00Z");
    MssqlRestoreLimits strict =
        new MssqlRestoreLimits(16, Optional.of(Set.of("0xCD")), false, false);

    assertThat(sets(planner(utc().withLimits(strict), all).plan(target)))
        .containsExactly(FULL, LOG_1, LOG_2);
    assertThat(strict.refusal(newer)).hasValueSatisfying(why -> assertThat(why).contains("17"));
    assertThat(strict.refusal(sealed)).hasValueSatisfying(why -> assertThat(why).contains("0xAB"));
    MssqlRestoreLimits lenient =
        new MssqlRestoreLimits(17, Optional.of(Set.of("0xAB")), true, true);
    assertThat(sets(planner(utc().withLimits(lenient), all).plan(target)))
        .containsExactly(snapshot, LOG_2);
  }

  @Test
  void theHourThatComesTwiceIsRefusedAndTheOthersAreNot() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    MssqlBackupSet base = full(10, "2026-10-24T22:00:00").set();
    MssqlBackupSet night = log(9, 90, "2026-10-25T09:00:00").start("2026-10-25T08:00:00").set();
    MssqlChainPlanner planner = planner(MssqlChainQuery.of("sales", berlin), base, night);

    // Clocks go back from 3:00 to 2:00 at 1:00 UTC.
    for (String twice : new String[] {"2026-10-25T00:00:00Z", "2026-10-25T01:59:59.999Z"}) {
      MssqlChainProblem problem = problem(planner.plan(at(twice)));
      assertThat(problem.kind()).isEqualTo(Kind.TIME_AMBIGUOUS);
      assertThat(problem.remedy()).contains("log sequence number");
      assertThat(planner.window().reaches(Instant.parse(twice))).isFalse();
    }
    for (String once : new String[] {"2026-10-24T23:59:59.999Z", "2026-10-25T02:00:00Z"}) {
      assertThat(chain(planner.plan(at(once))).certain()).isTrue();
      assertThat(planner.window().reaches(Instant.parse(once))).isTrue();
    }
    assertThat(chain(planner.plan(at("2026-10-25T02:00:00Z"))).steps().get(1).stop())
        .contains(new MssqlStop.AtTime(LocalDateTime.parse("2026-10-25T03:00:00")));
    assertThat(planner.window().gaps().get(0).problem().kind()).isEqualTo(Kind.TIME_AMBIGUOUS);
    assertThat(sets(planner.plan(lsn(50)))).containsExactly(base, night);
  }

  @Test
  void theClockIsThatOfTheServerThatWroteTheLog() {
    MssqlBackupSet elsewhere = log(9, 90, "2026-05-01T20:00:00").quarters(36).set();

    Chain chain = chain(planner(utc(), FULL, elsewhere).plan(at("2026-05-01T05:00:00Z")));

    assertThat(chain.steps().get(1).stop())
        .contains(new MssqlStop.AtTime(LocalDateTime.parse("2026-05-01T14:00:00")));
  }

  @Test
  void aMarkIsFoundByItsPlaceOrSearchedFromAnInstantOn() {
    MssqlChainPlanner planner = planner(utc(), FULL, LOG_1, LOG_2, LOG_3);
    Optional<Instant> after = Optional.of(Instant.parse("2026-05-01T03:00:00Z"));

    Chain known =
        chain(
            planner.plan(
                new MssqlRestoreTarget.AtMark(
                    "m", true, Optional.of(MssqlLsn.of(25)), Optional.empty(), Optional.empty())));
    assertThat(known.steps().stream().map(Step::set)).containsExactly(FULL, LOG_1, LOG_2);
    assertThat(known.steps().get(2).stop())
        .contains(new MssqlStop.AtMark("m", true, Optional.empty()));
    MssqlPlanning searched =
        planner.plan(
            new MssqlRestoreTarget.AtMark("m", false, Optional.empty(), Optional.empty(), after));
    assertThat(sets(searched)).containsExactly(FULL, LOG_1, LOG_2, LOG_3);
    assertThat(chain(searched).steps().stream().map(Step::reserve))
        .containsExactly(false, false, false, true);
    assertThat(notes(searched)).contains(Note.Kind.SEARCHES_MARK);
    assertThat(
            problem(
                    planner.plan(
                        new MssqlRestoreTarget.AtMark(
                            "m", false, Optional.empty(), Optional.empty(), Optional.empty())))
                .kind())
        .isEqualTo(Kind.MARK_UNBOUNDED);
    Optional<Instant> late = Optional.of(Instant.parse("2026-05-02T03:00:00Z"));
    assertThat(
            problem(
                    planner.plan(
                        new MssqlRestoreTarget.AtMark(
                            "m", false, Optional.empty(), Optional.empty(), late)))
                .kind())
        .isEqualTo(Kind.TOO_LATE);
    Optional<Instant> early = Optional.of(Instant.parse("2026-04-02T03:00:00Z"));
    assertThat(
            problem(
                    planner.plan(
                        new MssqlRestoreTarget.AtMark(
                            "m", false, Optional.empty(), Optional.empty(), early)))
                .kind())
        .isEqualTo(Kind.TOO_EARLY);
  }

  @Test
  void theWindowTellsEveryStretchAndWhyItEnds() {
    MssqlBackupSet again = full(45, "2026-05-01T04:30:00").set();
    MssqlWindow window = planner(utc(), FULL, LOG_1, again, LOG_3).window();

    assertThat(window.spans())
        .extracting(span -> span.from() + " " + span.to())
        .containsExactly(
            "2026-05-01T01:00:00Z 2026-05-01T01:59:00Z",
            "2026-05-01T04:30:00Z 2026-05-01T04:59:00Z");
    assertThat(window.gaps())
        .extracting(gap -> gap.problem().kind())
        .containsExactly(Kind.LOG_MISSING, Kind.TOO_LATE);
    assertThat(planner(utc()).window().gaps().get(0).problem().kind()).isEqualTo(Kind.NO_BACKUPS);
    MssqlWindow empty = planner(utc(), LOG_1).window();
    assertThat(empty.spans()).isEmpty();
    assertThat(empty.gaps()).hasSize(1);
  }

  @Test
  void aDamagedNewestFullIsNotPassedOverSilently() {
    MssqlBackupSet damaged = full(30, "2026-05-01T03:00:00").is(MssqlBackupFlag.DAMAGED).set();

    MssqlChainProblem problem =
        problem(planner(utc(), FULL, damaged).plan(new MssqlRestoreTarget.Latest()));

    assertThat(problem.kind()).isEqualTo(Kind.DATA_UNUSABLE);
    assertThat(problem.sets()).containsExactly(damaged);
  }
}
