package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantEffect;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantScope;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalKind;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.Securable;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every form of what is sent about principals and rights, one a line in a file. */
class MssqlAccessGoldenTest {
  private static final Set<String> FRAME = Set.of("BEGIN TRANSACTION", "COMMIT TRANSACTION");
  private static final Principal ADA = Principal.user("a]da");
  private static final Principal USER = ADA.in("b'ox");

  private final MssqlScene scene = new MssqlScene();
  private final MssqlEngine engine = scene.engine;

  private static List<String> file() throws IOException {
    try (InputStream in = MssqlAccessGoldenTest.class.getResourceAsStream("access.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  private static SecretRef secret(String password) {
    return SecretRef.inline(password.toCharArray());
  }

  private static CreateUserOptions.Builder login(String name) {
    return CreateUserOptions.builder().name(name);
  }

  private static CreateUserOptions.Builder user(String name) {
    return login(name).database("b'ox");
  }

  private void logins() {
    engine.createUser(
        login("a]da")
            .password(secret("It's-strong-1"))
            .mustChangePassword(true)
            .option(MssqlUser.SID, "0x0102030405060708090A0B0C0D0E0F10")
            .option(MssqlUser.DEFAULT_DATABASE, "msdb")
            .option(MssqlUser.DEFAULT_LANGUAGE, "us_english")
            .option(MssqlUser.CHECK_POLICY, true)
            .build());
    scene.model.access().certificate("sign]ing");
    engine.createUser(login("CORP\\a'da").build());
    engine.createUser(login("ada@example.com").authType(AuthType.OAUTH).build());
    engine.createUser(
        login("signer")
            .authType(AuthType.CERTIFICATE)
            .option(MssqlUser.CERTIFICATE, "sign]ing")
            .build());
    AlterUserOptions.Builder change = AlterUserOptions.builder().name("a]da");
    engine.alterUser(change.password(secret("It's-strong-2")).unlock(true).build());
    engine.alterUser(
        AlterUserOptions.builder()
            .name("a]da")
            .enabled(false)
            .unlock(true)
            .option(MssqlUser.DEFAULT_DATABASE, "master")
            .option(MssqlUser.CHECK_EXPIRATION, false)
            .build());
    engine.alterUser(AlterUserOptions.builder().name("a]da").enabled(true).build());
    engine.createRole(CreateRoleOptions.builder().name("op]s").build());
    RoleMembership has = RoleMembership.of(Principal.role("op]s"), ADA);
    engine.grant(GrantOptions.builder().membership(has).build());
    engine.revoke(RevokeOptions.builder().membership(has).build());
  }

  private void users() {
    engine
        .database("b'ox")
        .create(
            CreateOptions.builder()
                .option(MssqlCreate.CONTAINMENT, MssqlContainment.PARTIAL)
                .build());
    engine.createUser(
        user("a]da")
            .option(MssqlUser.LOGIN, "a]da")
            .option(MssqlUser.DEFAULT_SCHEMA, "sa]les")
            .enabled(false)
            .build());
    engine.createUser(user("app").authType(AuthType.NONE).build());
    engine.createUser(user("eve@example.com").authType(AuthType.OAUTH).build());
    engine.createUser(
        user("inside")
            .password(secret("It's-strong-3"))
            .option(MssqlUser.SID, "0x0102030405060708090A0B0C0D0E0F11")
            .option(MssqlUser.DEFAULT_LANGUAGE, "us_english")
            .build());
    engine.alterUser(
        AlterUserOptions.builder()
            .database("b'ox")
            .name("inside")
            .newName("in]side")
            .password(secret("It's-strong-4"))
            .enabled(true)
            .build());
    engine.database("b'ox").mapUser("a]da", "a]da");
    engine.createRole(CreateRoleOptions.builder().database("b'ox").name("re]aders").build());
    RoleMembership has = RoleMembership.of(Principal.role("re]aders").in("b'ox"), USER);
    engine.grant(GrantOptions.builder().membership(has).build());
    engine.revoke(RevokeOptions.builder().membership(has).build());
  }

  private void rights() {
    scene.model.access().schema("b'ox", "sa]les", "dbo");
    scene.model.access().table("b'ox", "sa]les", "o'rders", List.of("i]d", "note"));
    Securable table = Securable.table("b'ox", "sa]les", "o'rders");
    List<Grant> all =
        List.of(
            Grant.of("VIEW SERVER STATE", Securable.server(), ADA).withGrantOption(),
            Grant.of("VIEW DEFINITION", new Securable("LOGIN", List.of("sa")), ADA).denied(),
            Grant.of("ALTER", new Securable("SERVER ROLE", List.of("op]s")), ADA),
            Grant.of("CREATE TABLE", Securable.database("b'ox"), USER),
            Grant.of("EXECUTE", Securable.schema("b'ox", "sa]les"), USER),
            Grant.of("UPDATE", table, USER).onColumns(List.of("i]d", "note")),
            Grant.of(
                "SELECT",
                table,
                new Principal(PrincipalKind.PUBLIC, "public", Optional.of("b'ox"))),
            Grant.of("IMPERSONATE", new Securable("USER", List.of("b'ox", "app")), USER),
            Grant.of("CONTROL", new Securable("ROLE", List.of("b'ox", "re]aders")), USER));
    GrantOptions.Builder give = GrantOptions.builder();
    RevokeOptions.Builder take = RevokeOptions.builder().cascade(true);
    all.forEach(give::grant);
    // The first is withheld by then.
    take.grant(all.get(0).denied());
    all.stream().skip(1).forEach(take::grant);
    engine.grant(give.build());
    engine.grant(
        GrantOptions.builder()
            .grant(Grant.of("VIEW SERVER STATE", Securable.server(), ADA).denied())
            .option(MssqlUser.CASCADE, true)
            .build());
    engine.revoke(take.build());
    engine.revoke(
        RevokeOptions.builder()
            .grant(
                new Grant(
                    "SELECT",
                    table,
                    List.of(),
                    USER,
                    false,
                    GrantEffect.ALLOW,
                    GrantScope.OBJECT,
                    Optional.empty(),
                    Optional.of("dbo")))
            .grantOptionOnly(true)
            .build());
  }

  private void drops() {
    engine.database("b'ox").alter(AlterOptions.builder().owner("signer").build());
    scene.model.access().job("nightly", "signer");
    scene.model.access().schema("b'ox", "ow]ned", "app");
    engine.dropUser(
        DropUserOptions.builder().database("b'ox").name("app").reassignOwnedTo("dbo").build());
    engine.dropRole(DropRoleOptions.builder().database("b'ox").name("re]aders").build());
    engine.dropRole(DropRoleOptions.builder().name("op]s").build());
    engine.dropUser(
        DropUserOptions.builder().name("signer").force(true).reassignOwnedTo("sa").build());
  }

  @Test
  void everyFormThatIsSentHasOneText() throws IOException {
    try (scene) {
      logins();
      users();
      rights();
      drops();
      assertThat(
              scene.changes().stream()
                  .filter(sql -> !FRAME.contains(sql))
                  .filter(sql -> !sql.contains("DATABASE [") && !sql.endsWith("TO [signer]"))
                  .distinct())
          .containsExactlyElementsOf(file());
    }
  }
}
