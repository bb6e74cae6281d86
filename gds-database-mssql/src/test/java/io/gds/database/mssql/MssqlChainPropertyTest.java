package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.mssql.MssqlChainOracle.Ending;
import io.gds.database.mssql.MssqlChainOracle.Found;
import io.gds.database.mssql.MssqlTestWorld.Entry;
import io.gds.database.mssql.MssqlTestWorld.Truth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MssqlChainPropertyTest {
  private static final int WORLDS = Integer.getInteger("gds.test.worlds", 2_500);
  private static final int INSTANTS = Integer.getInteger("gds.test.instants", 10);
  private static final long SEED = Long.getLong("gds.test.seed", 20_261_121L);

  private static MssqlChainPlanner planner(MssqlTestWorld world) {
    return new MssqlChainPlanner(
        MssqlBackupHistory.of(world.rows()),
        MssqlChainQuery.of(MssqlTestWorld.DATABASE, MssqlTestWorld.ZONE));
  }

  /** Some of the instants at which something happened, and those just before and after. */
  private static List<Instant> instants(MssqlTestWorld world, long seed) {
    List<Instant> instants = new ArrayList<>();
    for (Instant moment : new TreeSet<>(world.moments())) {
      instants.add(moment);
      instants.add(moment.minusMillis(1));
      instants.add(moment.plusMillis(1));
    }
    Collections.shuffle(instants, new Random(seed));
    return instants.subList(0, Math.min(INSTANTS, instants.size()));
  }

  @Test
  void everyPlanToAnInstantLeadsThereAndIsMissedOnlyWhereNoChainDoes() {
    Map<Ending, Integer> seen = new EnumMap<>(Ending.class);
    int refused = 0;
    int crossing = 0;
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      MssqlTestWorld world = MssqlTestWorld.live(seed);
      MssqlChainOracle oracle = new MssqlChainOracle(world);
      MssqlChainPlanner planner = planner(world);
      for (Instant target : instants(world, seed)) {
        String what = target + " of seed " + seed;
        Map<Ending, Found> found = oracle.toInstant(target);
        MssqlPlanning planned = planner.plan(new MssqlRestoreTarget.At(target));
        if (planned instanceof MssqlPlanning.Chain chain) {
          Ending ending = ending(chain, target);
          assertThat(found).as(what).containsKey(ending);
          assertThat(found.keySet()).as(what).noneMatch(other -> other.compareTo(ending) < 0);
          Found best = found.get(ending);
          assertThat(logs(chain)).as(what).hasSameSizeAs(best.logs());
          assertThat(MssqlChainOracle.finish(data(chain))).as(what).isEqualTo(best.dataEnd());
          assertContent(what, world, oracle.restore(chain, target), chain, target, ending);
          seen.merge(ending, 1, Integer::sum);
          crossing += best.crosses(target) > 0 ? 1 : 0;
        } else {
          assertThat(found).as("%s: %s", what, planned).isEmpty();
          refused++;
        }
      }
    }
    assertThat(seen.get(Ending.SURE)).isGreaterThan(WORLDS);
    assertThat(seen.get(Ending.EXACT)).isGreaterThan(WORLDS / 10);
    assertThat(seen.get(Ending.PERHAPS)).isGreaterThan(WORLDS / 10);
    assertThat(crossing).isGreaterThan(WORLDS / 10);
    assertThat(refused).isGreaterThan(WORLDS);
  }

  private static Ending ending(MssqlPlanning.Chain chain, Instant target) {
    if (!chain.certain()) {
      return Ending.PERHAPS;
    }
    MssqlPlanning.Step last = chain.steps().get(chain.steps().size() - 1);
    return last.stop().isPresent() && !MssqlChainOracle.sure(last.set()).isBefore(target)
        ? Ending.SURE
        : Ending.EXACT;
  }

  /** What the database holds is what its branch had at the instant, record by record. */
  private static void assertContent(
      String what,
      MssqlTestWorld world,
      List<Entry> content,
      MssqlPlanning.Chain chain,
      Instant target,
      Ending ending) {
    Truth last = world.truths().get(chain.steps().get(chain.steps().size() - 1).set().id());
    if (ending == Ending.EXACT) {
      assertThat(content).as(what).isEqualTo(last.path());
    } else {
      List<Entry> then =
          last.path().stream().filter(entry -> !entry.time().isAfter(target)).toList();
      assertThat(content).as(what).isEqualTo(then);
    }
  }

  private static List<MssqlBackupSet> logs(MssqlPlanning.Chain chain) {
    return chain.steps().stream()
        .map(MssqlPlanning.Step::set)
        .filter(MssqlBackupSet::isLog)
        .toList();
  }

  private static MssqlBackupSet data(MssqlPlanning.Chain chain) {
    List<MssqlBackupSet> data = new ArrayList<>();
    chain.steps().stream()
        .map(MssqlPlanning.Step::set)
        .filter(set -> !set.isLog())
        .forEach(data::add);
    return data.get(data.size() - 1);
  }

  @Test
  void everyPlanToAPlaceInTheLogLeadsToTheOneRecordThere() {
    int ambiguous = 0;
    int reached = 0;
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      MssqlTestWorld world = MssqlTestWorld.live(seed);
      MssqlChainOracle oracle = new MssqlChainOracle(world);
      MssqlChainPlanner planner = planner(world);
      for (long index = seed % 3; index < 45; index += 3) {
        String what = "seed " + seed + ", record " + index;
        MssqlLsn lsn = MssqlTestWorld.lsn(index);
        Map<Integer, Found> found = oracle.toLsn(lsn, index);
        MssqlPlanning planned = planner.plan(new MssqlRestoreTarget.AtLsn(lsn, false));
        if (planned instanceof MssqlPlanning.Chain chain) {
          assertThat(found).as(what).hasSize(1);
          Found best = found.values().iterator().next();
          assertThat(logs(chain)).as(what).hasSameSizeAs(best.logs());
          assertThat(MssqlChainOracle.finish(data(chain))).as(what).isEqualTo(best.dataEnd());
          reached++;
        } else if (problem(planned).kind() == MssqlChainProblem.Kind.BRANCH_AMBIGUOUS) {
          assertThat(found.size()).as("%s: %s", what, planned).isGreaterThan(1);
          ambiguous++;
        } else {
          assertThat(found).as("%s: %s", what, planned).isEmpty();
        }
      }
    }
    assertThat(reached).isGreaterThan(WORLDS);
    assertThat(ambiguous).isGreaterThan(WORLDS / 100);
  }

  private static MssqlChainProblem problem(MssqlPlanning planned) {
    return ((MssqlPlanning.Refusal) planned).problem();
  }

  @Test
  void theLatestIsTheEndOfTheNewestBranchOrItIsSaidWhyNot() {
    int reached = 0;
    int refused = 0;
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      MssqlTestWorld world = MssqlTestWorld.live(seed);
      Optional<Long> latest = new MssqlChainOracle(world).latest();
      MssqlPlanning planned = planner(world).plan(new MssqlRestoreTarget.Latest());
      if (planned instanceof MssqlPlanning.Chain chain) {
        MssqlBackupSet last = chain.steps().get(chain.steps().size() - 1).set();
        assertThat(latest.map(MssqlTestWorld::lsn)).as("seed " + seed).contains(last.lastLsn());
        reached++;
      } else {
        assertThat(latest).as("seed %s: %s", seed, planned).isEmpty();
        assertThat(problem(planned).text()).isNotBlank();
        refused++;
      }
    }
    assertThat(reached).isGreaterThan(WORLDS / 4);
    assertThat(refused).isGreaterThan(WORLDS / 20);
  }

  @Test
  void theWindowIsWhatPlansLeadToForCertainAndSaysWhyForEveryGap() {
    for (long seed = SEED; seed < SEED + WORLDS; seed++) {
      MssqlTestWorld world = MssqlTestWorld.live(seed);
      MssqlChainPlanner planner = planner(world);
      MssqlWindow window = planner.window();
      for (Instant target : instants(world, seed)) {
        MssqlPlanning planned = planner.plan(new MssqlRestoreTarget.At(target));
        boolean certain = planned instanceof MssqlPlanning.Chain chain && chain.certain();
        assertThat(window.reaches(target))
            .as("seed %s, target %s, %s", seed, target, window.spans())
            .isEqualTo(certain);
      }
      assertThat(window.gaps()).as("seed " + seed).hasSize(Math.max(1, window.spans().size()));
      window.gaps().forEach(gap -> assertThat(gap.problem().text()).isNotBlank());
    }
  }

  @Test
  void theOrderOfTheRowsMakesNoDifference() {
    for (long seed = SEED; seed < SEED + 300; seed++) {
      MssqlTestWorld world = MssqlTestWorld.live(seed);
      List<MssqlBackupSet> sorted = new ArrayList<>(world.rows());
      sorted.sort(Comparator.comparing(MssqlBackupSet::id));
      MssqlChainPlanner other =
          new MssqlChainPlanner(
              MssqlBackupHistory.of(sorted),
              MssqlChainQuery.of(MssqlTestWorld.DATABASE, MssqlTestWorld.ZONE));
      MssqlChainPlanner planner = planner(world);
      for (Instant target : instants(world, seed)) {
        MssqlRestoreTarget at = new MssqlRestoreTarget.At(target);
        assertThat(steps(other.plan(at))).isEqualTo(steps(planner.plan(at)));
      }
    }
  }

  private static List<MssqlPlanning.Step> steps(MssqlPlanning planned) {
    return planned instanceof MssqlPlanning.Chain chain ? chain.steps() : List.of();
  }
}
