package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SHOW USERS. Everybody sees themselves; others are listed to who made them or may make some, and
 * told of in full to who owns them or manages rights.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-users">SHOW USERS</a>
 */
final class ShowUsers implements SnowflakeVerb {
  private static final List<String> COLUMNS =
      List.of(
          "name text",
          "created_on timestamp_ltz(3)",
          "login_name text",
          "display_name text",
          "email text",
          "mins_to_unlock text",
          "days_to_expiry text",
          "comment text",
          "disabled text",
          "must_change_password text",
          "snowflake_lock text",
          "default_warehouse text",
          "default_namespace text",
          "default_role text",
          "owner text",
          "last_success_login timestamp_ltz(3)",
          "expires_at_time timestamp_ltz(3)",
          "locked_until_time timestamp_ltz(3)",
          "has_password text",
          "has_rsa_public_key text",
          "type text");

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("SHOW", "USERS");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("SHOW", "USERS");
    ShowFilter filter = new ShowFilter().like(statement).rest(statement);
    return filter.answer(
        COLUMNS,
        session.account().users().stream()
            .filter(user -> isListed(user, session))
            .sorted(Comparator.comparing(ModelObject::name))
            .map(user -> row(user, isTold(user, session)))
            .toList());
  }

  static boolean isListed(ModelUser user, ModelSession session) {
    return isTold(user, session) || session.may("CREATE USER");
  }

  static boolean isTold(ModelUser user, ModelSession session) {
    return user.name().equals(session.user()) || session.sees(user);
  }

  private static WireRow row(ModelUser user, boolean told) {
    return WireRow.of(
        user.name(),
        user.created().at(),
        told ? user.loginName() : null,
        told ? user.name() : null,
        of(user, "EMAIL", told),
        of(user, "MINS_TO_UNLOCK", told),
        of(user, "DAYS_TO_EXPIRY", told),
        told ? user.comment() : null,
        told ? String.valueOf(user.isDisabled()) : null,
        told ? user.property("MUST_CHANGE_PASSWORD").orElse("false") : null,
        told ? user.property("SNOWFLAKE_LOCK").orElse("false") : null,
        of(user, "DEFAULT_WAREHOUSE", told),
        of(user, "DEFAULT_NAMESPACE", told),
        of(user, "DEFAULT_ROLE", told),
        user.ownerName(),
        null,
        instant(user, UserVerb.EXPIRES, told),
        null,
        told ? String.valueOf(user.property("PASSWORD").isPresent()) : null,
        told ? String.valueOf(hasKey(user)) : null,
        of(user, "TYPE", told));
  }

  private static boolean hasKey(ModelUser user) {
    return user.property("RSA_PUBLIC_KEY").or(() -> user.property("RSA_PUBLIC_KEY_2")).isPresent();
  }

  private static @Nullable String of(ModelUser user, String property, boolean told) {
    return told ? user.property(property).orElse("") : null;
  }

  private static @Nullable Instant instant(ModelUser user, String property, boolean told) {
    Optional<String> text = told ? user.property(property) : Optional.empty();
    return text.map(Instant::parse).orElse(null);
  }
}
