package io.gds.database.snowflake;

import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Makes failover groups, and changes which accounts have a group. The primary's account says who
 * may have it; the other account takes it, or gives it up, on its own connection.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-failover-group">CREATE
 *     FAILOVER GROUP</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-failover-group">DROP FAILOVER
 *     GROUP</a>
 */
final class SnowflakeTopology implements SupportsTopologyChange {
  private static final String FAILOVER = "FAILOVER GROUP";

  private final SnowflakeAvailability availability;
  private final SnowflakeContext context;

  SnowflakeTopology(SnowflakeAvailability availability) {
    this.availability = availability;
    this.context = availability.context();
  }

  @Override
  public Set<OptionKey<?>> createHaKeys() {
    return SnowflakeHa.KEYS;
  }

  @Override
  public Set<OptionKey<?>> addNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> removeNodeKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> syncModeKeys() {
    return Set.of();
  }

  private Plan.Builder<HaConfiguration> plan(String name, String target) {
    return context.runner().plan(name, target);
  }

  private HaConfiguration configuration(String group) {
    return availability.haConfiguration(group).orElseThrow();
  }

  /** Adds a statement whose effect can be seen. */
  private static void step(
      Plan.Builder<?> plan, SnowflakeContext at, String node, String sql, BooleanSupplier effect) {
    SnowflakeRun run = at.gateway().prepare(sql).seen(effect);
    plan.step(new Step(StepKind.SQL, run.text(), Effect.ONCE, node), run, run);
  }

  private static boolean has(SnowflakeContext at, String group) {
    return SnowflakeHaSnapshot.brief(at).group(group).isPresent();
  }

  @Override
  public Operation<HaConfiguration> prepareCreateHa(CreateHaOptions options) {
    context.runner().requireOpen();
    options.requireKnown(SnowflakeHa.KEYS, List.of());
    String name = SnowflakeSql.NAMES.check(options.name());
    Plan.Builder<HaConfiguration> plan =
        plan("createHa", name).options(options).measure(() -> created(options));
    Optional<String> self = self();
    List<String> others = others(options, self);
    if (self.isPresent() && !options.databases().isEmpty() && !others.isEmpty()) {
      List<String> all = new ArrayList<>(List.of(self.get()));
      all.addAll(others);
      step(
          plan,
          context,
          "",
          SnowflakeHaSql.create(
              name,
              options.databases(),
              all,
              options.platformOptions().valueOf(SnowflakeHa.SCHEDULE)),
          () -> has(context, name));
      for (String node : others) {
        if (availability.peers().has(node)) {
          SnowflakeContext there = availability.peers().node(node);
          step(
              plan,
              there,
              node,
              SnowflakeHaSql.replica(FAILOVER, name, self.get(), name),
              () -> has(there, name));
        }
      }
    }
    return plan.yields(
        () -> {
          if (self.isEmpty()) {
            throw SnowflakeHaView.stale();
          }
          return configuration(name);
        });
  }

  /** What an account cannot be, however it is asked for. */
  private static void possible(AddNodeOptions node, SnowflakeCheckList checks) {
    possible(node.node(), node.syncMode(), node.automaticFailover(), checks);
    checks.advise(
        node.endpoint().isEmpty(),
        "the account is reached as a peer",
        node.node(),
        node.endpoint().map(each -> "the endpoint " + each + " is not used").orElse("it is"),
        "a peer",
        SnowflakePeers.remedy(node.node()));
  }

  private static void possible(
      String subject,
      Optional<SyncMode> mode,
      Optional<Boolean> automatic,
      SnowflakeCheckList checks) {
    checks.demand(
        mode.filter(each -> each != SyncMode.ASYNCHRONOUS).isEmpty(),
        "accounts follow asynchronously",
        subject,
        mode.map(Enum::name).orElse("ASYNCHRONOUS"),
        "ASYNCHRONOUS",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "There is no other way: refresh more often, as the group's schedule says.");
    checks.demand(
        !automatic.orElse(false),
        "somebody promotes",
        subject,
        automatic.orElse(false) ? "asked to be automatic" : "by a statement",
        "by a statement",
        ErrorCode.UNSUPPORTED_CAPABILITY,
        "An account is never promoted by itself: leave automaticFailover out.");
  }

  private Optional<String> self() {
    try {
      return Optional.of(SnowflakeHaSnapshot.brief(context).node());
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      return Optional.empty();
    }
  }

  private static List<String> others(CreateHaOptions options, Optional<String> self) {
    return options.nodes().stream()
        .map(AddNodeOptions::node)
        .filter(node -> self.filter(node::equals).isEmpty() && isNamed(node))
        .toList();
  }

  private List<Check> created(CreateHaOptions options) {
    SnowflakeCheckList checks = new SnowflakeCheckList(context);
    possible(options.name(), options.syncMode(), options.automaticFailover(), checks);
    options.nodes().forEach(node -> possible(node, checks));
    Optional<String> self = free(context, options.name(), "", checks);
    checks.demand(
        !options.databases().isEmpty(),
        "databases are named",
        options.name(),
        options.databases().size() + " are",
        "at least one",
        ErrorCode.INVALID_OPTIONS,
        "Name the databases that the group is to have.");
    List<String> others = others(options, self);
    checks.demand(
        options.nodes().stream().anyMatch(node -> self.filter(node.node()::equals).isEmpty()),
        "another account is named",
        options.name(),
        others.isEmpty() ? "none" : String.join(", ", others),
        "at least one",
        ErrorCode.INVALID_OPTIONS,
        "Name the accounts as ORGANIZATION.ACCOUNT, and give connections to them as peers.");
    options.nodes().stream()
        .map(AddNodeOptions::node)
        .filter(node -> self.filter(node::equals).isEmpty())
        .forEach(node -> joinable(node, options.name(), checks));
    checks.unmeasured(
        "replication is enabled for the accounts",
        options.name(),
        "only an administrator of the organization sees that",
        "enabled");
    return checks.all();
  }

  /** No group of the account has this name; gives the account. */
  private static Optional<String> free(
      SnowflakeContext at, String name, String node, SnowflakeCheckList checks) {
    try {
      SnowflakeHaSnapshot now = SnowflakeHaSnapshot.brief(at);
      boolean free = now.group(name).isEmpty();
      checks.demand(
          free,
          "no group of the account has this name",
          now.node(),
          free ? "free" : "taken",
          "free",
          ErrorCode.ALREADY_EXISTS,
          "Choose another name.");
      return Optional.of(now.node());
    } catch (DatabaseException e) {
      SnowflakeHaSnapshot.throwUnlessSilent(e);
      checks.refused("the account answers", node.isEmpty() ? name : node, "it answers", e);
      return Optional.empty();
    }
  }

  private static boolean isNamed(String node) {
    return node.matches("[^.]+\\.[^.]+");
  }

  /** The account is named as it has to be, can be asked, is the one, and has no such group. */
  private void joinable(String node, String group, SnowflakeCheckList checks) {
    boolean named = isNamed(node);
    if (!checks.demand(
            named,
            "the account is named with its organization",
            node,
            named ? "it is" : "it is not",
            "ORGANIZATION.ACCOUNT",
            ErrorCode.INVALID_OPTIONS,
            "SHOW REPLICATION ACCOUNTS tells the names.")
        || !checks.demand(
            availability.peers().has(node),
            "the account answers",
            node,
            availability.peers().has(node)
                ? "a connection is configured"
                : "no connection to it is configured",
            "it answers",
            ErrorCode.INVALID_CONNECTION,
            SnowflakePeers.remedy(node))) {
      return;
    }
    free(availability.peers().node(node), group, node, checks)
        .ifPresent(
            there ->
                checks.demand(
                    there.equals(node),
                    "the connection leads to the account",
                    node,
                    "it leads to " + there,
                    node,
                    ErrorCode.INVALID_CONNECTION,
                    "Correct the peer called \"" + node + "\"."));
  }

  @Override
  public Operation<HaConfiguration> prepareAddNode(AddNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String node = options.node();
    Plan.Builder<HaConfiguration> plan =
        plan("addNode", node)
            .options(options)
            .measure(
                () ->
                    SnowflakeHaChecks.of(
                        availability,
                        options.group(),
                        (view, checks) -> {
                          possible(options, checks.list());
                          addable(view, node, checks);
                        }));
    Optional<SnowflakeHaView> seen =
        seen(options.group())
            .filter(view -> view.group().member(node).isEmpty())
            .filter(view -> isNamed(node) && availability.peers().has(node));
    seen.ifPresent(view -> add(plan, view, node));
    return plan.yields(() -> configuration(seen.orElseThrow(SnowflakeHaView::stale).name()));
  }

  /** The group, if its primary can be told. */
  private Optional<SnowflakeHaView> seen(Optional<String> group) {
    return new SnowflakeHaChecks(availability)
        .look(group)
        .filter(view -> view.primary().flatMap(view::told).isPresent());
  }

  private void addable(SnowflakeHaView view, String node, SnowflakeHaChecks checks) {
    boolean known = view.group().member(node).isPresent();
    checks
        .list()
        .demand(
            !known,
            "the account does not have the group yet",
            node,
            known ? "it has it" : "it does not",
            "it does not",
            ErrorCode.ALREADY_EXISTS,
            "Nothing is to be done.");
    if (!known && leads(view, checks)) {
      joinable(node, primaryName(view), checks.list());
    }
  }

  private static boolean leads(SnowflakeHaView view, SnowflakeHaChecks checks) {
    Optional<String> primary = view.primary();
    return checks
            .list()
            .demand(
                primary.isPresent(),
                "one account is primary",
                view.name(),
                primary.orElse("the accounts do not agree on who is"),
                "one",
                ErrorCode.WRONG_STATE,
                "Look at haStatus() again later.")
        && checks.answers(view, primary.orElseThrow());
  }

  private static String primaryName(SnowflakeHaView view) {
    String primary = view.primary().orElseThrow();
    return view.group(primary).member(primary).orElseThrow().name();
  }

  private void add(Plan.Builder<?> plan, SnowflakeHaView view, String node) {
    String primary = view.primary().orElseThrow();
    SnowflakeHaGroup group = view.group(primary);
    String name = primaryName(view);
    SnowflakeContext leader = availability.node(view, primary);
    if (!group.accounts().contains(node)) {
      step(
          plan,
          leader,
          SnowflakeTakeover.shown(view, primary),
          SnowflakeHaSql.addAccount(group, name, node),
          () -> allows(leader, group, node));
    }
    SnowflakeContext there = availability.peers().node(node);
    step(
        plan,
        there,
        node,
        SnowflakeHaSql.replica(group.kind(), name, primary, name),
        () -> has(there, name));
  }

  private static boolean allows(SnowflakeContext leader, SnowflakeHaGroup group, String node) {
    return SnowflakeHaSnapshot.brief(leader)
        .same(group)
        .filter(now -> now.accounts().contains(node))
        .isPresent();
  }

  @Override
  public Operation<HaConfiguration> prepareRemoveNode(RemoveNodeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    String node = options.node();
    Plan.Builder<HaConfiguration> plan =
        plan("removeNode", node)
            .options(options)
            .measure(
                () ->
                    SnowflakeHaChecks.of(
                        availability,
                        options.group(),
                        (view, checks) -> removable(view, options, checks)));
    Optional<SnowflakeHaView> seen =
        seen(options.group())
            .filter(view -> view.group().member(node).isPresent())
            .filter(view -> view.primary().filter(node::equals).isEmpty());
    seen.ifPresent(view -> remove(plan, view, node));
    return plan.yields(
        () -> {
          SnowflakeHaView view = seen.orElseThrow(SnowflakeHaView::stale);
          return availability.haConfiguration(view.name()).orElseThrow(SnowflakeHaView::stale);
        });
  }

  private void removable(
      SnowflakeHaView view, RemoveNodeOptions options, SnowflakeHaChecks checks) {
    String node = options.node();
    boolean known = view.group().member(node).isPresent();
    if (!checks
            .list()
            .demand(
                known,
                "the account has the group",
                node,
                known ? "it has it" : "it does not",
                "it has it",
                ErrorCode.NOT_FOUND,
                "See haStatus() for the accounts there are; they are written ORGANIZATION.ACCOUNT.")
        || !leads(view, checks)) {
      return;
    }
    boolean leads = view.primary().filter(node::equals).isPresent();
    checks
        .list()
        .demand(
            !leads,
            "it is not the primary",
            node,
            leads ? "the primary" : "a secondary",
            "a secondary",
            ErrorCode.WRONG_STATE,
            "Switch over to another account first.");
    boolean own = view.own().node().equals(node);
    checks
        .list()
        .demand(
            !own,
            "the engine is not opened on the account that is removed",
            node,
            own ? "it is" : "it is not",
            "another account",
            "Open the engine on the primary.");
    boolean answers = view.told(node).isPresent();
    checks
        .list()
        .demand(
            answers || options.force(),
            "it answers, so that it gives the group up",
            node,
            answers ? "it answers" : view.silence(node).orElse("it does not answer"),
            "it answers",
            availability.peers().has(node)
                ? "Bring it back, or remove it by force: the group stays there, and is not refreshed."
                : SnowflakePeers.remedy(node));
    checks
        .list()
        .advise(
            false,
            "nothing is left in its account",
            node,
            "the databases stay there, and can be written from then on",
            "removed too",
            "Drop them there when they are not needed any more.");
  }

  private void remove(Plan.Builder<?> plan, SnowflakeHaView view, String node) {
    String primary = view.primary().orElseThrow();
    SnowflakeHaGroup group = view.group(primary);
    if (view.told(node).isPresent()) {
      SnowflakeContext there = availability.node(view, node);
      String name = view.group(node).member(node).orElseThrow().name();
      step(
          plan,
          there,
          SnowflakeTakeover.shown(view, node),
          SnowflakeHaSql.drop(group, name),
          () -> !has(there, name));
    }
    SnowflakeContext leader = availability.node(view, primary);
    step(
        plan,
        leader,
        SnowflakeTakeover.shown(view, primary),
        SnowflakeHaSql.removeAccount(group, primaryName(view), node),
        () -> !allows(leader, group, node));
  }

  @Override
  public Operation<HaConfiguration> prepareSetSyncMode(SyncModeOptions options) {
    context.runner().requireOpen();
    options.requireKnown(Set.of(), List.of());
    return plan("setSyncMode", options.node().orElse(context.runner().engine()))
        .options(options)
        .measure(
            () -> {
              SnowflakeCheckList checks = new SnowflakeCheckList(context);
              possible(
                  options.node().orElse(context.runner().engine()),
                  Optional.of(options.syncMode()),
                  Optional.empty(),
                  checks);
              return checks.all();
            })
        .yields(() -> availability.haConfiguration().orElseThrow(SnowflakeHaView::stale));
  }
}
