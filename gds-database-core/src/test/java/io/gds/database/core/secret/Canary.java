package io.gds.database.core.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.Secret;
import io.gds.database.error.DatabaseException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/** A secret that must be seen nowhere, and the ways to look for it. */
final class Canary {
  static final String TEXT = "c4nary-Geheim-🐤";

  private Canary() {}

  static char[] chars() {
    return TEXT.toCharArray();
  }

  static void assertHeldBy(Secret secret) {
    try (secret) {
      assertThat(secret.chars()).isEqualTo(chars());
      assertThat(secret.toString()).isEqualTo("<hidden>");
    }
  }

  /** Looks into every text of the exception, its causes and its suppressed ones. */
  static void assertAbsentFrom(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    if (thrown instanceof DatabaseException known) {
      text.append(known.toString()).append(known.details().toString());
    }
    for (String part : Arrays.asList(TEXT, "c4nary", "Geheim")) {
      assertThat(text.toString()).doesNotContain(part);
    }
  }
}
