package io.gds.database.testkit.fake;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the steps on users and roles do. Called while nothing else happens on the server. */
final class FakeAccounts {
  private final FakeWire wire;
  private final FakeServer server;

  FakeAccounts(FakeWire wire) {
    this.wire = wire;
    server = wire.server();
  }

  void create(CreateUserOptions options) {
    if (server.users.containsKey(options.name())) {
      if (options.ifNotExists()) {
        return;
      }
      throw taken(options.name());
    }
    UserInfo.Builder user =
        UserInfo.builder(options.name())
            .enabled(options.enabled())
            .authType(options.authType().orElse(AuthType.PASSWORD))
            .createdAt(server.now())
            .roles(options.roles());
    options.database().ifPresent(user::database);
    options.expiresAt().ifPresent(user::expiresAt);
    options.connectionLimit().ifPresent(user::connectionLimit);
    options.comment().ifPresent(user::comment);
    options.password().ifPresent(ref -> setPassword(options.name(), ref, user));
    server.users.put(options.name(), user.build());
    for (String role : options.roles()) {
      join(RoleMembership.of(Principal.role(role), Principal.user(options.name())));
    }
  }

  private static RuntimeException taken(String name) {
    return ErrorDetails.of(ErrorCode.ALREADY_EXISTS, "the name " + name + " is taken")
        .target(name)
        .remedy("Choose another name.")
        .toException();
  }

  /** Fetches the password and keeps its hash only. */
  private void setPassword(String name, SecretRef ref, UserInfo.Builder user) {
    Secrets secrets = Secrets.of(wire.runner().environment().secretResolvers());
    try (Secret secret = secrets.resolve(ref)) {
      char[] chars = secret.chars();
      server.passwordHashes.put(name, FakeServer.hash(new String(chars)));
      Arrays.fill(chars, '\0');
    }
    user.passwordChangedAt(server.now());
  }

  void alter(AlterUserOptions options) {
    UserInfo old = server.users.get(options.name());
    if (old == null) {
      throw FakePart.notFound("user", options.name());
    }
    String name = options.newName().orElse(options.name());
    UserInfo.Builder user =
        UserInfo.builder(name)
            .enabled(options.enabled().orElse(old.enabled()))
            .locked(old.locked() && !options.unlock())
            .administrator(old.administrator())
            .system(old.system())
            .roles(old.roles())
            .attributes(old.attributes());
    old.database().ifPresent(user::database);
    old.authType().ifPresent(user::authType);
    old.createdAt().ifPresent(user::createdAt);
    old.lastLoginAt().ifPresent(user::lastLoginAt);
    old.passwordChangedAt().ifPresent(user::passwordChangedAt);
    options.expiresAt().or(old::expiresAt).ifPresent(user::expiresAt);
    options.comment().or(old::comment).ifPresent(user::comment);
    (options.connectionLimit().isPresent() ? options.connectionLimit() : old.connectionLimit())
        .ifPresent(user::connectionLimit);
    String hash = server.passwordHashes.remove(options.name());
    if (hash != null) {
      server.passwordHashes.put(name, hash);
    }
    options.password().ifPresent(ref -> setPassword(name, ref, user));
    server.users.remove(options.name());
    server.users.put(name, user.build());
  }

  void drop(String name, Optional<String> reassignTo, boolean dropOwned) {
    for (String database : ownedBy(name)) {
      if (dropOwned) {
        server.databases.remove(database);
      } else {
        server.databases.computeIfPresent(
            database, (key, stored) -> stored.owned(reassignTo, stored.collation()));
      }
    }
    server.users.remove(name);
    server.roles.remove(name);
    server.passwordHashes.remove(name);
    server.processes.values().removeIf(process -> process.user().equals(Optional.of(name)));
    server.grants.removeIf(grant -> grant.grantee().name().equals(name));
    List.copyOf(server.memberships).stream()
        .filter(m -> m.role().name().equals(name) || m.member().name().equals(name))
        .forEach(this::leave);
  }

  List<String> ownedBy(String owner) {
    return server.databases.entrySet().stream()
        .filter(entry -> entry.getValue().owner().equals(Optional.of(owner)))
        .map(Map.Entry::getKey)
        .toList();
  }

  void create(CreateRoleOptions options) {
    if (server.roles.containsKey(options.name())) {
      if (options.ifNotExists()) {
        return;
      }
      throw taken(options.name());
    }
    server.roles.put(
        options.name(),
        new RoleInfo(
            options.name(),
            options.database(),
            false,
            List.of(),
            List.of(),
            options.comment(),
            Map.of()));
    for (String role : options.roles()) {
      join(RoleMembership.of(Principal.role(role), Principal.role(options.name())));
    }
  }

  void revoke(Grant grant, boolean grantOptionOnly) {
    if (server.grants.remove(grant) && grantOptionOnly) {
      server.grants.add(
          new Grant(
              grant.privilege(),
              grant.securable(),
              grant.columns(),
              grant.grantee(),
              false,
              grant.effect(),
              grant.scope(),
              grant.objectKind(),
              grant.grantedBy()));
    }
  }

  void join(RoleMembership membership) {
    server.memberships.add(membership);
    spread(membership, true);
  }

  void leave(RoleMembership membership) {
    server.memberships.removeIf(
        m -> m.role().equals(membership.role()) && m.member().equals(membership.member()));
    spread(membership, false);
  }

  /** Shows a membership in the descriptions of both its sides. */
  private void spread(RoleMembership membership, boolean in) {
    String role = membership.role().name();
    String member = membership.member().name();
    server.roles.computeIfPresent(
        role, (key, info) -> with(info, changed(info.members(), member, in), info.memberOf()));
    if (membership.member().kind() == PrincipalKind.USER) {
      server.users.computeIfPresent(
          member, (key, info) -> withRoles(info, changed(info.roles(), role, in)));
    } else {
      server.roles.computeIfPresent(
          member, (key, info) -> with(info, info.members(), changed(info.memberOf(), role, in)));
    }
  }

  private static List<String> changed(List<String> names, String name, boolean in) {
    List<String> changed = new ArrayList<>(names);
    changed.remove(name);
    if (in) {
      changed.add(name);
    }
    return changed;
  }

  private static RoleInfo with(RoleInfo role, List<String> members, List<String> memberOf) {
    return new RoleInfo(
        role.name(),
        role.database(),
        role.system(),
        members,
        memberOf,
        role.comment(),
        role.attributes());
  }

  private static UserInfo withRoles(UserInfo user, List<String> roles) {
    return new UserInfo(
        user.name(),
        user.database(),
        user.authType(),
        user.enabled(),
        user.locked(),
        user.administrator(),
        user.system(),
        user.createdAt(),
        user.expiresAt(),
        user.passwordChangedAt(),
        user.lastLoginAt(),
        user.connectionLimit(),
        roles,
        user.comment(),
        user.attributes());
  }
}
