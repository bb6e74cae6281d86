package io.gds.database.mongodb;

import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.core.Plan;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/**
 * Giving and taking away rights and roles: one command for each who gets or loses some, one after
 * the other, since the server has none for all at once. Each may be sent again.
 */
final class MongoGrantChanges {
  private final MongoContext context;

  MongoGrantChanges(MongoContext context) {
    this.context = context;
  }

  /** What is to be given or taken away. */
  private record Change(
      String verb, MongoAction action, List<Grant> grants, List<RoleMembership> memberships) {
    boolean gives() {
      return action == MongoAction.GRANT_ROLE;
    }

    Set<MongoPrincipal> users() {
      return members(PrincipalKind.USER);
    }

    /** The roles that are changed, which therefore must not be built in. */
    Set<MongoPrincipal> changed() {
      Set<MongoPrincipal> all = members(PrincipalKind.ROLE);
      grants.forEach(grant -> all.add(MongoGrants.principal(grant.grantee())));
      return all;
    }

    /** All roles that are named. */
    Set<MongoPrincipal> roles() {
      Set<MongoPrincipal> all = changed();
      memberships.forEach(each -> all.add(MongoGrants.principal(each.role())));
      return all;
    }

    private Set<MongoPrincipal> members(PrincipalKind kind) {
      Set<MongoPrincipal> all = new LinkedHashSet<>();
      memberships.stream()
          .filter(each -> each.member().kind() == kind)
          .forEach(each -> all.add(MongoGrants.principal(each.member())));
      return all;
    }

    /** The databases on which the right to do it is needed. */
    Set<String> places() {
      Set<String> all = new LinkedHashSet<>();
      memberships.forEach(each -> all.add(MongoGrants.principal(each.role()).database()));
      grants.forEach(grant -> all.add(MongoGrants.database(grant.securable())));
      return all;
    }
  }

  Operation<@Nullable Void> grant(GrantOptions options) {
    return plan(
        options,
        new Change("grant", MongoAction.GRANT_ROLE, options.grants(), options.memberships()),
        List.of());
  }

  Operation<@Nullable Void> revoke(RevokeOptions options) {
    List<OptionFault> faults = new ArrayList<>();
    if (options.grantOptionOnly()) {
      faults.add(new OptionFault("grantOptionOnly", "is not known to MongoDB"));
    }
    if (options.cascade()) {
      faults.add(new OptionFault("cascade", "is not needed: nobody has a right from another's"));
    }
    return plan(
        options,
        new Change("revoke", MongoAction.REVOKE_ROLE, options.grants(), options.memberships()),
        faults);
  }

  private Operation<@Nullable Void> plan(
      Options options, Change change, List<OptionFault> further) {
    context.runner().requireOpen();
    List<OptionFault> faults = new ArrayList<>(further);
    change.grants().forEach(grant -> MongoGrants.fault(grant).ifPresent(faults::add));
    change.memberships().forEach(each -> MongoGrants.fault(each).ifPresent(faults::add));
    options.requireKnown(Set.of(), faults);
    Plan.Builder<@Nullable Void> plan =
        context
            .runner()
            .<@Nullable Void>plan(change.verb(), context.runner().engine())
            .options(options)
            .measure(() -> checks(change));
    MongoUserSteps steps = new MongoUserSteps(context, plan);
    memberships(change, steps);
    privileges(change, steps);
    return plan.yields(() -> null);
  }

  private static void memberships(Change change, MongoUserSteps steps) {
    Map<Boolean, Map<MongoPrincipal, Set<MongoPrincipal>>> byMember = new LinkedHashMap<>();
    for (RoleMembership each : change.memberships()) {
      byMember
          .computeIfAbsent(each.member().kind() == PrincipalKind.ROLE, k -> new LinkedHashMap<>())
          .computeIfAbsent(MongoGrants.principal(each.member()), k -> new LinkedHashSet<>())
          .add(MongoGrants.principal(each.role()));
    }
    byMember.forEach(
        (isRole, members) ->
            members.forEach(
                (member, roles) -> {
                  String name =
                      change.gives()
                          ? isRole ? "grantRolesToRole" : "grantRolesToUser"
                          : isRole ? "revokeRolesFromRole" : "revokeRolesFromUser";
                  steps.idempotent(
                      member.database(),
                      MongoCommands.command(name, member.name())
                          .append("roles", MongoUserSteps.roles(roles)));
                }));
  }

  private static void privileges(Change change, MongoUserSteps steps) {
    Map<MongoPrincipal, Map<BsonDocument, Set<String>>> byRole = new LinkedHashMap<>();
    for (Grant grant : change.grants()) {
      byRole
          .computeIfAbsent(MongoGrants.principal(grant.grantee()), k -> new LinkedHashMap<>())
          .computeIfAbsent(MongoGrants.resource(grant.securable()), k -> new LinkedHashSet<>())
          .add(grant.privilege());
    }
    String name = change.gives() ? "grantPrivilegesToRole" : "revokePrivilegesFromRole";
    byRole.forEach(
        (role, rights) -> {
          BsonArray privileges = new BsonArray();
          rights.forEach(
              (about, actions) ->
                  privileges.add(
                      new BsonDocument("resource", about)
                          .append(
                              "actions",
                              new BsonArray(actions.stream().map(BsonString::new).toList()))));
          steps.idempotent(
              role.database(),
              MongoCommands.command(name, role.name()).append("privileges", privileges));
        });
  }

  /** Reads all that are named in one command, or two, and what this user may in a further one. */
  private List<Check> checks(Change change) {
    MongoPrincipalChecks checks = new MongoPrincipalChecks(context);
    MongoPrincipals principals = new MongoPrincipals(context);
    return new MongoChecks(context)
        .measured(
            context.runner().engine(),
            () -> {
              Map<MongoPrincipal, BsonDocument> roles = principals.findRoles(change.roles());
              Map<MongoPrincipal, BsonDocument> users = principals.findUsers(change.users());
              List<Check> all = new ArrayList<>();
              all.add(checks.known("roles", change.roles(), roles.keySet()));
              if (!change.users().isEmpty()) {
                all.add(checks.known("users", change.users(), users.keySet()));
              }
              change.changed().stream()
                  .filter(roles::containsKey)
                  .forEach(
                      role ->
                          all.add(checks.notBuiltIn(role, Optional.ofNullable(roles.get(role)))));
              MongoRights rights = MongoRights.read(context, true);
              change.places().forEach(place -> all.add(checks.may(rights, change.action(), place)));
              if (!change.gives()) {
                all.add(checks.notFromOwn(rights, change.users()));
                held(change, roles, users).forEach((what, has) -> all.add(checks.held(what, has)));
              }
              return all;
            });
  }

  /** Whether what is to be taken away is there; the server says nothing if it is not. */
  private static Map<String, Boolean> held(
      Change change,
      Map<MongoPrincipal, BsonDocument> roles,
      Map<MongoPrincipal, BsonDocument> users) {
    Map<String, Boolean> held = new LinkedHashMap<>();
    for (RoleMembership each : change.memberships()) {
      MongoPrincipal member = MongoGrants.principal(each.member());
      MongoPrincipal role = MongoGrants.principal(each.role());
      BsonDocument of =
          each.member().kind() == PrincipalKind.ROLE ? roles.get(member) : users.get(member);
      held.put(role + " of " + member, of != null && MongoPrincipals.roles(of).contains(role));
    }
    for (Grant grant : change.grants()) {
      MongoPrincipal role = MongoGrants.principal(grant.grantee());
      BsonDocument of = roles.get(role);
      boolean has =
          Stream.ofNullable(of)
              .flatMap(document -> MongoGrants.read(document, grant.grantee()).stream())
              .anyMatch(
                  there ->
                      there.privilege().equals(grant.privilege())
                          && MongoGrants.resource(there.securable())
                              .equals(MongoGrants.resource(grant.securable())));
      held.put(grant.privilege() + " on " + grant.securable() + " of " + role, has);
    }
    return held;
  }
}
