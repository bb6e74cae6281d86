package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireRequest;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One statement's session, as long as the statement runs. */
final class ModelSession implements ModelCaller {
  /** What the first session of a client gets; smaller numbers are the server's own. */
  static final int FIRST = 50;

  private final ModelServer server;
  private final WireRequest request;

  ModelSession(ModelServer server, WireRequest request) {
    this.server = server;
    this.request = request;
  }

  ModelServer server() {
    return server;
  }

  /** The session's number. */
  int number() {
    return number(request.session());
  }

  /** The number of the session that a connection is. */
  static int number(long connection) {
    return (int) (FIRST + connection);
  }

  /** Whether the statement was sent by a call, such as one of sp_executesql. */
  boolean isCall() {
    return "rpc".equals(request.attributes().get("protocol"));
  }

  @Override
  public ModelCatalog catalog() {
    return server.catalog();
  }

  @Override
  public String database() {
    return request.database();
  }

  @Override
  public String login() {
    return request.user();
  }

  @Override
  public boolean hasRole(String serverRole) {
    return server.logins().hasRole(login(), serverRole);
  }

  @Override
  public boolean may(String permission) {
    return server.logins().may(login(), permission);
  }

  @Override
  public boolean mayUse(String database) {
    return hasRole("sysadmin")
        || (server.databases().isOpen(database) && server.users().mayUse(login(), database));
  }

  @Override
  public boolean mayIn(String database, String permission) {
    return may(permission)
        || (server.databases().number(database).isPresent()
            && server.users().may(login(), database, permission));
  }

  @Override
  public Optional<String> loginProperty(String login, String property) {
    return server.logins().property(login, property);
  }

  @Override
  public boolean loginHasRole(String login, String serverRole) {
    return server.logins().hasRole(login, serverRole);
  }

  /** Refuses who lacks a permission, with the server's own number. */
  void demand(String permission, int number, String message) {
    if (!may(permission)) {
      throw new ModelError(number, 14, message);
    }
  }

  /** Whether the session's login owns a database, or everything. */
  boolean owns(String name) {
    return hasRole("sysadmin")
        || server
            .catalog()
            .first(
                Integer.class,
                "SELECT 1 FROM sys.databases d JOIN sys.server_principals l ON l.sid = d.owner_sid"
                    + " WHERE d.name = ? AND l.name = ?",
                name,
                login())
            .isPresent();
  }

  /** Refuses who does not own a database, with what DBCC says to them. */
  void demandOwner(String name, String command) {
    if (!owns(name)) {
      throw new ModelError(
          7983,
          14,
          "User '"
              + login()
              + "' does not have permission to run DBCC "
              + command
              + " for database '"
              + name
              + "'.");
    }
  }

  @Override
  public @Nullable String databaseProperty(String name, String property) {
    if (server.databases().number(name).isEmpty() || !server.databases().isOpen(name)) {
      return null;
    }
    return switch (property) {
      case "LastGoodCheckDbTime" -> Timestamp.valueOf(server.integrity().lastGood(name)).toString();
      case "IsClone" -> server.clones().isClone(name) ? "1" : "0";
      case "IsVerifiedClone" -> server.clones().isVerified(name) ? "1" : "0";
      default -> throw new AssertionError("the model knows no property " + property);
    };
  }

  @Override
  public @Nullable String property(String name) {
    return server.property(name);
  }

  /** The functions without arguments. */
  Map<String, Object> globals() {
    return Map.of(
        "@@SPID",
        (short) number(),
        "@@SERVERNAME",
        server.name(),
        "@@VERSION",
        server.banner(),
        "@@TRANCOUNT",
        0);
  }

  @Override
  public Instant now() {
    return server.clock().instant();
  }

  @Override
  public ZoneId zone() {
    return server.zone();
  }
}
