package io.gds.database.access;

import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Users of which only what a test overrides can be used; remembers how it was asked. */
class FakeUsers implements SupportsUsers {
  final List<PrincipalQuery> asked = new ArrayList<>();

  @Override
  public List<UserInfo> users(PrincipalQuery query) {
    asked.add(query);
    return List.of(UserInfo.builder("ada").build());
  }

  @Override
  public List<RoleInfo> roles(PrincipalQuery query) {
    throw notAsked();
  }

  @Override
  public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
    throw notAsked();
  }

  @Override
  public Set<OptionKey<?>> createUserKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> alterUserKeys() {
    return Set.of();
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
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> revokeKeys() {
    return Set.of();
  }

  @Override
  public Operation<Void> prepareCreateUser(CreateUserOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareAlterUser(AlterUserOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareDropUser(DropUserOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareCreateRole(CreateRoleOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareDropRole(DropRoleOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareGrant(GrantOptions options) {
    throw notAsked();
  }

  @Override
  public Operation<Void> prepareRevoke(RevokeOptions options) {
    throw notAsked();
  }

  private static AssertionError notAsked() {
    return new AssertionError("nobody should ask this");
  }
}
