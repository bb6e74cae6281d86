package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantTest {
  private static final Principal ADA = Principal.user("ada");
  private static final Securable ORDERS = Securable.table("shop", "public", "orders");
  private static final Grant SELECT = Grant.of("SELECT", ORDERS, ADA);

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT", "VIEW SERVER STATE", "CREATE ANY DATABASE", "anyAction", "X_1", "S3 X"})
  void wordsAreTakenAsPrivilegeAndKind(String words) {
    assertThat(Grant.of(words, ORDERS, ADA).privilege()).isEqualTo(words);
    assertThat(new Securable(words, List.of("x")).kind()).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "SELECT;",
        "SELECT ON x TO public --",
        "SELECT, INSERT",
        "\"T\"",
        "T/**/",
        "1X",
        "SELECT  ON",
        "SELECT\nDROP",
        "SELECT ",
        "SÉLECT",
        "a'b",
        "a.b",
        "x\u0000"
      })
  void whatCouldTurnIntoSqlIsRefusedAsPrivilegeAndKind(String text) {
    assertThatThrownBy(() -> Grant.of(text, ORDERS, ADA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a privilege is words");
    assertThatThrownBy(() -> new Securable(text, List.of("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a kind is words");
    assertThatThrownBy(() -> SELECT.onAll(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wordsWithoutEndAreRefusedToo() {
    String endless = "A".repeat(64) + " B".repeat(100_000);

    assertThatThrownBy(() -> Grant.of(endless, ORDERS, ADA))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPlainGrantCoversTheObjectItselfAndIsNotPassedOn() {
    assertThat(SELECT)
        .isEqualTo(
            new Grant(
                "SELECT",
                ORDERS,
                List.of(),
                ADA,
                false,
                GrantEffect.ALLOW,
                GrantScope.OBJECT,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void aGrantIsVariedWithoutChangingTheOriginal() {
    assertThat(SELECT.withGrantOption().grantable()).isTrue();
    assertThat(SELECT.onColumns(List.of("id", "total")).columns()).containsExactly("id", "total");
    assertThat(SELECT.denied().effect()).isEqualTo(GrantEffect.DENY);
    assertThat(SELECT.grantable()).isFalse();
    assertThat(SELECT.columns()).isEmpty();
    assertThat(SELECT.effect()).isEqualTo(GrantEffect.ALLOW);
  }

  @Test
  void aGrantOnManyObjectsNamesTheirKindAndTheContainer() {
    Grant schema = Grant.of("SELECT", Securable.schema("shop", "public"), ADA);

    assertThat(schema.onAll("TABLES").scope()).isEqualTo(GrantScope.ALL_IN);
    assertThat(schema.onFuture("TABLES").scope()).isEqualTo(GrantScope.FUTURE_IN);
    assertThat(schema.onFuture("TABLES").objectKind()).contains("TABLES");
  }

  @Test
  void aRightThatIsWithheldCannotBePassedOn() {
    assertThatThrownBy(() -> SELECT.denied().withGrantOption())
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(SELECT.withGrantOption().denied().grantable()).isFalse();
  }

  @Test
  void scopeAndKindOfObjectsBelongTogether() {
    assertThatThrownBy(
            () ->
                new Grant(
                    "SELECT",
                    ORDERS,
                    List.of(),
                    ADA,
                    false,
                    GrantEffect.ALLOW,
                    GrantScope.ALL_IN,
                    Optional.empty(),
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theServerHasNoNameAndAllElseHasOne() {
    assertThat(Securable.server().name()).isEmpty();
    assertThatThrownBy(() -> new Securable("SERVER", List.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Securable("TABLE", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesAreDataAndKeptExactly() {
    String hostile = "a]b\"; DROP TABLE x --.\n";

    assertThat(Securable.table(hostile, hostile, hostile).name())
        .containsExactly(hostile, hostile, hostile);
    assertThat(Securable.collection("db", hostile).name()).containsExactly("db", hostile);
    assertThat(Principal.role(hostile).in("db").name()).isEqualTo(hostile);
  }

  @Test
  void principalsAndSecurablesPrintForPeople() {
    assertThat(Securable.server()).hasToString("SERVER");
    assertThat(ORDERS).hasToString("TABLE shop/public/orders");
    assertThat(ADA).hasToString("USER ada");
    assertThat(Principal.role("r").in("shop")).hasToString("ROLE shop/r");
  }

  @Test
  void aPlainMembershipCountsAndIsNotPassedOn() {
    RoleMembership membership = RoleMembership.of(Principal.role("reader"), ADA);

    assertThat(membership.admin()).isFalse();
    assertThat(membership.inherits()).isTrue();
    assertThat(membership.assumable()).isTrue();
  }

  @Test
  void aQueryChoosesByGranteeDatabaseAndKind() {
    assertThat(GrantQuery.all().matches(SELECT)).isTrue();
    assertThat(GrantQuery.all().grantee("ada").database("shop").kind("table").matches(SELECT))
        .isTrue();
    assertThat(GrantQuery.all().grantee("Ada").matches(SELECT)).isFalse();
    assertThat(GrantQuery.all().database("other").matches(SELECT)).isFalse();
    assertThat(GrantQuery.all().kind("VIEW").matches(SELECT)).isFalse();
    assertThat(GrantQuery.all().database("shop").matches(Grant.of("X", Securable.server(), ADA)))
        .isFalse();
  }

  @Test
  void queriesAreValues() {
    GrantQuery query = GrantQuery.all().grantee("ada").database("shop").kind("TABLE");

    assertThat(query)
        .isEqualTo(GrantQuery.all().kind("TABLE").database("shop").grantee("ada"))
        .hasSameHashCodeAs(GrantQuery.all().kind("TABLE").database("shop").grantee("ada"))
        .isNotEqualTo(query.kind("VIEW"))
        .isNotEqualTo(query.database("x"))
        .isNotEqualTo(query.grantee("x"))
        .hasToString("grantee=ada, database=shop, kind=TABLE");
    assertThat(query.grantee()).contains("ada");
    assertThat(query.database()).contains("shop");
    assertThat(query.kind()).contains("TABLE");
    assertThat(GrantQuery.all().grantee()).isEmpty();
  }

  @Test
  void aListOfGrantsIsWhatTheReadingHandsOver() {
    List<GrantQuery> queries = new ArrayList<>();
    FakeUsers users =
        new FakeUsers() {
          @Override
          public void readGrants(GrantQuery query, Consumer<Grant> consumer) {
            queries.add(query);
            consumer.accept(SELECT);
            consumer.accept(SELECT.denied());
          }
        };
    GrantQuery query = GrantQuery.all().grantee("ada");

    assertThat(users.grants(query)).containsExactly(SELECT, SELECT.denied());
    assertThat(queries).containsExactly(query);
  }
}
