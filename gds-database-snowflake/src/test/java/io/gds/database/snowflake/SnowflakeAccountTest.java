package io.gds.database.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.CreateOptions;
import io.gds.database.DropOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.manager.DatabaseManager;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the model cannot prove: that a real account agrees. Runs where {@code
 * GDS_TEST_SNOWFLAKE_URL} names one, such as {@code
 * snowflake://user@org-account/?warehouse=W&role=R}, and a secret is found: a private key in {@code
 * GDS_TEST_SNOWFLAKE_PRIVATE_KEY} (with {@code GDS_TEST_SNOWFLAKE_PASSPHRASE}), or what {@code
 * GDS_TEST_SNOWFLAKE_AUTH} (OAUTH, TOKEN, PASSWORD) says in {@code GDS_TEST_SNOWFLAKE_SECRET}. The
 * role needs CREATE DATABASE. Skipped as a whole, with the reason, otherwise.
 */
class SnowflakeAccountTest {
  private static final String URL = "GDS_TEST_SNOWFLAKE_URL";
  private static final String KEY = "GDS_TEST_SNOWFLAKE_PRIVATE_KEY";
  private static final String PASSPHRASE = "GDS_TEST_SNOWFLAKE_PASSPHRASE";
  private static final String SECRET = "GDS_TEST_SNOWFLAKE_SECRET";
  private static final String AUTH = "GDS_TEST_SNOWFLAKE_AUTH";

  private static Optional<DatabaseManager> manager = Optional.empty();
  private static Optional<SnowflakeEngine> engine = Optional.empty();

  @BeforeAll
  static void open() {
    Optional<String> url = variable(URL);
    assumeTrue(url.isPresent(), () -> "no account: " + URL + " is not set");
    boolean proof = variable(KEY).isPresent() || variable(SECRET).isPresent();
    assumeTrue(
        proof, () -> "no proof of who logs in: neither " + KEY + " nor " + SECRET + " is set");
    ConnectionInfo named = SnowflakeUrlGrammar.parse(url.orElseThrow()).orElseThrow();
    manager = Optional.of(DatabaseManager.of(new SnowflakeProvider()));
    engine =
        Optional.of(
            manager
                .orElseThrow()
                .open(
                    named.toBuilder().credentials(credentials(named)).build(),
                    SnowflakeEngine.class));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  private static Credentials credentials(ConnectionInfo named) {
    String user = named.credentials().username().orElse("");
    if (variable(KEY).isPresent()) {
      Credentials key = Credentials.keyPair(user, SecretRef.of("env", KEY));
      return variable(PASSPHRASE).isPresent()
          ? key.withPassphrase(SecretRef.of("env", PASSPHRASE))
          : key;
    }
    AuthType type =
        variable(AUTH)
            .map(word -> AuthType.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(AuthType.TOKEN);
    return Credentials.of(type, user, SecretRef.of("env", SECRET));
  }

  @AfterAll
  static void close() {
    manager.ifPresent(DatabaseManager::close);
  }

  @Test
  void anAccountTellsWhatItIsAndWhatTimeItHas() {
    SnowflakeEngineMetadata metadata = engine.orElseThrow().metadata();

    assertThat(metadata.accountLocator()).isNotBlank();
    assertThat(metadata.edition().isPresent())
        .isNotEqualTo(metadata.editionUnreadable().isPresent());
    assertThat(Duration.between(engine.orElseThrow().serverTime(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(5));
  }

  @Test
  void aDatabaseOfAHostileNameIsMadeListedDroppedAndGotBack() {
    String name = "gds \"q\" '%_\\ é " + UUID.randomUUID().toString().substring(0, 8);
    SnowflakeDatabase database = engine.orElseThrow().database(name);
    try {
      database.create(
          CreateOptions.builder()
              .option(SnowflakeCreate.TRANSIENT, true)
              .option(SnowflakeCreate.COMMENT, "a trial, 'quoted' \\ and all")
              .build());
      assertThat(database.metadata().comment()).contains("a trial, 'quoted' \\ and all");
      assertThat(engine.orElseThrow().databases())
          .extracting(SnowflakeDatabase::name)
          .contains(name);
      database.drop(DropOptions.defaults());
      assertThat(database.exists()).isFalse();
      database.undrop(SnowflakeUndropOptions.defaults());
      assertThat(database.exists()).isTrue();
    } finally {
      database.drop(DropOptions.builder().ifExists(true).build());
    }
  }
}
