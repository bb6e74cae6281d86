package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.TlsMode;
import io.gds.database.connection.TlsSettings;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.testkit.sqlserver.SqlServerModel;
import io.gds.database.testkit.wire.SqlServerPeer;
import io.gds.database.testkit.wire.WireCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MssqlTrustTest {
  private static final WireCertificate OWN = WireCertificate.local();

  private final SqlServerModel model = SqlServerModel.builder().build();
  private final SqlServerPeer peer =
      model.serve(SqlServerPeer.builder().tls(OWN.server()).token("ada@acme.example", "eyJ.good"));
  private final DatabaseManager manager = DatabaseManager.of(new MssqlProvider());

  @TempDir private Path directory;

  @AfterEach
  void end() {
    manager.close();
    peer.close();
    model.close();
  }

  private ConnectionInfo info(TlsSettings tls) {
    return MssqlUrlGrammar.parse("sqlserver://" + peer.host() + ":" + peer.port())
        .orElseThrow()
        .toBuilder()
        .tls(tls)
        .credentials(
            Credentials.of(
                AuthType.OAUTH, "ada@acme.example", SecretRef.inline("eyJ.good".toCharArray())))
        .build();
  }

  private static TlsSettings verified() {
    return TlsSettings.defaults().mode(TlsMode.VERIFY_FULL);
  }

  @Test
  void aTokenLogsInOverACertificateThatAFileVouchesFor() throws IOException {
    Path pem = OWN.pem(directory.resolve("own.pem"));
    MssqlEngine engine = manager.open(info(verified().trustedCertificates(pem)), MssqlEngine.class);
    engine.ping();
    assertThat(engine.metadata().productVersion()).isNotBlank();
    assertThat(engine.toString()).doesNotContain("eyJ");
    engine.close();
  }

  @Test
  void aCertificateThatNobodyVouchesForIsRefused() {
    assertThatThrownBy(() -> manager.open(info(verified())))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.TLS_REFUSED));
    assertThat(peer.script().logins()).isEmpty();
  }

  @Test
  void theFileThatTheDriverReadsIsGoneWithTheEngine() throws IOException {
    Path store;
    try (MssqlTrust trust = MssqlTrust.of(OWN.pem(directory.resolve("own.pem")))) {
      store = trust.store();
      assertThat(store).isNotEmptyFile();
    }
    assertThat(store).doesNotExist();
  }

  @Test
  void aFileWithoutCertificatesIsSaidToBeNone() throws IOException {
    Path none = Files.writeString(directory.resolve("none.pem"), "");
    Path absent = directory.resolve("absent.pem");
    for (Path wrong : new Path[] {none, absent}) {
      assertThatThrownBy(() -> MssqlTrust.of(wrong))
          .isInstanceOfSatisfying(
              DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TLS_REFUSED))
          .hasMessageContaining(wrong.getFileName().toString());
    }
  }
}
