package io.gds.database.testkit.fake;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The users, roles and rights of a fake server. Names are unique over all its databases. */
final class FakeUsers extends FakePart implements SupportsUsers {
  private final FakeAccounts accounts;

  FakeUsers(FakeWire wire) {
    super(wire, SupportsUsers.class);
    accounts = new FakeAccounts(wire);
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return read(
        "users",
        server().name(),
        () -> server().users.values().stream().filter(query::matches).toList());
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return read(
        "roles",
        server().name(),
        () -> server().roles.values().stream().filter(query::matches).toList());
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    read("grants", server().name(), () -> server().grants.stream().filter(query::matches).toList())
        .forEach(consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> dropRoleKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> grantKeys() {
    return keys();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return keys();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    String name = FakeNames.checked("user", options.name(), shape().maxNameLength());
    FakePlan<@Nullable Void> plan = plan("createUser", name, options);
    if (!options.ifNotExists()) {
      plan.check(() -> free("user", name));
    }
    plan.measure(() -> rolesExist(options.roles()));
    String text =
        "create user "
            + FakeNames.quoted(name)
            + (options.password().isPresent() ? " password <hidden>" : "")
            + (options.roles().isEmpty() ? "" : " roles " + options.roles());
    return plan.step("createUser", Effect.ONCE, text, () -> accounts.create(options))
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    String name = options.name();
    FakePlan<@Nullable Void> plan = plan("alterUser", name, options);
    plan.check(() -> known("user", name));
    options
        .newName()
        .map(to -> FakeNames.checked("user", to, shape().maxNameLength()))
        .ifPresent(to -> plan.check(() -> free("user", to)));
    String text =
        "alter user "
            + FakeNames.quoted(name)
            + options.newName().map(to -> " rename to " + FakeNames.quoted(to)).orElse("")
            + (options.password().isPresent() ? " password <hidden>" : "")
            + options.enabled().map(enabled -> enabled ? " enable" : " disable").orElse("");
    return plan.step("alterUser", Effect.ONCE, text, () -> accounts.alter(options))
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    String name = options.name();
    FakePlan<@Nullable Void> plan = plan("dropUser", name, options);
    if (!options.ifExists()) {
      plan.check(() -> known("user", name));
    }
    plan.check(() -> sessionless(name, options.force()));
    boolean ownedHandled = options.dropOwned() || options.reassignOwnedTo().isPresent();
    plan.check(() -> ownsNothing(name, ownedHandled));
    String text =
        "drop user "
            + FakeNames.quoted(name)
            + options.reassignOwnedTo().map(to -> " owned to " + FakeNames.quoted(to)).orElse("")
            + (options.dropOwned() ? " with owned" : "");
    return plan.step(
            "dropUser",
            Effect.ONCE,
            text,
            () -> accounts.drop(name, options.reassignOwnedTo(), options.dropOwned()))
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    String name = FakeNames.checked("role", options.name(), shape().maxNameLength());
    FakePlan<@Nullable Void> plan = plan("createRole", name, options);
    if (!options.ifNotExists()) {
      plan.check(() -> free("role", name));
    }
    return plan.measure(() -> rolesExist(options.roles()))
        .step(
            "createRole",
            Effect.ONCE,
            "create role " + FakeNames.quoted(name),
            () -> accounts.create(options))
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    String name = options.name();
    FakePlan<@Nullable Void> plan = plan("dropRole", name, options);
    if (!options.ifExists()) {
      plan.check(() -> known("role", name));
    }
    boolean ownedHandled = options.dropOwned() || options.reassignOwnedTo().isPresent();
    return plan.check(() -> ownsNothing(name, ownedHandled))
        .step(
            "dropRole",
            Effect.ONCE,
            "drop role " + FakeNames.quoted(name),
            () -> accounts.drop(name, options.reassignOwnedTo(), options.dropOwned()))
        .yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    FakePlan<@Nullable Void> plan = plan("grant", server().name(), options);
    plan.measure(() -> namesExist(options.grants(), options.memberships()));
    options
        .grants()
        .forEach(
            grant ->
                plan.step(
                    "grant",
                    Effect.IDEMPOTENT,
                    "grant " + told(grant),
                    () -> server().grants.add(grant)));
    options
        .memberships()
        .forEach(
            membership ->
                plan.step(
                    "grant",
                    Effect.IDEMPOTENT,
                    "grant " + membership.role() + " to " + membership.member(),
                    () -> accounts.join(membership)));
    return plan.yields(() -> null);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    FakePlan<@Nullable Void> plan = plan("revoke", server().name(), options);
    plan.measure(() -> namesExist(options.grants(), options.memberships()));
    options
        .grants()
        .forEach(
            grant ->
                plan.step(
                    "revoke",
                    Effect.IDEMPOTENT,
                    "revoke "
                        + (options.grantOptionOnly() ? "grant option for " : "")
                        + told(grant),
                    () -> accounts.revoke(grant, options.grantOptionOnly())));
    options
        .memberships()
        .forEach(
            membership ->
                plan.step(
                    "revoke",
                    Effect.IDEMPOTENT,
                    "revoke " + membership.role() + " from " + membership.member(),
                    () -> accounts.leave(membership)));
    return plan.yields(() -> null);
  }

  private static String told(Grant grant) {
    return grant.effect()
        + " "
        + grant.privilege()
        + (grant.columns().isEmpty() ? "" : " " + grant.columns())
        + " on "
        + grant.securable()
        + " to "
        + grant.grantee()
        + (grant.grantable() ? " with grant option" : "");
  }

  private boolean isKnown(String what, String name) {
    return what.equals("user")
        ? server().users.containsKey(name)
        : server().roles.containsKey(name);
  }

  private Check known(String what, String name) {
    boolean there = isKnown(what, name);
    return demand(
        there,
        "the " + what + " exists",
        name,
        there ? "there" : "absent",
        "there",
        ErrorCode.NOT_FOUND,
        "Look for it in the list of " + what + "s; names are exact.");
  }

  private Check free(String what, String name) {
    boolean taken = isKnown(what, name);
    return demand(
        !taken,
        "the " + what + "'s name is free",
        name,
        taken ? "taken" : "free",
        "free",
        ErrorCode.ALREADY_EXISTS,
        "Choose another name.");
  }

  private List<Check> rolesExist(List<String> names) {
    return names.stream().map(name -> known("role", name)).toList();
  }

  private List<Check> namesExist(List<Grant> grants, List<RoleMembership> memberships) {
    List<Check> checks = new ArrayList<>();
    Stream.concat(
            grants.stream().map(Grant::grantee),
            memberships.stream().flatMap(m -> Stream.of(m.role(), m.member())))
        .distinct()
        .filter(Predicate.not(FakeUsers::isGeneral))
        .forEach(
            principal -> checks.add(known(isRole(principal) ? "role" : "user", principal.name())));
    return checks;
  }

  private static boolean isGeneral(Principal principal) {
    return principal.kind() == PrincipalKind.PUBLIC || principal.kind() == PrincipalKind.OTHER;
  }

  private static boolean isRole(Principal principal) {
    return principal.kind() == PrincipalKind.ROLE || principal.kind() == PrincipalKind.GROUP;
  }

  private Check sessionless(String user, boolean force) {
    long sessions =
        server().processes.values().stream()
            .filter(process -> process.user().equals(Optional.of(user)))
            .count();
    return demand(
        force || sessions == 0,
        "the user has no sessions",
        user,
        "used by " + sessions + " sessions",
        "used by none",
        ErrorCode.DATABASE_IN_USE,
        "End them, or use force.");
  }

  private Check ownsNothing(String owner, boolean handled) {
    List<String> owned = accounts.ownedBy(owner);
    return demand(
        handled || owned.isEmpty(),
        "it owns no database",
        owner,
        owned.isEmpty() ? "owner of none" : "owner of " + owned,
        "owner of none",
        ErrorCode.PRECONDITION_FAILED,
        "Reassign what it owns, or drop that too.");
  }
}
