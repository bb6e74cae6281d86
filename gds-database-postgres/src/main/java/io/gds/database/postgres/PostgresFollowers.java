package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.operation.OptionValues;
import java.util.List;
import java.util.Optional;

/** The standbys that are to follow a new primary: each is told so, or left to the caller. */
final class PostgresFollowers {
  private final PostgresSwitchovers switchovers;

  PostgresFollowers(PostgresSwitchovers switchovers) {
    this.switchovers = switchovers;
  }

  /** Those with a connection are told whom to follow; the others are left to the caller. */
  void add(
      Plan.Builder<?> plan,
      PostgresTopologyView view,
      PostgresPromotion promotion,
      String target,
      String leader,
      List<String> standbys) {
    for (String name : standbys) {
      if (name.equals(target) || name.equals(leader)) {
        continue;
      }
      Optional<PostgresContext> standby = switchovers.of(view, name);
      boolean able =
          standby.isPresent()
              && standby.get().info().hosts().size() <= 1
              && !new PostgresUpstream(
                      switchovers.of(view, target).orElseThrow().info(),
                      new PostgresHost(standby.get(), name, OptionValues.none()))
                  .check(switchovers.context().clock(), name)
                  .refused();
      if (able) {
        promotion.addFollower(plan, standby.get(), name, PostgresSwitchovers.node(view, name));
      } else {
        promotion.left(
            name, "no connection to it alone, or no file for its password, is configured here");
      }
    }
  }
}
