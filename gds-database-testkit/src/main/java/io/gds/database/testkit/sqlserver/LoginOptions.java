package io.gds.database.testkit.sqlserver;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stands behind WITH where a login is created or changed. */
final class LoginOptions {
  static final String DENIED = "User does not have permission to perform this action.";

  private final TsqlReader statement;
  private final ModelSession session;
  private final ModelLogins logins;
  private @Nullable String password;
  private byte @Nullable [] hashed;
  private byte @Nullable [] sid;
  private @Nullable String newName;
  private @Nullable String database;
  private @Nullable String language;
  private @Nullable Boolean policy;
  private @Nullable Boolean expiration;
  private boolean mustChange;
  private boolean unlock;

  LoginOptions(TsqlReader statement, ModelSession session) {
    this.statement = statement;
    this.session = session;
    this.logins = session.server().logins();
  }

  void readBehindWith() {
    if (statement.take("WITH")) {
      do {
        read();
      } while (statement.take(","));
    }
  }

  private void read() {
    String option =
        statement.one(
            "PASSWORD",
            "SID",
            "NAME",
            "DEFAULT_DATABASE",
            "DEFAULT_LANGUAGE",
            "CHECK_POLICY",
            "CHECK_EXPIRATION");
    statement.demand("=");
    switch (option) {
      case "PASSWORD" -> readPassword();
      case "SID" -> sid = (byte[]) statement.value();
      case "NAME" -> newName = statement.name();
      case "DEFAULT_DATABASE" -> database = statement.name();
      case "DEFAULT_LANGUAGE" -> language = statement.name();
      case "CHECK_POLICY" -> policy = statement.one("ON", "OFF").equals("ON");
      default -> expiration = statement.one("ON", "OFF").equals("ON");
    }
  }

  private void readPassword() {
    Object value = statement.value();
    if (value instanceof byte[] bytes) {
      statement.demand("HASHED");
      hashed = bytes;
    } else {
      password = (String) value;
    }
    while (statement.at("MUST_CHANGE") || statement.at("UNLOCK")) {
      mustChange |= statement.take("MUST_CHANGE");
      unlock |= statement.take("UNLOCK");
    }
  }

  byte @Nullable [] sid() {
    return sid;
  }

  boolean mustChange() {
    return mustChange;
  }

  /** The hash to keep. */
  Optional<byte[]> hash() {
    String clear = password;
    return clear == null ? Optional.ofNullable(hashed) : Optional.of(ModelPasswords.hash(clear));
  }

  /** Refuses a password, and a combination, that the server does not take. */
  void demandPassword(String name) {
    demandFit(!Boolean.FALSE.equals(policy), Boolean.TRUE.equals(expiration));
    String clear = password;
    if (clear == null && hashed == null) {
      throw statement.wrong();
    }
    if (clear != null && !Boolean.FALSE.equals(policy)) {
      ModelPasswords.demandStrong(name, clear);
    }
    byte[] given = sid;
    if (given != null && given.length != 16) {
      throw new ModelError(15419, 16, "Supplied parameter sid should be binary(16).");
    }
  }

  private void demandFit(boolean checksPolicy, boolean checksExpiration) {
    if (checksExpiration && !checksPolicy) {
      throw new ModelError(
          15122, 16, "The CHECK_EXPIRATION option cannot be used when CHECK_POLICY is OFF.");
    }
    if (mustChange && !checksExpiration) {
      throw new ModelError(
          15099, 16, "The MUST_CHANGE option cannot be used when CHECK_EXPIRATION is OFF.");
    }
  }

  /** Sets all but the password. */
  void apply(String name) {
    String home = database;
    if (home != null) {
      if (session.server().databases().number(home).isEmpty()) {
        throw new ModelError(
            15010, 16, "The database '" + home + "' does not exist. Supply a valid database name.");
      }
      logins.set(name, "default_database_name", home);
    }
    if (language != null) {
      logins.set(name, "default_language_name", language);
    }
    if (policy != null) {
      logins.setOfPassword(name, "is_policy_checked", policy);
    }
    if (Boolean.FALSE.equals(policy)) {
      logins.setOfPassword(name, "is_expiration_checked", false);
      logins.lock(name, false);
    }
    if (expiration != null) {
      logins.setOfPassword(name, "is_expiration_checked", expiration);
    }
  }

  /** ALTER LOGIN. */
  void change(String name) {
    boolean others =
        newName != null
            || policy != null
            || expiration != null
            || password != null
            || hashed != null;
    if (others && !session.may("ALTER ANY LOGIN")) {
      throw LoginVerb.missing("alter", "login", name);
    }
    boolean checks =
        policy != null
            ? policy
            : logins.ofPassword(Boolean.class, name, "is_policy_checked").orElse(false);
    boolean expires =
        checks
            && (expiration != null
                ? expiration
                : logins.ofPassword(Boolean.class, name, "is_expiration_checked").orElse(false));
    demandFit(checks, expiration != null ? expiration : expires);
    String clear = password;
    if (clear != null && checks) {
      ModelPasswords.demandStrong(name, clear);
    }
    hash().ifPresent(hash -> change(name, hash, checks, expires));
    apply(name);
    String to = newName;
    if (to != null) {
      logins.rename(name, to);
    }
  }

  private void change(String name, byte[] hash, boolean checks, boolean expires) {
    boolean locked = logins.property(name, "IsLocked").filter("1"::equals).isPresent();
    if (logins.principals().type(name).filter("S"::equals).isEmpty()) {
      throw new ModelError(15151, 16, "Cannot alter the password of the login '" + name + "'.");
    }
    logins.withPassword(name, hash, checks, expires, mustChange);
    logins.lock(name, locked && !unlock);
  }
}
