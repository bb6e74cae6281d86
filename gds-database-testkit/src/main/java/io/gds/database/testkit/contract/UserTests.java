package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleInfo;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.SupportsUsers;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Users and roles, where the platform has them. */
abstract class UserTests extends ContractGroup {
  UserTests(PlatformContract contract) {
    super(contract);
  }

  private static CreateUserOptions.Builder user(String name) {
    return CreateUserOptions.builder()
        .name(name)
        .password(SecretRef.inline("Correct-Horse-7-Battery".toCharArray()));
  }

  private static DropUserOptions drop(String name) {
    return DropUserOptions.builder().name(name).build();
  }

  private static List<String> names(SupportsUsers users) {
    return users.users(PrincipalQuery.all().system(true)).stream().map(UserInfo::name).toList();
  }

  @Test
  void aUserComesAndGoesAndOthersStay() throws Exception {
    onEngine(
        SupportsUsers.class,
        users -> {
          List<String> before = names(users);
          String name = fixture().newDatabaseName();
          users.createUser(user(name).build());
          assertThat(names(users)).contains(name).containsAll(before).doesNotHaveDuplicates();
          assertThat(users.users(PrincipalQuery.all().like(name)))
              .extracting(UserInfo::name)
              .containsExactly(name);
          users.dropUser(drop(name));
          assertThat(names(users)).containsExactlyInAnyOrderElementsOf(before);
        });
  }

  @Test
  void aUserThatExistsIsNotCreatedAgainUnlessThatIsFine() throws Exception {
    onEngine(
        SupportsUsers.class,
        users -> {
          String name = fixture().newDatabaseName();
          users.createUser(user(name).build());
          assertRefused(
              "a user that exists",
              ErrorCode.ALREADY_EXISTS,
              () -> users.createUser(user(name).build()));
          users.createUser(user(name).ifNotExists(true).build());
          assertThat(names(users)).containsOnlyOnce(name);
          users.dropUser(drop(name));
        });
  }

  @Test
  void aUserThatDoesNotExistIsDroppedOnlyIfThatIsFine() throws Exception {
    onEngine(
        SupportsUsers.class,
        users -> {
          String name = fixture().newDatabaseName();
          assertRefused("nobody", ErrorCode.NOT_FOUND, () -> users.dropUser(drop(name)));
          run()
              .unchanged(
                  "dropping nobody, if they exist",
                  () -> {
                    users.dropUser(DropUserOptions.builder().name(name).ifExists(true).build());
                    return name;
                  });
        });
  }

  @Test
  void aRoleIsGivenAndTakenAway() throws Exception {
    onEngine(
        SupportsUsers.class,
        users -> {
          String name = fixture().newDatabaseName();
          String role = fixture().newDatabaseName();
          users.createUser(user(name).build());
          users.createRole(CreateRoleOptions.builder().name(role).build());
          RoleMembership membership = RoleMembership.of(Principal.role(role), Principal.user(name));
          users.grant(GrantOptions.builder().membership(membership).build());
          assertThat(find(users, name).roles()).contains(role);
          assertThat(users.roles(PrincipalQuery.all().like(role)))
              .singleElement()
              .extracting(RoleInfo::members)
              .asInstanceOf(InstanceOfAssertFactories.LIST)
              .contains(name);
          users.revoke(RevokeOptions.builder().membership(membership).build());
          assertThat(find(users, name).roles()).doesNotContain(role);
          users.dropRole(DropRoleOptions.builder().name(role).build());
          assertThat(users.roles(PrincipalQuery.all().like(role))).isEmpty();
          users.dropUser(drop(name));
        });
  }

  private static UserInfo find(SupportsUsers users, String name) {
    return users.users(PrincipalQuery.all().like(name)).get(0);
  }

  @TestFactory
  List<DynamicTest> aHostileUserNameIsKeptExactlyOrRefusedUpFront() throws Exception {
    if (!declared().engine().contains(SupportsUsers.class)) {
      assertRefused(engine(), SupportsUsers.class);
      return List.of();
    }
    SupportsUsers users = engine().require(SupportsUsers.class);
    return HostileNames.corpus().stream()
        .map(
            name ->
                dynamicTest(
                    "a user called " + name.what() + " is kept exactly or refused up front",
                    () -> check(users, name.text())))
        .toList();
  }

  private void check(SupportsUsers users, String name) {
    List<String> before = names(users);
    Operation<?> planned;
    try {
      planned =
          run().unchanged("planning a user", () -> users.prepareCreateUser(user(name).build()));
    } catch (DatabaseException e) {
      HostileUse.assertNameRefused(e);
      assertThat(names(users)).isEqualTo(before);
      return;
    }
    if (planned.refused()) {
      HostileUse.assertNameRefused(run().refused("a user that cannot be", planned::run));
      return;
    }
    planned.run();
    assertThat(names(users)).containsOnlyOnce(name).containsAll(before);
    users.dropUser(drop(name));
    assertThat(names(users)).containsExactlyInAnyOrderElementsOf(before);
  }
}
