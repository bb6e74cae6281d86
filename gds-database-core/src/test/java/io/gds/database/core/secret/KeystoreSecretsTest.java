package io.gds.database.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreSecretsTest {
  private static final char[] PASSWORD = "store-Passwort".toCharArray();

  @TempDir Path directory;
  private Path store;

  @BeforeEach
  void makeStore() throws IOException, GeneralSecurityException {
    store = directory.resolve("a#b.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    put(keys, "db", Canary.TEXT.getBytes(StandardCharsets.UTF_8));
    put(keys, "binary", new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, PASSWORD);
    }
  }

  private static void put(KeyStore keys, String alias, byte[] bytes)
      throws GeneralSecurityException {
    keys.setEntry(
        alias,
        new KeyStore.SecretKeyEntry(new SecretKeySpec(bytes, "AES")),
        new KeyStore.PasswordProtection(PASSWORD));
  }

  private static KeystoreSecrets secrets() {
    return new KeystoreSecrets(SecretRef.inline(PASSWORD));
  }

  private static AuthenticationFailedException refusal(KeystoreSecrets secrets, String key) {
    AuthenticationFailedException refused =
        catchThrowableOfType(
            AuthenticationFailedException.class, () -> secrets.resolve(key).close());
    assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(refused.remedy()).isPresent();
    assertThat(refused.details().toString()).doesNotContain("store-Passwort");
    Canary.assertAbsentFrom(refused);
    return refused;
  }

  @Test
  void anEntryIsFoundBehindTheLastHash() {
    Canary.assertHeldBy(secrets().resolve(store + "#db"));
  }

  @Test
  void anEntryMadeByKeytoolIsFound() throws IOException, InterruptedException {
    Path made = directory.resolve("made.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool,
                "-importpass",
                "-storetype",
                "PKCS12",
                "-alias",
                "db",
                "-keystore",
                made.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().write("importiert\nimportiert\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    try (Secret secret = secrets().resolve(made + "#db")) {
      assertThat(secret.chars()).isEqualTo("importiert".toCharArray());
    }
  }

  @Test
  void theStorePasswordComesFromTheDocumentedVariableByDefault() {
    AuthenticationFailedException refused = refusal(new KeystoreSecrets(), store + "#db");
    assertThat(refused).hasMessageContaining("env:GDS_KEYSTORE_PASSWORD is not set");
  }

  @Test
  void aWrongStorePasswordIsRefusedSayingWhereItWasLookedFor() {
    System.setProperty("gds.test.store", "falsch");
    try {
      AuthenticationFailedException refused =
          refusal(new KeystoreSecrets(SecretRef.of("property", "gds.test.store")), store + "#db");
      assertThat(refused).hasMessageContaining("could not be opened");
      assertThat(refused.remedy().orElseThrow()).contains("property:gds.test.store");
      assertThat(refused.details().toString()).doesNotContain("falsch");
    } finally {
      System.clearProperty("gds.test.store");
    }
  }

  @Test
  void whatIsNotThereOrNotAStoreIsRefused() throws IOException {
    assertThat(refusal(secrets(), store + "#other")).hasMessageContaining("is not in the store");
    assertThat(refusal(secrets(), store + "#binary")).hasMessageContaining("not text in UTF-8");
    assertThat(refusal(secrets(), directory + "/gone.p12#db"))
        .hasMessageContaining("does not exist");
    assertThat(refusal(secrets(), "no-alias")).hasMessageContaining("names no entry");
    assertThat(refusal(secrets(), "no-alias#")).hasMessageContaining("names no entry");
    assertThat(refusal(secrets(), "a\0b#db")).hasMessageContaining("not a path");
    Path text = Files.writeString(directory.resolve("text.p12"), "not a store");
    assertThat(refusal(secrets(), text + "#db")).hasMessageContaining("could not be opened");
    Path huge = directory.resolve("huge.p12");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(17L * 1024 * 1024);
    }
    assertThat(refusal(secrets(), huge + "#db")).hasMessageContaining("above 16 MiB");
  }

  @Test
  void aPrivateKeyIsNotASecretOfThisKind() throws Exception {
    Path made = directory.resolve("pair.p12");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=x",
                "-storetype",
                "PKCS12",
                "-alias",
                "pair",
                "-keystore",
                made.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    assertThat(refusal(secrets(), made + "#pair")).hasMessageContaining("is not a secret key");
  }

  @Test
  void theStoresOwnPasswordCannotLieInAStore() {
    SecretRef circular = SecretRef.of("keystore", "x#y");
    assertThatThrownBy(() -> new KeystoreSecrets(circular))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
