package io.gds.database.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecretsTest {
  private static SecretResolver resolver(String provider, String secret) {
    return new SecretResolver() {
      @Override
      public String provider() {
        return provider;
      }

      @Override
      public Secret resolve(String key) {
        return Secret.copyOf((secret + key).toCharArray());
      }
    };
  }

  private static AuthenticationFailedException refusal(Secrets secrets, SecretRef ref) {
    return catchThrowableOfType(
        AuthenticationFailedException.class, () -> secrets.resolve(ref).close());
  }

  @Test
  void anInlineSecretIsItsOwnAnswer() {
    Canary.assertHeldBy(Secrets.builtIn().resolve(SecretRef.inline(Canary.chars())));
  }

  @Test
  void theBuiltInProvidersAreKnownByName() {
    assertThat(Secrets.builtIn().providers())
        .containsExactly("env", "file", "property", "keystore");
  }

  @Test
  void aCallersResolverIsAskedBeforeABuiltInOneOfTheSameName() {
    Secrets secrets = Secrets.of(List.of(resolver("env", "mine-"), resolver("env", "second-")));
    try (Secret secret = secrets.resolve(SecretRef.of("env", "PATH"))) {
      assertThat(secret.chars()).isEqualTo("mine-PATH".toCharArray());
    }
    assertThat(secrets.providers()).containsExactly("env", "file", "property", "keystore");
  }

  @Test
  void anUnknownProviderIsRefusedNamingTheKnownOnesButNotTheKey() {
    Secrets secrets = Secrets.of(List.of(resolver("vault", "")));
    AuthenticationFailedException refused =
        refusal(secrets, SecretRef.parse("volt:" + Canary.TEXT));
    assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(refused).hasMessageContaining("\"volt\"");
    assertThat(refused).hasMessageContaining("vault, env, file, property, keystore");
    assertThat(refused.remedy())
        .hasValueSatisfying(text -> assertThat(text).contains("SecretResolver"));
    Canary.assertAbsentFrom(refused);
  }

  @Test
  void memoryWithoutAStoreSaysHowToGiveOne() {
    AuthenticationFailedException refused =
        refusal(Secrets.builtIn(), SecretRef.of("memory", "db"));
    assertThat(refused.remedy())
        .hasValueSatisfying(text -> assertThat(text).contains("MemorySecrets"));
  }

  @Test
  void aFilledMemoryStoreIsUsed() {
    try (MemorySecrets memory = new MemorySecrets().put("db", Canary.chars())) {
      Canary.assertHeldBy(Secrets.of(List.of(memory)).resolve(SecretRef.of("memory", "db")));
    }
  }

  @Test
  void theWordsOfAFailingResolverAreWithheldSinceTheyMayQuoteTheSecret() {
    SecretResolver broken =
        new SecretResolver() {
          @Override
          public String provider() {
            return "vault";
          }

          @Override
          public Secret resolve(String key) {
            throw new IllegalStateException("bad reply: " + Canary.TEXT);
          }
        };
    AuthenticationFailedException refused =
        refusal(Secrets.of(List.of(broken)), SecretRef.of("vault", "db"));
    assertThat(refused.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(refused).hasMessageContaining("java.lang.IllegalStateException");
    assertThat(refused.target()).contains("vault:db");
    Canary.assertAbsentFrom(refused);
  }

  @Test
  void theRefusalOfAResolverComesThroughAsItIs() {
    AuthenticationFailedException refused =
        refusal(Secrets.builtIn(), SecretRef.of("property", "gds.test.never.set"));
    assertThat(refused).hasMessageContaining("property:gds.test.never.set is not set");
  }
}
