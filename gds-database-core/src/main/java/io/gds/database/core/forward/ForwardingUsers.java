package io.gds.database.core.forward;

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

/** A handle whose users, roles and grants another object has. */
public interface ForwardingUsers extends SupportsUsers {
  /** Who has them; asked for anew by every call. */
  SupportsUsers usersDelegate();

  @Override
  default List<UserInfo> users(PrincipalQuery query) {
    return usersDelegate().users(query);
  }

  @Override
  default List<RoleInfo> roles(PrincipalQuery query) {
    return usersDelegate().roles(query);
  }

  @Override
  default void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    usersDelegate().readGrants(query, consumer);
  }

  @Override
  default List<Grant> grants(GrantQuery query) {
    return usersDelegate().grants(query);
  }

  @Override
  default Set<OptionKey<?>> createUserKeys() {
    return usersDelegate().createUserKeys();
  }

  @Override
  default Set<OptionKey<?>> alterUserKeys() {
    return usersDelegate().alterUserKeys();
  }

  @Override
  default Set<OptionKey<?>> dropUserKeys() {
    return usersDelegate().dropUserKeys();
  }

  @Override
  default Set<OptionKey<?>> createRoleKeys() {
    return usersDelegate().createRoleKeys();
  }

  @Override
  default Set<OptionKey<?>> dropRoleKeys() {
    return usersDelegate().dropRoleKeys();
  }

  @Override
  default Set<OptionKey<?>> grantKeys() {
    return usersDelegate().grantKeys();
  }

  @Override
  default Set<OptionKey<?>> revokeKeys() {
    return usersDelegate().revokeKeys();
  }

  @Override
  default Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options) {
    return usersDelegate().prepareCreateUser(options);
  }

  @Override
  default Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options) {
    return usersDelegate().prepareAlterUser(options);
  }

  @Override
  default Operation<@Nullable Void> prepareDropUser(DropUserOptions options) {
    return usersDelegate().prepareDropUser(options);
  }

  @Override
  default Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options) {
    return usersDelegate().prepareCreateRole(options);
  }

  @Override
  default Operation<@Nullable Void> prepareDropRole(DropRoleOptions options) {
    return usersDelegate().prepareDropRole(options);
  }

  @Override
  default Operation<@Nullable Void> prepareGrant(GrantOptions options) {
    return usersDelegate().prepareGrant(options);
  }

  @Override
  default Operation<@Nullable Void> prepareRevoke(RevokeOptions options) {
    return usersDelegate().prepareRevoke(options);
  }
}
