package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.operation.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MssqlGrantsTest {
  private static final Principal CLERK = Principal.user("clerk");
  private static final Principal USER = CLERK.in("shop");
  private static final Securable SCHEMA = Securable.schema("shop", "sa]les");
  private static final Securable TABLE = Securable.table("shop", "sa]les", "o'rders");

  private final MssqlScene scene = new MssqlScene();

  @BeforeEach
  void begin() {
    scene.create("shop");
    scene.engine.createUser(CreateUserOptions.builder().database("shop").name("clerk").build());
    scene.model.access().schema("shop", "sa]les", "dbo");
    scene.model.access().table("shop", "sa]les", "o'rders", List.of("id", "no]te"));
  }

  @AfterEach
  void end() {
    scene.close();
  }

  private static GrantOptions give(Grant... grants) {
    GrantOptions.Builder options = GrantOptions.builder();
    List.of(grants).forEach(options::grant);
    return options.build();
  }

  private static RevokeOptions take(Grant... grants) {
    RevokeOptions.Builder options = RevokeOptions.builder();
    List.of(grants).forEach(options::grant);
    return options.build();
  }

  private static String script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList().get(0);
  }

  private List<Grant> held(GrantQuery query) {
    return scene.engine.grants(query).stream()
        .filter(grant -> !grant.privilege().startsWith("CONNECT"))
        .toList();
  }

  private static Grant by(Grant grant, String grantor) {
    return new Grant(
        grant.privilege(),
        grant.securable(),
        grant.columns(),
        grant.grantee(),
        grant.grantable(),
        grant.effect(),
        grant.scope(),
        grant.objectKind(),
        Optional.of(grantor));
  }

  @Test
  void rightsOnEveryKindOfThingAreGivenTogetherToldAndTakenAway() {
    Grant[] grants = {
      Grant.of("VIEW SERVER STATE", Securable.server(), CLERK).withGrantOption(),
      Grant.of("IMPERSONATE", new Securable("LOGIN", List.of("sa")), CLERK).denied(),
      Grant.of("CREATE TABLE", Securable.database("shop"), USER),
      Grant.of("SELECT", SCHEMA, USER).denied(),
      Grant.of("UPDATE", TABLE, USER).onColumns(List.of("no]te")),
      Grant.of("INSERT", TABLE, USER).withGrantOption(),
      Grant.of("ALTER", new Securable("USER", List.of("shop", "clerk")), USER),
    };
    Operation<?> planned = scene.engine.prepareGrant(give(grants));
    assertThat(script(planned))
        .isEqualTo(
            String.join(
                ";\n",
                "BEGIN TRANSACTION",
                "USE [master]",
                "GRANT VIEW SERVER STATE TO [clerk] WITH GRANT OPTION",
                "DENY IMPERSONATE ON LOGIN::[sa] TO [clerk]",
                "USE [shop]",
                "GRANT CREATE TABLE TO [clerk]",
                "DENY SELECT ON SCHEMA::[sa]]les] TO [clerk]",
                "GRANT UPDATE ON OBJECT::[sa]]les].[o'rders] ([no]]te]) TO [clerk]",
                "GRANT INSERT ON OBJECT::[sa]]les].[o'rders] TO [clerk] WITH GRANT OPTION",
                "GRANT ALTER ON USER::[clerk] TO [clerk]",
                "COMMIT TRANSACTION"));
    planned.run();
    assertThat(held(GrantQuery.all().grantee("clerk")))
        .extracting(grant -> by(grant, "x"))
        .containsExactlyInAnyOrderElementsOf(
            List.of(grants).stream().map(grant -> by(grant, "x")).toList());
    assertThat(held(GrantQuery.all().database("shop").kind("TABLE"))).hasSize(2);
    assertThat(held(GrantQuery.all().database("shop").kind("SCHEMA")))
        .extracting(Grant::effect)
        .containsExactly(GrantEffect.DENY);
    scene.engine.revoke(take(grants).toBuilder().cascade(true).build());
    assertThat(held(GrantQuery.all().grantee("clerk"))).isEmpty();
  }

  @Test
  void aListTakesOneStatementForTheServerAndOneForManyDatabases() {
    scene.create("crm");
    assertThat(scene.statements(() -> scene.engine.grants(GrantQuery.all())))
        .as("the server, the databases' names, and all of them at once")
        .isEqualTo(3);
    assertThat(scene.statements(() -> scene.engine.grants(GrantQuery.all().database("shop"))))
        .isEqualTo(1);
    assertThat(scene.engine.grants(GrantQuery.all().grantee("public")))
        .extracting(grant -> grant.grantee().kind())
        .containsOnly(PrincipalKind.PUBLIC);
    assertThat(scene.engine.grants(GrantQuery.all()))
        .extracting(Grant::privilege)
        .contains("CONNECT SQL", "VIEW ANY DATABASE", "CONNECT");
  }

  @Test
  void whatAnotherGaveIsNotCalledTakenAway() {
    Grant right = Grant.of("SHUTDOWN", Securable.server(), Principal.user("ada"));
    scene.engine.createUser(
        CreateUserOptions.builder()
            .name("ada")
            .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
            .build());
    scene.model.grant("clerk", "CONTROL SERVER");
    scene.clerk().grant(give(right));
    assertThatThrownBy(() -> scene.engine.revoke(take(right)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
              assertThat(e.getMessage()).contains("given by clerk");
              assertThat(e.remedy().orElse("")).contains("grantedBy");
            });
    assertThat(held(GrantQuery.all().grantee("ada")))
        .singleElement()
        .extracting(Grant::grantedBy)
        .isEqualTo(Optional.of("clerk"));
    scene.engine.revoke(take(by(right, "clerk")));
    assertThat(held(GrantQuery.all().grantee("ada"))).isEmpty();
  }

  @Test
  void takingARightAwayLiftsNoDenialAndTheOtherWayRound() {
    Grant right = Grant.of("SELECT", SCHEMA, USER);
    scene.engine.grant(give(right.denied()));
    assertThatThrownBy(() -> scene.engine.revoke(take(right)))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
              assertThat(e.getMessage()).contains("is withheld, not given");
            });
    assertThat(held(GrantQuery.all().database("shop").kind("SCHEMA")))
        .extracting(Grant::effect)
        .containsExactly(GrantEffect.DENY);
    scene.engine.revoke(take(right.denied()));
    scene.engine.grant(give(right));
    assertThatThrownBy(() -> scene.engine.revoke(take(right.denied())))
        .hasMessageContaining("is given, not withheld");
    assertThat(held(GrantQuery.all().database("shop").kind("SCHEMA"))).hasSize(1);
  }

  private static void refusesToLift(Operation<?> planned, String... named) {
    assertThat(planned.refused()).isTrue();
    assertThat(planned.checks().stream().filter(Check::refused))
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured()).contains(named);
              assertThat(check.remedy()).contains("mssql.lift-denial");
            });
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
  }

  @Test
  void givingARightLiftsADenialOnlyIfThatIsMeant() {
    Grant right = Grant.of("SELECT", SCHEMA, USER);
    Grant ofServer = Grant.of("IMPERSONATE", new Securable("LOGIN", List.of("sa")), CLERK);
    scene.engine.grant(give(right.denied(), ofServer.denied()));
    String before = scene.model.contents();
    Grant other = Grant.of("EXECUTE", SCHEMA, USER);
    refusesToLift(
        scene.engine.prepareGrant(give(other, right, ofServer)),
        "SELECT on ",
        "sa]les",
        "is withheld from clerk by dbo",
        "IMPERSONATE on ",
        "by sa");
    assertThat(scene.model.contents()).isEqualTo(before);
    Operation<?> meant =
        scene.engine.prepareGrant(
            give(right).toBuilder().option(MssqlUser.LIFT_DENIAL, true).build());
    assertThat(meant.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::measured)
        .singleElement()
        .asString()
        .contains("SELECT on ");
    meant.run();
    assertThat(held(GrantQuery.all().database("shop").kind("SCHEMA")))
        .extracting(Grant::effect)
        .containsExactly(GrantEffect.ALLOW);
  }

  @Test
  void aDenialMadeAfterPlanningIsNotLiftedEither() {
    Grant right = Grant.of("SELECT", SCHEMA, USER);
    Operation<?> planned = scene.engine.prepareGrant(give(right));
    scene.engine.grant(give(right.denied()));
    assertThatThrownBy(planned::run).hasMessageContaining("is withheld from clerk");
    assertThat(held(GrantQuery.all().database("shop").kind("SCHEMA")))
        .extracting(Grant::effect)
        .containsExactly(GrantEffect.DENY);
  }

  @Test
  void aDenialOfATableMeetsItsColumnsAndTheOtherWayRound() {
    Grant table = Grant.of("SELECT", TABLE, USER);
    Grant column = table.onColumns(List.of("no]te"));
    scene.engine.grant(give(table.denied()));
    refusesToLift(scene.engine.prepareGrant(give(column)), "SELECT on ", "o'rders");
    assertThatThrownBy(() -> scene.engine.revoke(take(column)))
        .hasMessageContaining("is withheld, not given");
    scene.engine.revoke(take(table.denied()));
    scene.engine.grant(give(column.denied()));
    refusesToLift(scene.engine.prepareGrant(give(table)), "(no]te)");
    assertThat(scene.engine.prepareGrant(give(table.onColumns(List.of("id")))).refused())
        .as("another column")
        .isFalse();
  }

  @Test
  void aDenialThatReplacesARightSaysSo() {
    Grant right = Grant.of("SELECT", SCHEMA, USER);
    scene.engine.grant(give(right));
    Operation<?> planned = scene.engine.prepareGrant(give(right.denied()));
    assertThat(planned.checks())
        .filteredOn(check -> check.verdict() == Verdict.WARNING)
        .extracting(Check::measured)
        .singleElement()
        .asString()
        .contains("SELECT on ", "is given to clerk by dbo");
  }

  @Test
  void whoDoesNotSeeTheRightsOfOthersIsToldThatDenialsAreNotKnown() {
    scene.model.grant("clerk", "CONNECT ANY DATABASE");
    try (MssqlEngine clerk = scene.clerk()) {
      assertThat(clerk.prepareGrant(give(Grant.of("SHUTDOWN", Securable.server(), CLERK))).checks())
          .filteredOn(check -> check.verdict() == Verdict.NOT_MEASURED)
          .extracting(Check::measured)
          .singleElement()
          .asString()
          .contains("VIEW DEFINITION");
    }
  }

  @Test
  void aRightOnATableTellsTheColumnsThatWereExceptedFromIt() {
    Grant table = Grant.of("SELECT", TABLE, USER);
    scene.engine.grant(give(table));
    scene.engine.revoke(take(table.onColumns(List.of("no]te"))));
    assertThat(held(GrantQuery.all().database("shop").kind("TABLE")))
        .singleElement()
        .extracting(Grant::columns)
        .isEqualTo(List.of("id"));
    scene.engine.revoke(take(table.onColumns(List.of("id"))));
    assertThat(held(GrantQuery.all().database("shop").kind("TABLE"))).isEmpty();
    scene.engine.revoke(take(table));
    assertThat(held(GrantQuery.all().database("shop").kind("TABLE"))).isEmpty();
  }

  @Test
  void manyRightsOfOneGranteeAreLookedAtTogether() {
    Grant[] rights =
        List.of("SELECT", "INSERT", "UPDATE", "DELETE", "EXECUTE").stream()
            .map(each -> Grant.of(each, SCHEMA, USER))
            .toArray(Grant[]::new);
    assertThat(scene.statements(() -> scene.engine.prepareGrant(give(rights))))
        .as("the names, what is held, and whether that is seen")
        .isEqualTo(3);
    scene.engine.grant(give(rights));
    assertThat(scene.statements(() -> scene.engine.revoke(take(rights))))
        .as("the names twice; begin, what is held, USE and five, what is left, the end, and USE")
        .isEqualTo(13);
  }

  @Test
  void aRightToPassOnIsTakenAwayByItselfAndOnlyByCascade() {
    Grant right = Grant.of("SELECT", SCHEMA, USER).withGrantOption();
    scene.engine.grant(give(right));
    RevokeOptions.Builder option = RevokeOptions.builder().grant(right).grantOptionOnly(true);
    assertThatThrownBy(() -> scene.engine.revoke(option.build()))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.nativeCode()).contains("4611");
              assertThat(e.remedy().orElse("")).contains("cascade");
            });
    Operation<?> planned = scene.engine.prepareRevoke(option.cascade(true).build());
    assertThat(script(planned))
        .contains("REVOKE GRANT OPTION FOR SELECT ON SCHEMA::[sa]]les] FROM [clerk] CASCADE");
    planned.run();
    assertThat(held(GrantQuery.all().grantee("clerk")))
        .singleElement()
        .extracting(Grant::grantable)
        .isEqualTo(false);
    scene.engine.grant(
        GrantOptions.builder()
            .grant(Grant.of("SELECT", SCHEMA, USER).denied())
            .option(MssqlUser.CASCADE, true)
            .build());
    assertThat(held(GrantQuery.all().grantee("clerk")))
        .singleElement()
        .extracting(Grant::effect)
        .isEqualTo(GrantEffect.DENY);
  }

  @Test
  void allIsTakenBackWhenOneOfThemFails() {
    String before = scene.model.contents();
    Grant good = Grant.of("SELECT", SCHEMA, USER);
    Grant unknown = Grant.of("SELECT", Securable.table("shop", "sa]les", "nothing"), USER);
    assertThatThrownBy(() -> scene.engine.grant(give(good, unknown)))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(scene.model.contents()).isEqualTo(before);
    assertThatThrownBy(
            () -> scene.engine.grant(give(Grant.of("SELECT", SCHEMA, Principal.user("nobody")))))
        .hasMessageContaining("nobody");
  }

  @Test
  void whatCannotBeSaidIsRefusedAllAtOnce() {
    GrantOptions options =
        GrantOptions.builder()
            .grant(Grant.of("SELECT", SCHEMA, USER).onAll("TABLES"))
            .grant(Grant.of("ALL", SCHEMA, USER))
            .grant(Grant.of("SELECT", new Securable("WAREHOUSE", List.of("w")), USER))
            .grant(Grant.of("SELECT", Securable.table("shop", "a", "b"), CLERK.in("crm")))
            .grant(Grant.of("SELECT", SCHEMA, USER).onColumns(List.of("a")))
            .grant(Grant.of("SELECT", new Securable("SCHEMA", List.of("shop")), USER))
            .membership(RoleMembership.of(Principal.role("sysadmin"), USER))
            .membership(new RoleMembership(Principal.role("sysadmin"), CLERK, true, true, true))
            .build();
    assertThatThrownBy(() -> scene.engine.prepareGrant(options))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class, e -> assertThat(e.faults()).hasSize(8));
  }

  @Test
  void whoMayNotPassARightOnIsToldSo() {
    assertThatThrownBy(
            () -> scene.clerk().grant(give(Grant.of("SHUTDOWN", Securable.server(), CLERK))))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
              assertThat(e.remedy().orElse("")).contains("WITH GRANT OPTION");
            });
  }
}
