package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerProcessTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ProcessId ID = new ProcessId("7", NOW);

  private static ServerProcess.Builder process() {
    return ServerProcess.builder(ID, ProcessState.ACTIVE);
  }

  @Test
  void aProcessBuilderSetsEachMember() {
    assertThat(
            process()
                .user("ada")
                .database("shop")
                .clientHost("10.0.0.1")
                .application("psql")
                .command("SELECT")
                .statement("SELECT 1")
                .statementStartedAt(NOW.plusSeconds(1))
                .transactionStartedAt(NOW.plusSeconds(2))
                .sessionStartedAt(NOW.plusSeconds(3))
                .stateChangedAt(NOW.plusSeconds(4))
                .waitKind("Lock:tuple")
                .waitObject("orders")
                .blockedBy(List.of("8"))
                .system(true)
                .own(true)
                .progress(0.5)
                .attributes(Map.of("leader", "6"))
                .build())
        .isEqualTo(
            new ServerProcess(
                ID,
                ProcessState.ACTIVE,
                Optional.of("ada"),
                Optional.of("shop"),
                Optional.of("10.0.0.1"),
                Optional.of("psql"),
                Optional.of("SELECT"),
                Optional.of("SELECT 1"),
                Optional.of(NOW.plusSeconds(1)),
                Optional.of(NOW.plusSeconds(2)),
                Optional.of(NOW.plusSeconds(3)),
                Optional.of(NOW.plusSeconds(4)),
                Optional.of("Lock:tuple"),
                Optional.of("orders"),
                List.of("8"),
                true,
                true,
                OptionalDouble.of(0.5),
                Map.of("leader", "6")));
  }

  @Test
  void aProcessPrintsWithoutItsStatement() {
    ServerProcess process =
        process()
            .user("ada")
            .database("shop")
            .application("psql")
            .statement("ALTER USER x PASSWORD 'canary-9f3b'")
            .blockedBy(List.of("8", "9"))
            .build();

    assertThat(process)
        .hasToString(
            "process 7 since 2026-01-02T03:04:05Z ACTIVE, user ada, database shop,"
                + " application psql, blocked by 8, 9");
    assertThat(process().build()).hasToString("process 7 since 2026-01-02T03:04:05Z ACTIVE");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
  void progressIsAPartOfOne(double progress) {
    assertThatThrownBy(() -> process().progress(progress).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("progress is 0 to 1");
  }

  @Test
  void twoSessionsOfOneNumberAreNotTheSame() {
    assertThat(ID).isNotEqualTo(new ProcessId("7", NOW.plusMillis(1)));
    assertThat(ID).isEqualTo(new ProcessId("7", NOW));
  }

  @Test
  void aProcessIsBlockedIfTheServerNamesABlocker() {
    assertThat(process().build().isBlocked()).isFalse();
    assertThat(process().blockedBy(List.of("8")).build().isBlocked()).isTrue();
  }

  @Test
  void aQueryChoosesByDatabaseUserAndState() {
    ServerProcess process = process().user("ada").database("shop").build();

    assertThat(ProcessQuery.all().matches(process, NOW)).isTrue();
    assertThat(ProcessQuery.all().database("shop").user("ada").matches(process, NOW)).isTrue();
    assertThat(ProcessQuery.all().database("x").matches(process, NOW)).isFalse();
    assertThat(ProcessQuery.all().user("x").matches(process, NOW)).isFalse();
    assertThat(ProcessQuery.all().state(ProcessState.ACTIVE).matches(process, NOW)).isTrue();
    assertThat(ProcessQuery.all().state(ProcessState.IDLE).matches(process, NOW)).isFalse();
  }

  @Test
  void ownAndSystemSessionsAreListedOnlyWhenAskedFor() {
    ServerProcess own = process().own(true).build();
    ServerProcess system = process().system(true).build();

    assertThat(ProcessQuery.all().matches(own, NOW)).isFalse();
    assertThat(ProcessQuery.all().own(true).matches(own, NOW)).isTrue();
    assertThat(ProcessQuery.all().matches(system, NOW)).isFalse();
    assertThat(ProcessQuery.all().system(true).matches(system, NOW)).isTrue();
  }

  @Test
  void aQueryForLongOnesGoesByTheStatementElseByTheTransaction() {
    ProcessQuery query = ProcessQuery.all().longerThan(Duration.ofSeconds(10));
    Instant longAgo = NOW.minusSeconds(11);

    assertThat(query.matches(process().statementStartedAt(longAgo).build(), NOW)).isTrue();
    assertThat(query.matches(process().transactionStartedAt(longAgo).build(), NOW)).isTrue();
    assertThat(
            query.matches(
                process().statementStartedAt(NOW).transactionStartedAt(longAgo).build(), NOW))
        .isFalse();
    assertThat(query.matches(process().sessionStartedAt(longAgo).build(), NOW)).isFalse();
  }

  @Test
  void queriesAreValues() {
    ProcessQuery query =
        ProcessQuery.all()
            .database("shop")
            .user("ada")
            .state(ProcessState.IDLE)
            .longerThan(Duration.ofSeconds(1))
            .system(true)
            .own(true)
            .statementLength(0);

    assertThat(query.database()).contains("shop");
    assertThat(query.user()).contains("ada");
    assertThat(query.state()).contains(ProcessState.IDLE);
    assertThat(query.longerThan()).contains(Duration.ofSeconds(1));
    assertThat(query.system()).isTrue();
    assertThat(query.own()).isTrue();
    assertThat(query.statementLength()).isZero();
    assertThat(query)
        .isEqualTo(query.own(true))
        .hasSameHashCodeAs(query.own(true))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.user("x"))
        .isNotEqualTo(query.state(ProcessState.ACTIVE))
        .isNotEqualTo(query.longerThan(Duration.ZERO))
        .isNotEqualTo(query.system(false))
        .isNotEqualTo(query.own(false))
        .isNotEqualTo(query.statementLength(1));
    assertThat(ProcessQuery.all())
        .hasToString(
            "database=null, user=null, state=null, longerThan=null, system=false, own=false,"
                + " statementLength=4096");
  }

  @Test
  void aStatementCannotBeCutBelowNothing() {
    assertThatThrownBy(() -> ProcessQuery.all().statementLength(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cancelOptionsArePinnedAndCanBeSet() {
    CancelProcessOptions options = CancelProcessOptions.of(ID);

    assertThat(options.process()).isEqualTo(ID);
    assertThat(options.allowOwn()).isFalse();
    assertThat(options.toBuilder().allowOwn(true).build().asMap())
        .isEqualTo(Map.of("process", "7 since 2026-01-02T03:04:05Z", "allowOwn", "true"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("cancel options " + options.asMap());
    assertThat(Faults.of(() -> CancelProcessOptions.builder().build())).containsExactly("process");
  }

  @Test
  void terminateOptionsArePinnedAndCanBeSet() {
    TerminateProcessOptions options = TerminateProcessOptions.of(ID);

    assertThat(options.process()).isEqualTo(ID);
    assertThat(options.allowOwn()).isFalse();
    assertThat(options.waitAtMost()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.toBuilder().allowOwn(true).waitAtMost(Duration.ofSeconds(1)).build().asMap())
        .isEqualTo(
            Map.of(
                "process",
                "7 since 2026-01-02T03:04:05Z",
                "allowOwn",
                "true",
                "waitAtMost",
                "PT1S"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("terminate options " + options.asMap());
    assertThat(Faults.of(() -> TerminateProcessOptions.builder().waitAtMost(Duration.ZERO).build()))
        .containsExactly("process", "waitAtMost");
  }

  @Test
  void whatBecameOfASessionIsToldInFull() {
    TerminateInfo info =
        new TerminateInfo(ID, false, OptionalDouble.of(0.2), Optional.of(Duration.ofSeconds(30)));

    assertThat(info.gone()).isFalse();
    assertThat(info.rollbackProgress()).hasValue(0.2);
    assertThat(info.rollbackRemaining()).contains(Duration.ofSeconds(30));
    assertThatThrownBy(
            () -> new TerminateInfo(null, true, OptionalDouble.empty(), Optional.empty()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("process");
  }

  @Test
  void askingWithoutAQuerySparesTheServersAndOwnSessions() {
    List<ProcessQuery> asked = new ArrayList<>();
    SupportsProcesses processes =
        new SupportsProcesses() {
          @Override
          public List<ServerProcess> processes(ProcessQuery query) {
            asked.add(query);
            return List.of();
          }

          @Override
          public BlockingTree blockingTree() {
            return BlockingTree.of(List.of(), NOW);
          }

          @Override
          public Set<OptionKey<?>> cancelProcessKeys() {
            return Set.of();
          }

          @Override
          public Set<OptionKey<?>> terminateProcessKeys() {
            return Set.of();
          }

          @Override
          public Operation<Void> prepareCancelProcess(CancelProcessOptions options) {
            throw new AssertionError("nobody should ask this");
          }

          @Override
          public Operation<TerminateInfo> prepareTerminateProcess(TerminateProcessOptions options) {
            throw new AssertionError("nobody should ask this");
          }
        };

    assertThat(processes.processes()).isEmpty();
    assertThat(asked).containsExactly(ProcessQuery.all());
  }
}
