package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Faults;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoleOptionsTest {
  private static final Principal ADA = Principal.user("ada");
  private static final Grant SELECT =
      Grant.of("SELECT", Securable.table("shop", "public", "orders"), ADA);
  private static final RoleMembership MEMBER = RoleMembership.of(Principal.role("reader"), ADA);

  @Test
  void roleDefaultsArePinned() {
    CreateRoleOptions options = CreateRoleOptions.builder().name("reader").build();

    assertThat(options.name()).isEqualTo("reader");
    assertThat(options.database()).isEmpty();
    assertThat(options.ifNotExists()).isFalse();
    assertThat(options.roles()).isEmpty();
    assertThat(options.comment()).isEmpty();
  }

  @Test
  void everyRoleOptionCanBeSet() {
    CreateRoleOptions options =
        CreateRoleOptions.builder()
            .name("reader")
            .database("shop")
            .ifNotExists(true)
            .role("base")
            .comment("reads")
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "name",
                "reader",
                "database",
                "shop",
                "ifNotExists",
                "true",
                "roles",
                "[base]",
                "comment",
                "reads"));
    assertThat(options.database()).contains("shop");
    assertThat(options.roles()).containsExactly("base");
    assertThat(options.comment()).contains("reads");
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("role options " + options.asMap());
  }

  @Test
  void aRoleNeedsItsName() {
    assertThat(Faults.of(() -> CreateRoleOptions.builder().build())).containsExactly("name");
  }

  @Test
  void roleRemovalDefaultsArePinned() {
    DropRoleOptions options = DropRoleOptions.builder().name("reader").build();

    assertThat(options.name()).isEqualTo("reader");
    assertThat(options.database()).isEmpty();
    assertThat(options.ifExists()).isFalse();
    assertThat(options.reassignOwnedTo()).isEmpty();
    assertThat(options.dropOwned()).isFalse();
  }

  @Test
  void everyRoleRemovalOptionCanBeSet() {
    DropRoleOptions options =
        DropRoleOptions.builder()
            .name("reader")
            .database("shop")
            .ifExists(true)
            .reassignOwnedTo("owner")
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "name",
                "reader",
                "database",
                "shop",
                "ifExists",
                "true",
                "reassignOwnedTo",
                "owner",
                "dropOwned",
                "false"));
    assertThat(options.database()).contains("shop");
    assertThat(options.reassignOwnedTo()).contains("owner");
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("role removal options " + options.asMap());
    assertThat(DropRoleOptions.builder().name("r").dropOwned(true).build().dropOwned()).isTrue();
  }

  @Test
  void whatARoleOwnsCannotBeBothKeptAndDropped() {
    assertThat(
            Faults.of(
                () -> DropRoleOptions.builder().reassignOwnedTo("bob").dropOwned(true).build()))
        .containsExactly("name", "dropOwned");
  }

  @Test
  void grantDefaultsArePinned() {
    assertThat(GrantOptions.builder().grant(SELECT).build().memberships()).isEmpty();
    assertThat(GrantOptions.builder().membership(MEMBER).build().grants()).isEmpty();
  }

  @Test
  void everyGrantOptionCanBeSet() {
    GrantOptions options = GrantOptions.builder().grant(SELECT).membership(MEMBER).build();

    assertThat(options.grants()).containsExactly(SELECT);
    assertThat(options.memberships()).containsExactly(MEMBER);
    assertThat(options.asMap())
        .isEqualTo(Map.of("grants", "[" + SELECT + "]", "memberships", "[" + MEMBER + "]"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("grant options " + options.asMap());
  }

  @Test
  void givingNothingIsRefused() {
    assertThat(Faults.of(() -> GrantOptions.builder().build())).containsExactly("grant");
  }

  @Test
  void revokeDefaultsArePinned() {
    RevokeOptions options = RevokeOptions.builder().grant(SELECT).build();

    assertThat(options.grants()).containsExactly(SELECT);
    assertThat(options.memberships()).isEmpty();
    assertThat(options.grantOptionOnly()).isFalse();
    assertThat(options.cascade()).isFalse();
  }

  @Test
  void everyRevokeOptionCanBeSet() {
    RevokeOptions options =
        RevokeOptions.builder()
            .grant(SELECT)
            .membership(MEMBER)
            .grantOptionOnly(true)
            .cascade(true)
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "grants",
                "[" + SELECT + "]",
                "memberships",
                "[" + MEMBER + "]",
                "grantOptionOnly",
                "true",
                "cascade",
                "true"));
    assertThat(options.memberships()).containsExactly(MEMBER);
    assertThat(options.grantOptionOnly()).isTrue();
    assertThat(options.cascade()).isTrue();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("revoke options " + options.asMap());
  }

  @Test
  void takingNothingAwayIsRefused() {
    assertThat(Faults.of(() -> RevokeOptions.builder().cascade(true).build()))
        .containsExactly("grant");
  }
}
