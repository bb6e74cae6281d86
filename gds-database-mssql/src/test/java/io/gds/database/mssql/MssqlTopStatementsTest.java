package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.Availability;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.observe.StatementOrder;
import io.gds.database.observe.StatementQuery;
import io.gds.database.observe.StatementStats;
import io.gds.database.observe.SupportsStatements;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

class MssqlTopStatementsTest {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static MssqlScene scene() {
    MssqlScene scene = new MssqlScene();
    scene.create("sh'op");
    scene.create("b");
    scene
        .model
        .figures()
        // The same but for its values, twice; the second took longer.
        .statement(
            "sh'op",
            7,
            0,
            -1,
            "SELECT 1",
            new long[] {10, 4, 6, 9},
            new long[] {2, 2, 1, 3, 0},
            NOW.minusSeconds(600))
        .statement(
            "sh'op",
            7,
            6,
            8,
            "BEGIN SELECT 2 END",
            new long[] {90, 1, 80, 20},
            new long[] {3, 3, 2, 4, 1},
            NOW.minusSeconds(60))
        .statement(
            "b",
            7,
            0,
            -1,
            "SELECT 3",
            new long[] {50, 50, 50, 50},
            new long[] {1, 100, 0, 0, 0},
            NOW.minusSeconds(30))
        // Compiled to machine code: no hash.
        .statement(
            "b",
            0,
            4,
            -1,
            null,
            new long[] {5, 1, 1, 500},
            new long[] {50, 0, 9, 0, 0},
            NOW.minusSeconds(7200))
        .statement(
            "b",
            0,
            9,
            -1,
            "abcdefghij",
            new long[] {1, 1, 1, 1},
            new long[] {1, 0, 0, 0, 0},
            NOW.minusSeconds(7200));
    return scene;
  }

  private static List<String> order(MssqlScene scene, StatementOrder by) {
    return scene.engine.topStatements(StatementQuery.top().by(by)).stream()
        .map(StatementStats::text)
        .toList();
  }

  @Test
  void whatDiffersInValuesOnlyIsOneStatement() {
    try (MssqlScene scene = scene()) {
      List<StatementStats> all = scene.engine.topStatements(StatementQuery.top());
      assertThat(all).hasSize(4);
      StatementStats top = all.get(0);
      assertThat(top.id()).isEqualTo("0x0000000000000007");
      assertThat(top.text()).isEqualTo("SELECT 2");
      assertThat(top.database()).contains("sh'op");
      assertThat(top.user()).isEmpty();
      assertThat(top.calls()).isEqualTo(5);
      assertThat(top.totalTime()).isEqualTo(Duration.ofNanos(100_000));
      assertThat(top.minTime()).contains(Duration.ofNanos(1000));
      assertThat(top.maxTime()).contains(Duration.ofNanos(80_000));
      assertThat(top.cpuTime()).contains(Duration.ofNanos(29_000));
      assertThat(top.rows()).hasValue(5);
      assertThat(top.readBytes()).hasValue(3 * 8192);
      assertThat(top.writtenBytes()).as("pages changed are not yet written").isEmpty();
      assertThat(top.since()).contains(NOW.minusSeconds(660));
      assertThat(top.lastRunAt()).contains(NOW.minusSeconds(60));
      assertThat(top.attributes())
          .containsEntry("plans", "2")
          .containsEntry("logicalReads", "7")
          .containsEntry("logicalWrites", "1");
      assertThat(all.get(2).attributes()).containsKey("hidden");
      assertThat(all).extracting(each -> each.id() + each.database()).doesNotHaveDuplicates();
    }
  }

  @Test
  void theServerRanksThem() {
    try (MssqlScene scene = scene()) {
      assertThat(order(scene, StatementOrder.TOTAL_TIME))
          .containsExactly("SELECT 2", "SELECT 3", "", "j");
      assertThat(order(scene, StatementOrder.MEAN_TIME)).startsWith("SELECT 3", "SELECT 2");
      assertThat(order(scene, StatementOrder.CALLS)).startsWith("", "SELECT 2");
      assertThat(order(scene, StatementOrder.ROWS)).startsWith("SELECT 3", "SELECT 2");
      assertThat(order(scene, StatementOrder.READS)).startsWith("", "SELECT 2");
      assertThat(order(scene, StatementOrder.CPU_TIME)).startsWith("", "SELECT 3");
    }
  }

  @Test
  void onlyThoseAskedForComeInOneStatement() {
    try (MssqlScene scene = scene()) {
      StatementQuery top = StatementQuery.top();
      assertThat(scene.statements(() -> scene.engine.topStatements(top.limit(1)))).isEqualTo(1);
      assertThat(scene.engine.topStatements(top.limit(1))).hasSize(1);
      assertThat(scene.engine.topStatements(top.database("sh'op"))).hasSize(1);
      assertThat(scene.engine.topStatements(top.database("x' OR 1 = 1 --"))).isEmpty();
      assertThat(scene.engine.topStatements(top.since(NOW.minusSeconds(45))))
          .extracting(StatementStats::text)
          .containsExactly("SELECT 3");
      assertThat(scene.engine.topStatements(top.since(NOW.plusSeconds(4500)))).isEmpty();
      assertThat(scene.engine.topStatements(top.textLength(3)).get(0).text()).isEqualTo("SEL");
      assertThat(scene.engine.topStatements(top.textLength(0)))
          .allMatch(each -> each.text().isEmpty() && !each.attributes().containsKey("hidden"));
    }
  }

  @Test
  void whatIsNotCountedAndWhatIsNotAllowedIsRefused() {
    try (MssqlScene scene = scene()) {
      assertThatThrownBy(() -> scene.engine.topStatements(StatementQuery.top().user("ada")))
          .isInstanceOf(UnsupportedCapabilityException.class)
          .hasMessageContaining("by user");
      MssqlEngine clerk = scene.clerk();
      assertThat(clerk.capabilities().status(SupportsStatements.class).availability())
          .isEqualTo(Availability.PERMISSION);
      assertThat(
              catchThrowableOfType(
                      PermissionDeniedException.class,
                      () -> clerk.topStatements(StatementQuery.top()))
                  .details()
                  .get("right"))
          .contains("VIEW SERVER PERFORMANCE STATE");
      scene.model.grant("clerk", "VIEW SERVER PERFORMANCE STATE");
      assertThat(clerk.topStatements(StatementQuery.top())).hasSize(4);
    }
  }
}
