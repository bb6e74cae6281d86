package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.UserInfo;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.operation.Operation;
import io.gds.database.testkit.wire.WireAnswer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnowflakeUsersTest {
  private SnowflakeScene scene;
  private SnowflakeEngine users;
  private int keys;

  @BeforeAll
  void open() {
    scene = new SnowflakeScene();
    users = scene.engine;
    scene.model.access().role("ANALYST").role("clerks");
  }

  @AfterAll
  void close() {
    scene.close();
  }

  private static CreateUserOptions.Builder user(String name) {
    return CreateUserOptions.builder().name(name);
  }

  private static AlterUserOptions.Builder change(String name) {
    return AlterUserOptions.builder().name(name);
  }

  private static SecretRef secret(String text) {
    return SecretRef.inline(text.toCharArray());
  }

  private UserInfo find(String name) {
    return users.users(PrincipalQuery.all().like(name)).stream()
        .filter(user -> user.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** A key like any other to look at, made at once: nobody has its other half. */
  private String pem() {
    BigInteger modulus = BigInteger.ONE.shiftLeft(2047).add(BigInteger.valueOf(2L * ++keys + 1));
    try {
      byte[] key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(modulus, RSAKeyGenParameterSpec.F4))
              .getEncoded();
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(key)
          + "\n-----END PUBLIC KEY-----\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String print(String pem) {
    return SnowflakePublicKey.parse(pem).orElseThrow().fingerprint();
  }

  private static void assertRefused(Operation<?> planned, ErrorCode code) {
    assertThat(planned.refused()).isTrue();
    assertThatThrownBy(planned::run)
        .isInstanceOfSatisfying(DatabaseException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aUserIsMadeWithAllThatIsSaidAndTheDryRunShowsNoPassword() {
    Instant end = Instant.now().plus(Duration.ofDays(30)).plusSeconds(60);
    var planned =
        users.prepareCreateUser(
            user("Eve \"x\"")
                .password(secret("Correct-Horse-7"))
                .mustChangePassword(true)
                .enabled(false)
                .expiresAt(end)
                .comment("it's")
                .role("ANALYST")
                .role("clerks")
                .option(SnowflakeUser.DEFAULT_ROLE, "ANALYST")
                .option(SnowflakeUser.DEFAULT_WAREHOUSE, "COMPUTE_WH")
                .option(SnowflakeUser.TYPE, "PERSON")
                .build());
    assertThat(planned.script().text())
        .contains(
            "CREATE USER \"Eve \"\"x\"\"\" PASSWORD = '<hidden>' MUST_CHANGE_PASSWORD = TRUE"
                + " DISABLED = TRUE DAYS_TO_EXPIRY = 30 DEFAULT_ROLE = \"ANALYST\"")
        .contains("GRANT ROLE \"clerks\" TO USER \"Eve \"\"x\"\"\"")
        .doesNotContain("Horse");
    planned.run();
    UserInfo eve = find("Eve \"x\"");
    assertThat(eve.enabled()).isFalse();
    assertThat(eve.roles()).containsExactlyInAnyOrder("ANALYST", "clerks");
    assertThat(eve.comment()).contains("it's");
    assertThat(eve.authType()).contains(AuthType.PASSWORD);
    assertThat(eve.expiresAt()).hasValueSatisfying(at -> assertThat(at).isBefore(end));
    assertThat(eve.attributes())
        .containsEntry("default_role", "ANALYST")
        .containsEntry("type", "PERSON")
        .containsEntry("must_change_password", "true");
    users.dropUser(DropUserOptions.builder().name("Eve \"x\"").force(true).build());
  }

  @Test
  void aNewPasswordLetsInAndADisabledUserIsLeftOut() {
    users.createUser(user("BEA").password(secret("One-password-1")).build());
    users.alterUser(change("BEA").password(secret("it's \\another-2")).build());
    scene.open("bea", "it's \\another-2").close();
    users.alterUser(change("BEA").enabled(false).build());
    assertThatThrownBy(() -> scene.open("bea", "it's \\another-2").ping())
        .isInstanceOf(DatabaseException.class);
    users.alterUser(change("BEA").enabled(true).unlock(true).build());
    assertThat(find("BEA").enabled()).isTrue();
    users.alterUser(change("BEA").expiresAt(Instant.now().plus(Duration.ofDays(3))).build());
    assertThat(find("BEA").expiresAt()).isPresent();
    users.alterUser(change("BEA").expiresAt(Instant.MAX).build());
    assertThat(find("BEA").expiresAt()).isEmpty();
    users.alterUser(change("BEA").newName("bea 2").build());
    assertThat(find("bea 2").attributes()).containsEntry("login_name", "BEA");
    users.dropUser(DropUserOptions.builder().name("bea 2").build());
  }

  @Test
  void aNewKeyNeverOverwritesOneThatIsInUse() {
    String first = pem();
    String second = pem();
    String third = pem();
    users.createUser(user("ROBOT").publicKey(first).option(SnowflakeUser.TYPE, "SERVICE").build());
    assertThat(find("ROBOT").authType()).contains(AuthType.KEYPAIR);
    var rotation = users.prepareAlterUser(change("ROBOT").publicKey(second).build());
    assertThat(rotation.script().text()).contains("SET RSA_PUBLIC_KEY_2 = '").contains("DESC USER");
    rotation.run();
    int before = scene.changes().size();
    users.alterUser(change("ROBOT").publicKey(second).build());
    assertThat(scene.changes().subList(before, scene.changes().size()))
        .allMatch(sql -> sql.startsWith("DESC USER"));
    assertRefused(
        users.prepareAlterUser(change("ROBOT").publicKey(third).build()), ErrorCode.WRONG_STATE);
    assertRefused(remove(third), ErrorCode.NOT_FOUND);
    remove(first).run();
    assertThat(new SnowflakePrincipals(context()).keys("ROBOT"))
        .containsOnlyKeys("RSA_PUBLIC_KEY_2")
        .containsValue(print(second));
    assertRefused(remove(second), ErrorCode.PRECONDITION_FAILED);
    var again = users.prepareAlterUser(change("ROBOT").publicKey(third).build());
    assertThat(again.script().text()).contains("SET RSA_PUBLIC_KEY = '");
    // Somebody else takes the place meanwhile.
    users.alterUser(change("ROBOT").publicKey(first).build());
    assertThatThrownBy(again::run).hasMessageContaining("there is room for a key");
    users.dropUser(DropUserOptions.builder().name("ROBOT").build());
  }

  private Operation<?> remove(String pem) {
    return users.prepareAlterUser(
        change("ROBOT").removeOldKey(true).option(SnowflakeUser.OLD_KEY, print(pem)).build());
  }

  private SnowflakeContext context() {
    return ((DefaultSnowflakeEngine) scene.engine).context();
  }

  @Test
  void aKeyThatTheServerDidNotKeepIsToldOf() {
    users.createUser(user("ODD").build());
    scene.peer.script().beginningWith("ALTER USER \"ODD\"").once(WireAnswer.done());
    assertThatThrownBy(() -> users.alterUser(change("ODD").publicKey(pem()).build()))
        .hasMessageContaining("the server tells other keys");
    users.dropUser(DropUserOptions.builder().name("ODD").build());
  }

  @Test
  void theOwnUserAndTheLastAdministratorAreSafeUnlessTheyAreMeant() {
    assertRefused(
        users.prepareDropUser(DropUserOptions.builder().name("ADA").build()),
        ErrorCode.PRECONDITION_FAILED);
    assertRefused(
        users.prepareAlterUser(change("ADA").enabled(false).build()),
        ErrorCode.PRECONDITION_FAILED);
    RevokeOptions.Builder revoke =
        RevokeOptions.builder()
            .membership(RoleMembership.of(Principal.role("ACCOUNTADMIN"), Principal.user("ADA")));
    assertRefused(users.prepareRevoke(revoke.build()), ErrorCode.PRECONDITION_FAILED);
    assertThat(users.prepareRevoke(revoke.option(SnowflakeUser.ALLOW_OWN, true).build()).refused())
        .isFalse();
    assertThat(
            users
                .prepareAlterUser(
                    change("ADA").enabled(false).option(SnowflakeUser.ALLOW_OWN, true).build())
                .refused())
        .isFalse();
    assertThat(users.prepareAlterUser(change("ADA").password(secret("x")).build()).checks())
        .anyMatch(check -> check.rule().equals("it is not how this connection logs in"));
  }

  @Test
  void whatSnowflakeDoesNotKnowIsRefusedUpFront() {
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").connectionLimit(2).build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").database("D").build()))
        .isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").publicKey("AAAA").build()))
        .hasMessageContaining("RSA public key");
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").authType(AuthType.PASSWORD).build()))
        .hasMessageContaining("password");
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").authType(AuthType.KEYPAIR).build()))
        .hasMessageContaining("publicKey");
    assertThatThrownBy(
            () -> users.prepareCreateUser(user("X").authType(AuthType.INTEGRATED).build()))
        .hasMessageContaining("INTEGRATED");
    assertThatThrownBy(() -> users.prepareCreateUser(user("X").expiresAt(Instant.now()).build()))
        .hasMessageContaining("expiresAt");
    assertThatThrownBy(
            () ->
                users.prepareCreateUser(
                    user("X").password(secret("y")).option(SnowflakeUser.TYPE, "SERVICE").build()))
        .hasMessageContaining("SERVICE");
    assertThatThrownBy(() -> users.prepareAlterUser(change("X").removeOldKey(true).build()))
        .hasMessageContaining(SnowflakeUser.OLD_KEY.id());
    assertThatThrownBy(
            () ->
                users.prepareDropUser(DropUserOptions.builder().name("X").dropOwned(true).build()))
        .hasMessageContaining("dropOwned");
    assertThatThrownBy(() -> users.createUser(user("X").password(secret("")).build()))
        .hasMessageContaining("the password is empty");
  }

  @Test
  void aMissingRightIsToldAndAMissingUserIsNotFound() {
    assertRefused(
        users.prepareAlterUser(change("NOBODY").enabled(false).build()), ErrorCode.NOT_FOUND);
    assertRefused(
        users.prepareAlterUser(change("NOBODY").publicKey(pem()).build()), ErrorCode.NOT_FOUND);
    scene.model.access().role("POOR").user("POOR", "POOR").password("POOR", "poor");
    SnowflakeEngine poor = scene.open("poor", "poor");
    assertThatThrownBy(() -> poor.createUser(user("X").build()))
        .isInstanceOf(PermissionDeniedException.class);
    assertThat(poor.users()).extracting(UserInfo::name).containsExactly("POOR");
    poor.close();
    scene
        .peer
        .script()
        .beginningWith("SHOW GRANTS TO USER \"CLERK\"")
        .once(WireAnswer.error("003001", "Insufficient privileges to operate on user 'CLERK'"));
    UserInfo clerk = find("CLERK");
    assertThat(clerk.roles()).isEmpty();
    assertThat(clerk.attributes().get("roles")).startsWith("not told: ");
  }

  @Test
  void anAnswerThatWasLostIsFoundAgain() {
    scene.peer.script().beginningWith("CREATE USER \"LOST\"").once(WireAnswer.lost());
    users.createUser(user("LOST").password(secret("Secret-42-lost")).build());
    assertThat(find("LOST").name()).isEqualTo("LOST");
    users.dropUser(DropUserOptions.builder().name("LOST").build());
  }
}
