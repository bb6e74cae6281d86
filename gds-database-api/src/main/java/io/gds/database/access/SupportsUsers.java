package io.gds.database.access;

import io.gds.database.Capability;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Users, roles and grants. Nothing here ever tells a password, and a new one enters as a reference
 * only.
 */
public interface SupportsUsers extends Capability {
  /** All users but the platform's own. Reads. */
  default List<UserInfo> users() {
    return users(PrincipalQuery.all());
  }

  /** The users asked for, in as few statements as possible. Reads. */
  List<UserInfo> users(PrincipalQuery query);

  /** The roles asked for, in as few statements as possible. Reads. */
  List<RoleInfo> roles(PrincipalQuery query);

  /** Hands over the rights asked for one by one, in no order, on this thread. Reads. */
  void readGrants(GrantQuery query, Consumer<Grant> consumer);

  /** The rights asked for; ask narrowly on large servers. Reads. */
  default List<Grant> grants(GrantQuery query) {
    List<Grant> grants = new ArrayList<>();
    readGrants(query, grants::add);
    return List.copyOf(grants);
  }

  /** The platform's own user options. */
  Set<OptionKey<?>> createUserKeys();

  /** The platform's own user change options. */
  Set<OptionKey<?>> alterUserKeys();

  /** The platform's own user removal options. */
  Set<OptionKey<?>> dropUserKeys();

  /** The platform's own role options. */
  Set<OptionKey<?>> createRoleKeys();

  /** The platform's own role removal options. */
  Set<OptionKey<?>> dropRoleKeys();

  /** The platform's own grant options. */
  Set<OptionKey<?>> grantKeys();

  /** The platform's own revoke options. */
  Set<OptionKey<?>> revokeKeys();

  /**
   * Plans a new user.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform has no such kind of
   *     log-in
   */
  Operation<@Nullable Void> prepareCreateUser(CreateUserOptions options);

  /**
   * Creates a user.
   *
   * @throws io.gds.database.error.AlreadyExistsException if there is one, unless that is fine
   */
  default void createUser(CreateUserOptions options) {
    prepareCreateUser(options).run();
  }

  /**
   * Plans a change of a user.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws io.gds.database.UnsupportedCapabilityException if the platform cannot change that
   */
  Operation<@Nullable Void> prepareAlterUser(AlterUserOptions options);

  /**
   * Changes a user.
   *
   * @throws io.gds.database.error.NotFoundException if there is none
   */
  default void alterUser(AlterUserOptions options) {
    prepareAlterUser(options).run();
  }

  /**
   * Plans the dropping of a user; what it owns is a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareDropUser(DropUserOptions options);

  /**
   * Drops a user.
   *
   * @throws io.gds.database.error.NotFoundException if there is none, unless that is fine
   * @throws io.gds.database.error.DatabaseInUseException if it has sessions, unless forced
   */
  default void dropUser(DropUserOptions options) {
    prepareDropUser(options).run();
  }

  /**
   * Plans a new role.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareCreateRole(CreateRoleOptions options);

  /**
   * Creates a role.
   *
   * @throws io.gds.database.error.AlreadyExistsException if there is one, unless that is fine
   */
  default void createRole(CreateRoleOptions options) {
    prepareCreateRole(options).run();
  }

  /**
   * Plans the dropping of a role; what it owns is a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareDropRole(DropRoleOptions options);

  /**
   * Drops a role.
   *
   * @throws io.gds.database.error.NotFoundException if there is none, unless that is fine
   */
  default void dropRole(DropRoleOptions options) {
    prepareDropRole(options).run();
  }

  /**
   * Plans the giving of rights and roles.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareGrant(GrantOptions options);

  /**
   * Gives rights and roles; all or, where the platform cannot, those the result lists as done.
   *
   * @throws io.gds.database.error.NotFoundException if a name does not exist
   */
  default void grant(GrantOptions options) {
    prepareGrant(options).run();
  }

  /**
   * Plans the taking away of rights and roles.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareRevoke(RevokeOptions options);

  /**
   * Takes rights and roles away; all or, where the platform cannot, those the result lists as done.
   *
   * @throws io.gds.database.error.NotFoundException if a name does not exist
   */
  default void revoke(RevokeOptions options) {
    prepareRevoke(options).run();
  }
}
