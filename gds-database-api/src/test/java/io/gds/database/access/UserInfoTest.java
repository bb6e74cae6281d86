package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.AuthType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UserInfoTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static RoleInfo role(String name, Optional<String> database, boolean system) {
    return new RoleInfo(
        name, database, system, List.of("ada"), List.of(), Optional.empty(), Map.of());
  }

  @Test
  void aUserBuilderSetsEachMember() {
    assertThat(
            UserInfo.builder("ada")
                .database("admin")
                .authType(AuthType.PASSWORD)
                .enabled(false)
                .locked(true)
                .administrator(true)
                .system(true)
                .createdAt(NOW)
                .expiresAt(NOW.plusSeconds(1))
                .passwordChangedAt(NOW.plusSeconds(2))
                .lastLoginAt(NOW.plusSeconds(3))
                .connectionLimit(4)
                .roles(List.of("reader"))
                .comment("first")
                .attributes(Map.of("sid", "0x01"))
                .build())
        .isEqualTo(
            new UserInfo(
                "ada",
                Optional.of("admin"),
                Optional.of(AuthType.PASSWORD),
                false,
                true,
                true,
                true,
                Optional.of(NOW),
                Optional.of(NOW.plusSeconds(1)),
                Optional.of(NOW.plusSeconds(2)),
                Optional.of(NOW.plusSeconds(3)),
                OptionalInt.of(4),
                List.of("reader"),
                Optional.of("first"),
                Map.of("sid", "0x01")));
  }

  @Test
  void aUserOfWhichOnlyTheNameIsKnownMayLogInAndHasNothing() {
    UserInfo user = UserInfo.builder("ada").build();

    assertThat(user.enabled()).isTrue();
    assertThat(user.locked()).isFalse();
    assertThat(user.administrator()).isFalse();
    assertThat(user.roles()).isEmpty();
    assertThat(user.connectionLimit()).isEmpty();
  }

  @Test
  void recordsKeepTheirOwnCopies() {
    List<String> names = new ArrayList<>(List.of("reader"));
    UserInfo user = UserInfo.builder("ada").roles(names).build();
    RoleInfo role =
        new RoleInfo("r", Optional.empty(), false, names, names, Optional.empty(), Map.of());

    names.clear();

    assertThat(user.roles()).containsExactly("reader");
    assertThat(role.members()).containsExactly("reader");
    assertThat(role.memberOf()).containsExactly("reader");
  }

  @Test
  void aQueryChoosesByPatternDatabaseAndOrigin() {
    UserInfo ada = UserInfo.builder("ada").database("admin").build();
    UserInfo root = UserInfo.builder("root").system(true).build();

    assertThat(PrincipalQuery.all().matches(ada)).isTrue();
    assertThat(PrincipalQuery.all().matches(root)).isFalse();
    assertThat(PrincipalQuery.all().system(true).matches(root)).isTrue();
    assertThat(PrincipalQuery.all().like("a*").matches(ada)).isTrue();
    assertThat(PrincipalQuery.all().like("b*").matches(ada)).isFalse();
    assertThat(PrincipalQuery.all().database("admin").matches(ada)).isTrue();
    assertThat(PrincipalQuery.all().database("shop").matches(ada)).isFalse();
    assertThat(PrincipalQuery.all().database("shop").matches(role("r", Optional.of("shop"), false)))
        .isTrue();
    assertThat(PrincipalQuery.all().matches(role("r", Optional.empty(), true))).isFalse();
  }

  @Test
  void queriesAreValues() {
    PrincipalQuery query = PrincipalQuery.all().like("a*").database("shop").system(true);

    assertThat(query)
        .isEqualTo(PrincipalQuery.all().system(true).database("shop").like("a*"))
        .hasSameHashCodeAs(PrincipalQuery.all().system(true).database("shop").like("a*"))
        .isNotEqualTo(query.like("b*"))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.system(false))
        .hasToString("like=a*, database=shop, system=true");
    assertThat(query.like()).contains("a*");
    assertThat(query.database()).contains("shop");
    assertThat(query.system()).isTrue();
    assertThat(PrincipalQuery.all().like()).isEmpty();
    assertThat(PrincipalQuery.all().database()).isEmpty();
    assertThat(PrincipalQuery.all().system()).isFalse();
  }

  @Test
  void askingWithoutAQueryLeavesThePlatformsOwnUsersOut() {
    FakeUsers users = new FakeUsers();

    assertThat(users.users()).extracting(UserInfo::name).containsExactly("ada");
    assertThat(users.asked).containsExactly(PrincipalQuery.all());
  }
}
