package io.gds.database.mongodb;

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
final class MongoUsers implements SupportsUsers {
  private final MongoContext context;

  MongoUsers(MongoContext context) {
    this.context = context;
  }

  private MongoPrincipals principals(PrincipalQuery query) {
    context.runner().requireOpen();
    query.database().ifPresent(MongoPrincipal::requireHome);
    return MongoPrincipals.anywhere(context);
  }

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    return principals(query).users(query);
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    return principals(query).roles(query);
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    context.runner().requireOpen();
    MongoPrincipals.anywhere(context).grants(query, consumer);
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return MongoUser.OF_USER;
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return MongoUser.OF_USER;
  }

  @Override
  public Set<OptionKey<?>> dropUserKeys() {
    return MongoUser.OF_DROP;
  }

  @Override
  public Set<OptionKey<?>> createRoleKeys() {
    return MongoUser.OF_ROLE;
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
    return Set.of();
  }

  @Override
  public Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return new MongoUserChanges(context).create(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return new MongoUserChanges(context).alter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return new MongoUserChanges(context).drop(options);
  }

  @Override
  public Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return new MongoRoleChanges(context).create(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return new MongoRoleChanges(context).drop(options);
  }

  @Override
  public Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return new MongoGrantChanges(context).grant(options);
  }

  @Override
  public Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return new MongoGrantChanges(context).revoke(options);
  }
}
