package io.gds.database.testkit.snowflake;

import java.util.List;
import java.util.Optional;

/**
 * Users, roles and rights of a {@link SnowflakeModel}: what befalls them without a statement of the
 * client's. Names are exact. What is not there is an {@link IllegalArgumentException}. Thread-safe.
 */
public final class SnowflakeAccess {
  private final SnowflakeModel model;
  private final ModelAccount account;

  SnowflakeAccess(SnowflakeModel model, ModelAccount account) {
    this.model = model;
    this.account = account;
  }

  /** Adds a role, which USERADMIN owns. */
  public SnowflakeAccess role(String name) {
    synchronized (model) {
      account.roles().add(new ModelRole(account, name, found("USERADMIN")));
      return this;
    }
  }

  /** Adds a user whose default role is one that they are given, and who has the warehouse. */
  public SnowflakeAccess user(String name, String defaultRole) {
    synchronized (model) {
      ModelRole role = found(defaultRole);
      ModelUser user = new ModelUser(account, name, found("USERADMIN"));
      user.properties().put("DEFAULT_ROLE", defaultRole);
      user.properties().put("DEFAULT_WAREHOUSE", "COMPUTE_WH");
      account.users().add(user);
      account.grants().grant("USAGE", role, user, false, Optional.empty());
      return this;
    }
  }

  /** Gives a user a password to log in with. */
  public SnowflakeAccess password(String user, String password) {
    synchronized (model) {
      account
          .user(user)
          .orElseThrow(() -> new IllegalArgumentException("no such user: " + user))
          .properties()
          .put("PASSWORD", password);
      return this;
    }
  }

  /** Gives a role to another role, which then has its rights. */
  public SnowflakeAccess enroll(String role, String into) {
    synchronized (model) {
      account.grants().grant("USAGE", found(role), found(into), false, Optional.empty());
      return this;
    }
  }

  /** Gives a right on the account, such as {@code CREATE DATABASE}. */
  public SnowflakeAccess grant(String privilege, String role) {
    synchronized (model) {
      account.grants().grant(privilege, account.root(), found(role), false, Optional.empty());
      return this;
    }
  }

  /**
   * Gives a right on something.
   *
   * @param kind DATABASE, SCHEMA, TABLE, VIEW or WAREHOUSE
   * @param name its name, with what it lies in, each in quotes where it needs them
   */
  public SnowflakeAccess grant(String privilege, String kind, String name, String role) {
    synchronized (model) {
      account.grants().grant(privilege, object(kind, name), found(role), false, Optional.empty());
      return this;
    }
  }

  /** Takes such a right back. */
  public SnowflakeAccess revoke(String privilege, String kind, String name, String role) {
    synchronized (model) {
      account.grants().revoke(privilege, object(kind, name), found(role));
      return this;
    }
  }

  /** Gives something to another owner. */
  public SnowflakeAccess owner(String kind, String name, String role) {
    synchronized (model) {
      object(kind, name).owner(found(role));
      return this;
    }
  }

  private ModelObject object(String kind, String named) {
    ModelName name = new SnowflakeReader(SnowflakeLexer.tokens(named), List.of()).qualified();
    return ModelFinder.find(account, kind, name)
        .orElseThrow(() -> new IllegalArgumentException("no such " + kind + ": " + named));
  }

  private ModelRole found(String name) {
    return account
        .role(name)
        .orElseThrow(() -> new IllegalArgumentException("no such role: " + name));
  }
}
