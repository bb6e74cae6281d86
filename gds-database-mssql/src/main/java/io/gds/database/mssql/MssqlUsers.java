package io.gds.database.mssql;

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

/**
 * Logins and roles of the server, and with a database named users and roles of it: hands each verb
 * to the class that has it.
 */
final class MssqlUsers implements SupportsUsers {
  private final MssqlContext context;

  MssqlUsers(MssqlContext context) {
    this.context = context;
  }

  private MssqlPrincipals in(PrincipalQuery query) {
    context.runner().requireOpen();
    return new MssqlPrincipals(context, MssqlScope.of(query.database()));
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return in(query).users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return in(query).roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    query.database().ifPresent(MssqlSql.NAMES::check);
    new MssqlGrants(context).read(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return MssqlUser.OF_USER;
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return MssqlUser.OF_CHANGE;
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return Set.of();
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
    return MssqlUser.OF_GRANT;
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return new MssqlUserCreation(context).createUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return new MssqlUserAlteration(context).alterUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return new MssqlUserDrops(context).dropUser(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return new MssqlUserCreation(context).createRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return new MssqlUserDrops(context).dropRole(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return new MssqlGrantChanges(context).grant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return new MssqlGrantChanges(context).revoke(options);
  }
}
