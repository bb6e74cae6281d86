package io.gds.database.snowflake;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.Reconciler;
import io.gds.database.core.StepBody;
import io.gds.database.core.StepContext;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.spi.EngineEnvironment;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A statement with a password in it, which is fetched when it is sent and not before. What is shown
 * has a placeholder there. That the way to the server is encrypted, or does not leave this machine,
 * was seen to when the connection was made. Run once. Thread-safe.
 */
final class SnowflakeSecretRun implements StepBody, Reconciler {
  private static final String HIDDEN = "'<hidden>'";

  private final SnowflakeContext context;
  private final SecretRef password;
  private final UnaryOperator<String> statement;
  private final @Nullable BooleanSupplier seen;
  private volatile @Nullable SnowflakeRun sent;

  /**
   * A statement.
   *
   * @param statement the text, given what stands in the password's place
   * @param seen whether it shows that it was done, if it does
   */
  SnowflakeSecretRun(
      SnowflakeContext context,
      SecretRef password,
      UnaryOperator<String> statement,
      @Nullable BooleanSupplier seen) {
    this.context = context;
    this.password = password;
    this.statement = statement;
    this.seen = seen;
  }

  String text() {
    return statement.apply(HIDDEN);
  }

  @Override
  public void run(StepContext step) {
    String sql = statement.apply(literal());
    SnowflakeRun run = context.gateway().prepare(sql, text());
    BooleanSupplier effect = seen;
    SnowflakeRun known = effect == null ? run : run.seen(effect);
    sent = known;
    known.run(step);
  }

  @Override
  public Finding look() {
    SnowflakeRun run = sent;
    return run == null ? Finding.NOT_DONE : run.look();
  }

  private String literal() {
    EngineEnvironment environment = context.runner().environment();
    try (Secret secret = Secrets.of(environment.secretResolvers()).resolve(password)) {
      char[] chars = secret.chars();
      try {
        String text = new String(chars);
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
          throw ErrorDetails.of(
                  ErrorCode.INVALID_OPTIONS, "the password is empty, or has a NUL in it")
              .platform(context.runner().platform().id())
              .target("password")
              .remedy("Give another password.")
              .toException();
        }
        return SnowflakeSql.literal(text);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }
}
