package io.gds.database.snowflake;

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

/** Users and roles: hands each verb to the class that has it. */
final class SnowflakeUsers implements SupportsUsers {
  private final SnowflakeContext context;

  SnowflakeUsers(SnowflakeContext context) {
    this.context = context;
  }

  private SnowflakePrincipals principals() {
    context.runner().requireOpen();
    return new SnowflakePrincipals(context);
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return principals().users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return principals().roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    context.runner().requireOpen();
    new SnowflakeAccountGrants(context).read(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return SnowflakeUser.OF_USER;
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return SnowflakeUser.OF_CHANGE;
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return SnowflakeUser.OF_DROP;
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> dropRoleKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> grantKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return SnowflakeUser.OF_DROP;
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return new SnowflakeUserChanges(context).create(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return new SnowflakeUserChanges(context).alter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return new SnowflakeUserChanges(context).drop(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return new SnowflakeRoleChanges(context).create(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return new SnowflakeRoleChanges(context).drop(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return new SnowflakeGrantChanges(context).grant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return new SnowflakeGrantChanges(context).revoke(options);
  }
}
