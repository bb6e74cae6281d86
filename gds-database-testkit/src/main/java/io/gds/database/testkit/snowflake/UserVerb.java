package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * CREATE, ALTER, DROP and DESCRIBE USER. A key is answered by its fingerprint, a password by stars.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-user">CREATE USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/alter-user">ALTER USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/drop-user">DROP USER</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/desc-user">DESCRIBE USER</a>
 */
final class UserVerb implements SnowflakeVerb {
  private static final Set<String> TEXTS =
      Set.of(
          "PASSWORD",
          "LOGIN_NAME",
          "DISPLAY_NAME",
          "EMAIL",
          "COMMENT",
          "RSA_PUBLIC_KEY",
          "RSA_PUBLIC_KEY_2",
          "DEFAULT_NAMESPACE");

  private static final Set<String> NAMES = Set.of("DEFAULT_ROLE", "DEFAULT_WAREHOUSE");
  private static final Set<String> TRUTHS = Set.of("MUST_CHANGE_PASSWORD", "DISABLED");
  private static final Set<String> NUMBERS = Set.of("DAYS_TO_EXPIRY", "MINS_TO_UNLOCK");

  /** When somebody expires, as an instant. */
  static final String EXPIRES = "EXPIRES_AT_TIME";

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.at("CREATE", "USER")
        || statement.at("ALTER", "USER")
        || statement.at("DROP", "USER")
        || statement.at("DESC", "USER");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    String verb = statement.one("CREATE", "ALTER", "DROP", "DESC");
    String name = statement.demand("USER").name();
    return switch (verb) {
      case "CREATE" -> create(name, statement, session);
      case "ALTER" -> alter(owned(name, session), statement, session);
      case "DROP" -> drop(owned(name, session), statement, session);
      default -> describe(name, statement, session);
    };
  }

  private static WireAnswer create(String name, SnowflakeReader statement, ModelSession session) {
    session.demand("CREATE USER");
    demandFree(name, session);
    ModelUser user = new ModelUser(session.account(), name, session.role());
    set(user, statement);
    session.account().users().add(user);
    return SnowflakeVerb.done("User " + name + " successfully created.");
  }

  private static void demandFree(String name, ModelSession session) {
    if (session.account().user(name).isPresent()) {
      throw ModelError.exists(ModelName.of(name));
    }
  }

  private static ModelUser owned(String name, ModelSession session) {
    ModelUser user = found(name, session);
    session.demand("OWNERSHIP", user);
    return user;
  }

  private static ModelUser found(String name, ModelSession session) {
    return session
        .account()
        .user(name)
        .filter(user -> user.name().equals(session.user()) || ShowUsers.isListed(user, session))
        .orElseThrow(() -> ModelError.missing("User", ModelName.of(name)));
  }

  private static WireAnswer alter(ModelUser user, SnowflakeReader statement, ModelSession session) {
    if (statement.take("RENAME", "TO")) {
      String to = statement.name();
      statement.end();
      demandFree(to, session);
      user.properties().putIfAbsent("LOGIN_NAME", user.name());
      user.rename(to);
    } else if (statement.take("ABORT", "ALL", "QUERIES")) {
      statement.end();
    } else if (statement.take("UNSET")) {
      String property = statement.word().toUpperCase(Locale.ROOT);
      statement.end();
      user.properties().remove(property);
      if (property.equals("DAYS_TO_EXPIRY")) {
        user.properties().remove(EXPIRES);
      }
    } else {
      set(user, statement.demand("SET"));
    }
    return SnowflakeVerb.done("Statement executed successfully.");
  }

  private static void set(ModelUser user, SnowflakeReader statement) {
    while (!statement.ended()) {
      String property = statement.word().toUpperCase(Locale.ROOT);
      statement.demand("=");
      String value;
      if (NAMES.contains(property)) {
        value = statement.name();
      } else if (TEXTS.contains(property)) {
        value = statement.text();
      } else if (TRUTHS.contains(property)) {
        value = String.valueOf(statement.truth());
      } else if (NUMBERS.contains(property)) {
        value = String.valueOf(statement.number());
      } else if (property.equals("TYPE")) {
        value = statement.one("PERSON", "SERVICE", "LEGACY_SERVICE");
      } else {
        throw new AssertionError("the model knows no property " + property + " of users");
      }
      put(user, property, value);
    }
  }

  private static void put(ModelUser user, String property, String value) {
    if (property.equals("COMMENT")) {
      user.comment(value);
      return;
    }
    if (property.startsWith("RSA_PUBLIC_KEY")) {
      user.properties().put(property + "_FP", fingerprint(value));
    }
    if (property.equals("DAYS_TO_EXPIRY")) {
      user.properties()
          .put(
              EXPIRES,
              user.account().moment().at().plus(Duration.ofDays(Long.parseLong(value))).toString());
    }
    user.properties().put(property, value);
  }

  private static String fingerprint(String key) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(key.getBytes(StandardCharsets.US_ASCII));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(der);
      return "SHA256:" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    } catch (IllegalArgumentException e) {
      throw ModelError.invalid("390232", "22023", "New public key rejected by current policy.");
    }
  }

  private static WireAnswer drop(ModelUser user, SnowflakeReader statement, ModelSession session) {
    statement.end();
    if (user.name().equals(session.user())) {
      throw ModelError.invalid("003005", "42501", "Cannot drop the current user.");
    }
    session.account().users().remove(user);
    session.account().grants().all().removeIf(each -> each.to() == user || each.on() == user);
    return SnowflakeVerb.done(user.name() + " successfully dropped.");
  }

  private static WireAnswer describe(String name, SnowflakeReader statement, ModelSession session) {
    statement.end();
    ModelUser user = found(name, session);
    if (!ShowUsers.isTold(user, session)) {
      throw ModelError.denied("user", user.name());
    }
    Map<String, String> has = user.properties();
    List<WireRow> rows = new ArrayList<>();
    rows.add(row("NAME", Optional.of(user.name())));
    rows.add(row("COMMENT", Optional.of(user.comment()).filter(text -> !text.isEmpty())));
    rows.add(row("LOGIN_NAME", Optional.of(user.loginName())));
    rows.add(row("PASSWORD", Optional.ofNullable(has.get("PASSWORD")).map(text -> "********")));
    for (String each :
        List.of(
            "MUST_CHANGE_PASSWORD",
            "DISABLED",
            "DAYS_TO_EXPIRY",
            "DEFAULT_WAREHOUSE",
            "DEFAULT_NAMESPACE",
            "DEFAULT_ROLE",
            "RSA_PUBLIC_KEY_FP",
            "RSA_PUBLIC_KEY_2_FP")) {
      boolean key = each.startsWith("RSA");
      boolean there = !key || has.containsKey(each.substring(0, each.length() - 3));
      rows.add(row(each, Optional.ofNullable(there ? has.get(each) : null)));
    }
    return WireAnswer.rows("property text", "value text", "default text", "description text")
        .all(rows);
  }

  private static WireRow row(String property, Optional<String> value) {
    return WireRow.of(property, value.orElse("null"), "null", "What " + property + " is.");
  }
}
