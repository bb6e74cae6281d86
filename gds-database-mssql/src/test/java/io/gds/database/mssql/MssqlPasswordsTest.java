package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Verdict;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How passwords travel, what is told of it, and what is left of them. */
class MssqlPasswordsTest {
  private static final String SECRET = "Canary-Horse-7";
  private static final String TRAVELS =
      "the password travels encrypted to the server that is meant";

  private final MssqlScene scene = new MssqlScene();

  @AfterEach
  void end() {
    scene.close();
  }

  private static SecretRef secret() {
    return SecretRef.inline(SECRET.toCharArray());
  }

  private static CreateUserOptions login() {
    return CreateUserOptions.builder().name("ada").password(secret()).build();
  }

  private static Check check(Operation<?> operation, String rule) {
    return operation.checks().stream()
        .filter(check -> check.rule().equals(rule))
        .findFirst()
        .orElseThrow();
  }

  private static Check travels(MssqlEngine engine) {
    return check(engine.prepareCreateUser(login()), TRAVELS);
  }

  @Test
  void encryptionToWhoeverAnswersIsNotCalledSafe(@TempDir Path directory) throws IOException {
    WireCertificate own = WireCertificate.local();
    TlsSettings tls =
        TlsSettings.defaults().trustedCertificates(own.pem(directory.resolve("own.pem")));
    try (SqlServerModel model = SqlServerModel.builder().login("sa", "first").build();
        SqlServerPeer peer = model.serve(SqlServerPeer.builder().tls(own.server()));
        DatabaseManager manager = DatabaseManager.of(new MssqlProvider())) {
      ConnectionInfo info =
          scene.info("sa", "first").toBuilder()
              .hosts(List.of(HostAddress.of(peer.host(), peer.port())))
              .tls(tls)
              .build();
      assertThat(travels(manager.open(info, MssqlEngine.class)))
          .extracting(Check::verdict, Check::measured)
          .containsExactly(Verdict.PASSED, "encrypted, to a server whose certificate was checked");
      Check blind =
          travels(
              manager.open(
                  info.toBuilder()
                      .name("blind")
                      .tls(TlsSettings.defaults().mode(TlsMode.REQUIRE))
                      .build(),
                  MssqlEngine.class));
      assertThat(blind.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(blind.measured()).contains("whoever answers");
    }
  }

  @Test
  void anAddressOfThisMachineMayBeTheBeginningOfATunnel() {
    Check check = travels(scene.engine);
    assertThat(check.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(check.measured()).contains("in clear text", "tunnel");
    MssqlEngine far =
        scene.manager.open(
            scene.info("sa", "first").toBuilder()
                .hosts(List.of(HostAddress.of("gds.invalid", 1433)))
                .build()
                .lazy(),
            MssqlEngine.class);
    assertThat(travels(far).verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void aPasswordIsNeverWhatASessionSentLast() {
    scene.engine.createUser(login());
    assertThatThrownBy(
            () ->
                scene.engine.alterUser(
                    AlterUserOptions.builder()
                        .name("ada")
                        .password(SecretRef.inline("weak".toCharArray()))
                        .build()))
        .isInstanceOf(DatabaseException.class);
    List<String> sent = scene.peer.script().statements();
    for (String begin : List.of("CREATE LOGIN", "ALTER LOGIN")) {
      int at = 0;
      while (!sent.get(at).startsWith(begin)) {
        at++;
      }
      assertThat(sent.get(at + 1)).isEqualTo(MssqlTogether.NOTHING);
    }
  }

  @Test
  void whoChangesItsOwnPasswordIsWarnedOfTheNextLogIn() {
    AlterUserOptions own = AlterUserOptions.builder().name("sa").password(secret()).build();
    Check check =
        check(scene.engine.prepareAlterUser(own), "the engine logs in by another password");
    assertThat(check.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(check.remedy()).contains("counts towards a lock");
    AlterUserOptions other = AlterUserOptions.builder().name("clerk").password(secret()).build();
    assertThat(
            check(scene.engine.prepareAlterUser(other), "the engine logs in by another password")
                .verdict())
        .isEqualTo(Verdict.PASSED);
  }

  @Test
  void aLostChangeOfAPasswordWhoseTimeIsNotToldIsUnknown() {
    scene
        .peer
        .script()
        .beginningWith("SELECT CAST(LOGINPROPERTY(p.name, 'PasswordLastSetTime')")
        .answer(WireAnswer.rows("changed_at datetime").row((Object) null));
    scene.peer.script().beginningWith("ALTER LOGIN").once(WireAnswer.lost());
    Operation<?> change =
        scene.engine.prepareAlterUser(
            AlterUserOptions.builder().name("clerk").password(secret()).build());
    assertThat(scene.engine.operations().execute(change, OperationContext.none()).outcome())
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aLostChangeOfAPasswordShowsByItsTime() {
    scene.peer.script().beginningWith("ALTER LOGIN").once(WireAnswer.lost());
    Operation<?> change =
        scene.engine.prepareAlterUser(
            AlterUserOptions.builder().name("clerk").password(secret()).build());
    assertThat(scene.engine.operations().execute(change, OperationContext.none()).outcome())
        .isEqualTo(Outcome.SUCCEEDED);
    assertThatThrownBy(scene::clerk)
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
  }
}
