package io.gds.database.postgres;

import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slots on an old primary that those read by who follow the new one. Nobody reads by them any
 * more, and as a standby it would keep its log for them until its disk is full.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION-SLOTS">
 *     Replication Slots</a>
 */
final class PostgresLeftSlots {
  private final PostgresContext old;
  private final String name;

  PostgresLeftSlots(PostgresContext old, String name) {
    this.old = old;
    this.name = name;
  }

  /**
   * Adds what drops them, once those that read by them follow. What goes wrong is left to the
   * caller: the change of primary is done by then.
   *
   * @param target the new primary, which read by one of them as well
   */
  void add(
      Plan.Builder<?> plan,
      NodeView leading,
      String target,
      PostgresPromotion promotion,
      String node) {
    Map<String, String> readers = new LinkedHashMap<>();
    for (StandbyView standby : leading.standbys()) {
      if (standby.name().equals(target) || (standby.connected() && !standby.isArchive())) {
        standby.slot().ifPresent(slot -> readers.put(slot, standby.name()));
      }
    }
    readers.forEach(
        (slot, reader) -> {
          String sql = text(slot);
          plan.step(
              new Step(StepKind.SQL, sql, Effect.IDEMPOTENT, node),
              step -> {
                if (!promotion.toRejoin().contains(reader)
                    && !promotion.toRejoin().contains(name)) {
                  drop(slot, sql, promotion, step);
                }
              });
        });
  }

  private void drop(String slot, String sql, PostgresPromotion promotion, StepContext step) {
    try {
      old.sql().during(step).execute(sql);
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.CANCELLED || e.code() == ErrorCode.ENGINE_CLOSED) {
        throw e;
      }
      promotion
          .followUps()
          .add(
              "Drop the slot \""
                  + slot
                  + "\" on "
                  + name
                  + ", which keeps its log for nobody: "
                  + e.getMessage()
                  + ".");
    }
  }

  private static String text(String slot) {
    return "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
        + " WHERE slot_type = 'physical' AND NOT active AND slot_name = "
        + PostgresSql.literal(slot);
  }
}
