package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.AlterOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.Step;
import io.gds.database.testkit.sqlserver.SqlServerAccess;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MssqlInheritanceTest {
  private static final List<String> KINDS =
      List.of(
          "ASSEMBLY",
          "CERTIFICATE",
          "SYMMETRIC KEY",
          "ASYMMETRIC KEY",
          "FULLTEXT CATALOG",
          "FULLTEXT STOPLIST",
          "SEARCH PROPERTY LIST",
          "MESSAGE TYPE",
          "CONTRACT",
          "SERVICE",
          "ROUTE",
          "REMOTE SERVICE BINDING",
          "TYPE",
          "XML SCHEMA COLLECTION");

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  private void login(String name) {
    scene.engine.createUser(
        CreateUserOptions.builder()
            .name(name)
            .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
            .build());
  }

  private void user(String name) {
    scene.engine.createUser(
        CreateUserOptions.builder().database("sh]op").name(name).authType(AuthType.NONE).build());
  }

  private static DropUserOptions.Builder drop(String name) {
    return DropUserOptions.builder().name(name);
  }

  private static DropUserOptions.Builder dropUser(String name) {
    return drop(name).database("sh]op");
  }

  private static List<String> script(Operation<?> operation) {
    return operation.script().steps().stream().map(Step::text).toList();
  }

  private static List<String> refused(Operation<?> operation) {
    return operation.checks().stream().filter(Check::refused).map(Check::measured).toList();
  }

  private List<String> logins() {
    return scene.engine.users().stream().map(UserInfo::name).toList();
  }

  @Test
  void everyKindOfThingThatAUserOwnsIsNamedAndGivenAway() {
    scene.create("sh]op");
    user("o'ld");
    user("ne]w");
    KINDS.forEach(kind -> scene.model.access().owned("sh]op", kind, "t]h'e " + kind, "o'ld"));
    assertThat(refused(scene.engine.prepareDropUser(dropUser("o'ld").build())))
        .singleElement()
        .satisfies(
            told -> {
              for (String kind : KINDS) {
                assertThat(told).contains(kind + " ", "t]h'e " + kind);
              }
            });
    Operation<?> planned =
        scene.engine.prepareDropUser(dropUser("o'ld").reassignOwnedTo("ne]w").build());
    assertThat(planned.refused()).isFalse();
    assertThat(script(planned).get(0))
        .contains(
            "ALTER AUTHORIZATION ON REMOTE SERVICE BINDING::[t]]h'e REMOTE SERVICE BINDING] TO"
                + " [ne]]w]",
            "ALTER AUTHORIZATION ON XML SCHEMA COLLECTION::[dbo].[t]]h'e XML SCHEMA COLLECTION] TO"
                + " [ne]]w]");
    planned.run();
    assertThat(refused(scene.engine.prepareDropUser(dropUser("ne]w").build())))
        .as("all of it belongs to the heir")
        .singleElement()
        .asString()
        .contains("ASSEMBLY", "ROUTE", "TYPE dbo.t]h'e TYPE");
  }

  @Test
  void whatNoStatementGivesAwayKeepsItsOwner() {
    scene.create("sh]op");
    user("o'ld");
    user("ne]w");
    scene.model.access().executedAs("sh]op", "nightly", "o'ld");
    scene.model.access().owned("sh]op", "EVENT NOTIFICATION", "watch", "o'ld");
    Operation<?> planned =
        scene.engine.prepareDropUser(dropUser("o'ld").reassignOwnedTo("ne]w").build());
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.measured())
                  .isEqualTo("EVENT NOTIFICATION watch, that dbo.nightly is executed as it");
              assertThat(check.remedy()).contains("EXECUTE AS");
            });
    assertThat(script(planned).get(0)).doesNotContain("ALTER AUTHORIZATION");
  }

  @Test
  void aTriggerOnTheServerThatIsExecutedAsALoginKeepsIt() {
    login("ada");
    scene.model.access().serverTrigger("log-ins", "ada");
    assertThat(refused(scene.engine.prepareDropUser(drop("ada").reassignOwnedTo("sa").build())))
        .containsExactly("that log-ins is executed as it");
    assertThatThrownBy(() -> scene.engine.dropUser(drop("ada").force(true).build()))
        .isInstanceOf(DatabaseException.class);
    assertThat(logins()).contains("ada");
    assertThat(scene.changes()).noneMatch(sql -> sql.contains("DISABLE"));
  }

  @Test
  void anHeirThatCannotOwnItIsRefusedBeforeAnythingIsGivenAway() {
    login("ada");
    scene.create("shop").alter(AlterOptions.builder().owner("ada").build());
    scene.model.access().login("CORP\\staff", SqlServerAccess.LoginKind.WINDOWS_GROUP);
    assertThat(
            refused(
                scene.engine.prepareDropUser(drop("ada").reassignOwnedTo("CORP\\staff").build())))
        .containsExactly("a database and a job can belong to a login of one person only");
    scene.engine.createUser(CreateUserOptions.builder().database("shop").name("clerk").build());
    Operation<?> planned =
        scene.engine.prepareDropUser(drop("ada").force(true).reassignOwnedTo("clerk").build());
    assertThat(refused(planned)).containsExactly("it is a user already of shop");
    assertThatThrownBy(planned::run).isInstanceOf(DatabaseException.class);
    assertThat(scene.changes()).noneMatch(sql -> sql.contains("[ada]") && sql.contains("DISABLE"));
  }

  @Test
  void whoIsNoAdministratorCannotGiveJobsAway() {
    login("ada");
    scene.model.access().job("nightly", "ada");
    scene.model.grant("clerk", "CONTROL SERVER");
    scene.create("shop").alter(AlterOptions.builder().owner("ada").build());
    assertThat(refused(scene.clerk().prepareDropUser(drop("ada").reassignOwnedTo("sa").build())))
        .singleElement()
        .asString()
        .contains("the jobs cannot be read");
    scene.engine.createUser(
        CreateUserOptions.builder().database("msdb").name("clerk").role("db_datareader").build());
    assertThat(refused(scene.clerk().prepareDropUser(drop("ada").reassignOwnedTo("sa").build())))
        .containsExactly("only a member of sysadmin may give jobs to another");
  }

  @Test
  void keysGoToNoRole() {
    scene.create("sh]op");
    user("o'ld");
    scene.engine.createRole(CreateRoleOptions.builder().database("sh]op").name("ops").build());
    scene.model.access().owned("sh]op", "CERTIFICATE", "c", "o'ld");
    assertThat(
            refused(scene.engine.prepareDropUser(dropUser("o'ld").reassignOwnedTo("ops").build())))
        .containsExactly("a certificate and an asymmetric key can belong to no role or group");
  }

  @Test
  void halfWayWhatIsDoneAndWhatIsLeftIsToldAndTheNextRunGoesOn() {
    login("a'da");
    for (String name : List.of("a]", "b'")) {
      scene.create(name).alter(AlterOptions.builder().owner("a'da").build());
    }
    scene.model.access().job("nightly", "a'da");
    scene
        .peer
        .script()
        .beginningWith("ALTER AUTHORIZATION ON DATABASE::[b']")
        .once(WireAnswer.error("15110", "The proposed new database owner is already a user."));
    DropUserOptions drop = drop("a'da").force(true).reassignOwnedTo("sa").build();
    assertThatThrownBy(() -> scene.engine.dropUser(drop))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
              assertThat(e.getMessage() + e.remedy().orElse(""))
                  .contains(
                      "Given to sa for good: DATABASE a].",
                      "Tried, see owner: DATABASE b'.",
                      "Still of a'da: the jobs nightly.",
                      "Prepare the drop again");
            });
    assertThat(scene.engine.users())
        .filteredOn(each -> each.name().equals("a'da"))
        .extracting(UserInfo::enabled)
        .containsExactly(true);
    Operation<?> next = scene.engine.prepareDropUser(drop);
    assertThat(script(next)).noneMatch(text -> text.contains("DATABASE::[a]]]"));
    next.run();
    assertThat(logins()).doesNotContain("a'da");
  }

  @Test
  void aNameThatARoleHasIsNoUserThatExistsAlready() {
    scene.engine.createRole(CreateRoleOptions.builder().name("ops").build());
    assertThatThrownBy(
            () ->
                scene.engine.createUser(
                    CreateUserOptions.builder()
                        .name("ops")
                        .password(SecretRef.inline("Correct-Horse-7".toCharArray()))
                        .ifNotExists(true)
                        .build()))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
  }
}
