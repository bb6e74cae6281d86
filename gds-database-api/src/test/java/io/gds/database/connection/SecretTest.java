package io.gds.database.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static char[] canary() {
    return "c4nary".toCharArray();
  }

  @Test
  void aSecretKeepsItsOwnCharactersUntilClosed() {
    char[] given = canary();
    Secret secret = Secret.copyOf(given);
    Arrays.fill(given, 'x');
    Arrays.fill(secret.chars(), 'y');

    assertThat(secret.chars()).isEqualTo(canary());

    secret.close();
    secret.close();

    assertThatThrownBy(secret::chars)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the secret has been wiped");
  }

  @Test
  void closingWipesTheCharactersThemselves() throws Exception {
    Secret secret = Secret.copyOf(canary());
    var field = Secret.class.getDeclaredField("chars");
    field.setAccessible(true);
    char[] held = (char[]) field.get(secret);

    secret.close();

    assertThat(held).hasSize(6).containsOnly('\0');
  }

  @Test
  void aSecretNeverPrints() {
    assertThat(Secret.copyOf(canary())).hasToString("<hidden>");
    assertThat(SecretRef.inline(canary())).hasToString("<hidden>");
    assertThat(Credentials.password("app", SecretRef.inline(canary())))
        .hasToString("PASSWORD app <hidden>");
  }

  @Test
  void aReferenceSaysWhereTheSecretIs() {
    SecretRef ref = SecretRef.parse("file:/run/secrets/db:1");

    assertThat(ref.provider()).isEqualTo("file");
    assertThat(ref.key()).isEqualTo("/run/secrets/db:1");
    assertThat(ref.inlineSecret()).isEmpty();
    assertThat(ref).hasToString("file:/run/secrets/db:1");
  }

  @Test
  void referencesAreEqualByWhereTheyPoint() {
    assertThat(SecretRef.of("env", "DB_PASSWORD"))
        .isEqualTo(SecretRef.parse("env:DB_PASSWORD"))
        .hasSameHashCodeAs(SecretRef.parse("env:DB_PASSWORD"))
        .isNotEqualTo(SecretRef.of("env", "OTHER"))
        .isNotEqualTo(SecretRef.of("file", "DB_PASSWORD"))
        .isNotEqualTo(SecretRef.inline(canary()))
        .isNotEqualTo("env:DB_PASSWORD");
  }

  @Test
  void inlineSecretsAreEqualOnlyToThemselvesSoThatComparingTellsNothing() {
    SecretRef inline = SecretRef.inline(canary());

    assertThat(inline.equals((Object) inline)).isTrue();
    assertThat(inline)
        .isNotEqualTo(SecretRef.inline(canary()))
        .isNotEqualTo(SecretRef.of("env", "X"));
    assertThat(inline.hashCode()).isEqualTo(System.identityHashCode(inline));
  }

  @Test
  void anInlineReferenceGivesAFreshSecretEachTime() {
    SecretRef inline = SecretRef.inline(canary());
    try (Secret first = inline.inlineSecret().orElseThrow()) {
      assertThat(first.chars()).isEqualTo(canary());
    }

    assertThat(inline.provider()).isEqualTo(SecretRef.INLINE);
    assertThat(inline.key()).isEmpty();
    assertThat(inline.inlineSecret().orElseThrow().chars()).isEqualTo(canary());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"c4nary", ":c4nary", "", ":", "env:", "env: ", " :c4nary", "inline:c4nary"})
  void textOfAnotherFormIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> SecretRef.parse(text))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("provider:key")
        .hasMessageNotContaining("c4nary")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("c4nary"));
  }
}
