package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CredentialsTest {
  private static final SecretRef KEY = SecretRef.of("file", "/run/key.pem");
  private static final SecretRef PASSPHRASE = SecretRef.of("env", "PASSPHRASE");

  @Test
  void withoutCredentialsThereIsNothingToTell() {
    assertThat(Credentials.none().authType()).isEqualTo(AuthType.NONE);
    assertThat(Credentials.none().username()).isEmpty();
    assertThat(Credentials.none().secret()).isEmpty();
    assertThat(Credentials.none().passphrase()).isEmpty();
    assertThat(Credentials.none()).hasToString("NONE");
  }

  @Test
  void everyPartCanBeGiven() {
    Credentials credentials = Credentials.keyPair("app", KEY).withPassphrase(PASSPHRASE);

    assertThat(credentials.authType()).isEqualTo(AuthType.KEYPAIR);
    assertThat(credentials.username()).contains("app");
    assertThat(credentials.secret()).contains(KEY);
    assertThat(credentials.passphrase()).contains(PASSPHRASE);
    assertThat(credentials).hasToString("KEYPAIR app <hidden>");
  }

  @Test
  void kindsThatNeedNoSecretNeedNone() {
    assertThat(Credentials.of(AuthType.INTEGRATED)).hasToString("INTEGRATED");
    assertThat(Credentials.of(AuthType.NONE, "app")).hasToString("NONE app");
    assertThat(Credentials.of(AuthType.NONE, "app").secret()).isEmpty();
  }

  @Test
  void credentialsAreEqualByAllTheirParts() {
    Credentials credentials = Credentials.password("app", KEY);

    assertThat(credentials)
        .isEqualTo(Credentials.of(AuthType.PASSWORD, "app", KEY))
        .hasSameHashCodeAs(Credentials.of(AuthType.PASSWORD, "app", KEY))
        .isNotEqualTo(Credentials.of(AuthType.TOKEN, "app", KEY))
        .isNotEqualTo(Credentials.password("other", KEY))
        .isNotEqualTo(Credentials.password("app", PASSPHRASE))
        .isNotEqualTo(credentials.withPassphrase(PASSPHRASE))
        .isNotEqualTo("PASSWORD app");
  }

  @Test
  void whatMustBeGivenMustBeGiven() {
    assertThatThrownBy(() -> Credentials.password("app", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("secret");
    assertThatThrownBy(() -> Credentials.password(null, KEY))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("username");
  }
}
