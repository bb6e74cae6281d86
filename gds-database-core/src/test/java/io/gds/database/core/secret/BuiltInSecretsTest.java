package io.gds.database.core.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.connection.Secret;
import io.gds.database.error.AuthenticationFailedException;
import io.gds.database.error.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BuiltInSecretsTest {
  @Test
  void anEnvironmentVariableIsASecret() {
    Canary.assertHeldBy(new EnvironmentSecrets(Map.of("DB", Canary.TEXT)::get).resolve("DB"));
  }

  @Test
  void theEnvironmentOfThisProcessIsTheOneThatIsRead() {
    try (Secret path = new EnvironmentSecrets().resolve("PATH")) {
      assertThat(path.chars()).isEqualTo(System.getenv("PATH").toCharArray());
    }
  }

  @Test
  void aMissingAndAnEmptyVariableAreToldApart() {
    EnvironmentSecrets secrets = new EnvironmentSecrets(Map.of("EMPTY", "")::get);
    assertThatThrownBy(() -> secrets.resolve("GONE"))
        .isInstanceOf(AuthenticationFailedException.class)
        .hasMessage("the secret env:GONE is not set");
    assertThatThrownBy(() -> secrets.resolve("EMPTY")).hasMessageContaining("set but empty");
  }

  @Test
  void aSystemPropertyIsASecret() {
    System.setProperty("gds.test.secret", Canary.TEXT);
    System.setProperty("gds.test.empty", "");
    try {
      Canary.assertHeldBy(new PropertySecrets().resolve("gds.test.secret"));
      assertThatThrownBy(() -> new PropertySecrets().resolve("gds.test.empty"))
          .hasMessageContaining("set but empty");
    } finally {
      System.clearProperty("gds.test.secret");
      System.clearProperty("gds.test.empty");
    }
    assertThatThrownBy(() -> new PropertySecrets().resolve("gds.test.secret"))
        .hasMessageContaining("is not set");
  }

  @Test
  void memoryKeepsItsOwnCopyAndGivesOneEachTime() {
    char[] given = Canary.chars();
    try (MemorySecrets memory = new MemorySecrets().put("db", given)) {
      Arrays.fill(given, 'x');
      Canary.assertHeldBy(memory.resolve("db"));
      Canary.assertHeldBy(memory.resolve("db"));
      assertThat(memory.toString()).isEqualTo("memory (1 secrets)");
      memory.put("db", "other".toCharArray());
      try (Secret other = memory.resolve("db")) {
        assertThat(other.chars()).isEqualTo("other".toCharArray());
      }
    }
  }

  @Test
  void memoryForgetsWhatIsRemovedAndEverythingOnClose() {
    MemorySecrets memory = new MemorySecrets().put("a", Canary.chars()).put("b", Canary.chars());
    memory.remove("a");
    memory.remove("never there");
    assertThatThrownBy(() -> memory.resolve("a")).hasMessageContaining("was never put in");
    memory.close();
    memory.close();
    AuthenticationFailedException wiped =
        catchThrowableOfType(AuthenticationFailedException.class, () -> memory.resolve("b"));
    assertThat(wiped.code()).isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
    assertThat(wiped).hasMessageContaining("was wiped");
    Canary.assertAbsentFrom(wiped);
    char[] late = Canary.chars();
    assertThatThrownBy(() -> memory.put("c", late)).isInstanceOf(IllegalStateException.class);
  }
}
