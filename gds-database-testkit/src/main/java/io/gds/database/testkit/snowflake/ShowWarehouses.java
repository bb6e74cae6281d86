package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * SHOW WAREHOUSES.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-warehouses">SHOW
 *     WAREHOUSES</a>
 */
final class ShowWarehouses implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "WAREHOUSES");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "WAREHOUSES");
    ShowFilter filter = new ShowFilter().like(statement).rest(statement);
    List<WireRow> rows = new ArrayList<>();
    session.account().warehouses().stream()
        .filter(session::sees)
        .sorted(Comparator.comparing(ModelObject::name))
        .forEach(each -> rows.add(row(each, session)));
    return filter.answer(
        List.of(
            "name text",
            "state text",
            "type text",
            "size text",
            "min_cluster_count fixed",
            "max_cluster_count fixed",
            "started_clusters fixed",
            "running fixed",
            "queued fixed",
            "is_default text",
            "is_current text",
            "auto_suspend fixed",
            "auto_resume text",
            "available text",
            "provisioning text",
            "quiescing text",
            "other text",
            "created_on timestamp_ltz(3)",
            "resumed_on timestamp_ltz(3)",
            "updated_on timestamp_ltz(3)",
            "owner text",
            "comment text",
            "resource_monitor text",
            "scaling_policy text",
            "owner_role_type text"),
        rows);
  }

  private static WireRow row(ModelWarehouse each, ModelSession session) {
    boolean on = each.isStarted();
    boolean standard = each.name().equals(defaultOf(session));
    return WireRow.of(
        each.name(),
        on ? "STARTED" : "SUSPENDED",
        "STANDARD",
        each.size(),
        1,
        1,
        on ? 1 : 0,
        0,
        0,
        standard ? "Y" : "N",
        each.name().equals(session.warehouseName()) ? "Y" : "N",
        each.autoSuspend() == 0 ? null : each.autoSuspend(),
        each.autoResume() ? "true" : "false",
        on ? "100" : "",
        on ? "0" : "",
        on ? "0" : "",
        on ? "0" : "",
        each.created().at(),
        each.resumed(),
        each.altered(),
        each.ownerName(),
        each.comment(),
        "null",
        "STANDARD",
        each.owner().isPresent() ? "ROLE" : "");
  }

  private static String defaultOf(ModelSession session) {
    return session
        .account()
        .user(session.user())
        .flatMap(user -> user.property("DEFAULT_WAREHOUSE"))
        .orElse("");
  }
}
