package io.gds.database.postgres;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Users, roles and rights: hands each verb to the class that has it. */
final class PostgresUsers implements SupportsUsers {
  private final PostgresContext context;

  PostgresUsers(PostgresContext context) {
    this.context = context;
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return new PostgresRoles(context).users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return new PostgresRoles(context).roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    new PostgresGrants(context).read(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return PostgresUser.OF_USER;
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return PostgresUser.OF_CHANGE;
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return PostgresUser.OF_DROP;
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return PostgresUser.OF_ROLE;
  }

  @Override
  public Set<OptionKey<?>> dropRoleKeys() {
    return PostgresUser.OF_DROP;
  }

  @Override
  public Set<OptionKey<?>> grantKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return new PostgresRoleChanges(context).createUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return new PostgresRoleChanges(context).alterUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return new PostgresRoleDrops(context).dropUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return new PostgresRoleChanges(context).createRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return new PostgresRoleDrops(context).dropRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return new PostgresGrantChanges(context).grant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return new PostgresGrantChanges(context).revoke(options);
  }
}
