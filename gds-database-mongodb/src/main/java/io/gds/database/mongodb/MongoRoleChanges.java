package io.gds.database.mongodb;

import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RoleInfo;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** Creating and dropping roles. */
final class MongoRoleChanges {
  private final MongoContext context;
  private final MongoPrincipalChecks checks;
  private final MongoPrincipals principals;

  MongoRoleChanges(MongoContext context) {
    this.context = context;
    this.checks = new MongoPrincipalChecks(context);
    this.principals = new MongoPrincipals(context);
  }

  Operation<@Nullable Void> create(CreateRoleOptions options) {
    context.runner().requireOpen();
    MongoPrincipal role = MongoPrincipal.of(options.database(), options.name());
    List<OptionFault> faults = new ArrayList<>();
    options
        .comment()
        .ifPresent(text -> faults.add(new OptionFault("comment", "is not known to MongoDB")));
    if (role.isExternal() || role.database().equals("local")) {
      faults.add(new OptionFault("database", "is " + role.database() + ", which has no roles"));
    }
    List<MongoPrincipal> roles = MongoUserChanges.roles(options.roles(), role.database());
    for (MongoPrincipal each : roles) {
      String why = MongoGrants.beyond(each, role);
      if (!why.isEmpty()) {
        faults.add(new OptionFault("roles", each + " " + why));
      }
    }
    options.requireKnown(MongoUser.OF_ROLE, faults);
    Plan.Builder<@Nullable Void> plan = plan("createRole", options, role);
    MongoUserSteps steps = new MongoUserSteps(context, plan);
    if (options.ifNotExists() && checks.isThere(role, true, false)) {
      return steps.nothing("leave the role as it is: it exists");
    }
    boolean restricted = MongoUserChanges.restricts(options.platformOptions());
    plan.measure(
        () ->
            checks.ofRole(
                role,
                (found, rights) -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.free("role", role, found));
                  all.add(checks.may(rights, MongoAction.CREATE_ROLE, role.database()));
                  if (restricted) {
                    all.add(
                        checks.may(
                            rights, MongoAction.SET_AUTHENTICATION_RESTRICTION, role.database()));
                  }
                  return all;
                }));
    plan.measure(() -> checks.roles(roles, MongoAction.GRANT_ROLE));
    BsonDocument command =
        MongoCommands.command("createRole", role.name())
            .append("privileges", new BsonArray())
            .append("roles", MongoUserSteps.roles(roles));
    MongoUserChanges.restrictions(options.platformOptions())
        .ifPresent(all -> command.append("authenticationRestrictions", all));
    steps.once(role.database(), command, () -> there(role));
    return plan.yields(() -> null);
  }

  Operation<@Nullable Void> drop(DropRoleOptions options) {
    context.runner().requireOpen();
    MongoPrincipal role = MongoPrincipal.of(options.database(), options.name());
    List<OptionFault> faults = new ArrayList<>();
    MongoUserFaults.owned(options.dropOwned(), options.reassignOwnedTo(), faults);
    options.requireKnown(Set.of(), faults);
    Plan.Builder<@Nullable Void> plan = plan("dropRole", options, role);
    MongoUserSteps steps = new MongoUserSteps(context, plan);
    if (options.ifExists() && !checks.isThere(role, true, true)) {
      return steps.nothing("leave it at that: there is no such role");
    }
    plan.measure(
        () ->
            checks.ofRole(
                role,
                (found, rights) -> {
                  List<Check> all = new ArrayList<>();
                  all.add(checks.there("role", role, found));
                  all.add(checks.notBuiltIn(role, found));
                  all.add(checks.may(rights, MongoAction.DROP_ROLE, role.database()));
                  if (found.isPresent() && !MongoPrincipals.isBuiltIn(found)) {
                    all.add(members(role));
                  }
                  return all;
                }));
    steps.once(role.database(), MongoCommands.command("dropRole", role.name()), () -> !there(role));
    return plan.yields(() -> null);
  }

  private Check members(MongoPrincipal role) {
    try {
      Optional<RoleInfo> found =
          principals.roles(PrincipalQuery.all().database(role.database())).stream()
              .filter(each -> each.name().equals(role.name()))
              .findFirst();
      boolean seen = found.filter(each -> each.attributes().isEmpty()).isPresent();
      List<String> members = found.map(RoleInfo::members).orElse(List.of());
      return seen || !members.isEmpty()
          ? checks.members(role, members)
          : unseen(role, "not all who may have it can be seen");
    } catch (DatabaseException e) {
      return unseen(role, String.valueOf(e.getMessage()));
    }
  }

  private Check unseen(MongoPrincipal role, String why) {
    return Checks.notMeasured(
        context.clock(), "nobody has the role", role.toString(), why, "nobody");
  }

  private boolean there(MongoPrincipal role) {
    return principals.findRoles(List.of(role)).containsKey(role);
  }

  private Plan.Builder<@Nullable Void> plan(String verb, Options options, MongoPrincipal role) {
    return context.runner().<@Nullable Void>plan(verb, role.toString()).options(options);
  }
}
