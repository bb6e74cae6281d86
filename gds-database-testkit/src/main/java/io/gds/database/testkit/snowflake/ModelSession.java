package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who asks, with which role, and where: for one statement. */
final class ModelSession {
  private final ModelAccount account;
  private final WireRequest request;
  private final Set<ModelObject> roles;

  ModelSession(ModelAccount account, WireRequest request) {
    this.account = account;
    this.request = request;
    List<ModelObject> active = new ArrayList<>();
    account.role(roleName()).ifPresent(active::add);
    if (secondaryRoles()) {
      account
          .user(user())
          .ifPresent(
              user ->
                  account.grants().to(user).stream()
                      .filter(grant -> grant.on() instanceof ModelRole)
                      .forEach(grant -> active.add(grant.on())));
    }
    roles = account.grants().withInherited(active);
  }

  ModelAccount account() {
    return account;
  }

  WireRequest request() {
    return request;
  }

  /** The number of the statement in the history. */
  String queryId() {
    return request.attributes().getOrDefault("query", "");
  }

  String tag() {
    return request.attributes().getOrDefault("tag", "");
  }

  String user() {
    return request.user().toUpperCase(Locale.ROOT);
  }

  private String property(String name) {
    return account.user(user()).flatMap(user -> user.property(name)).orElse("");
  }

  private String attribute(String name, String fallback) {
    String value = request.attributes().getOrDefault(name, "");
    return value.isEmpty() ? fallback : value;
  }

  /** The name of the primary role: the user's default if the session says nothing. */
  String roleName() {
    String fallback = property("DEFAULT_ROLE");
    return attribute("role", fallback.isEmpty() ? "PUBLIC" : fallback);
  }

  String warehouseName() {
    return attribute("warehouse", property("DEFAULT_WAREHOUSE"));
  }

  String databaseName() {
    return attribute("database", request.database());
  }

  String schemaName() {
    return attribute("schema", "");
  }

  private boolean secondaryRoles() {
    return attribute("secondaryRoles", "").equalsIgnoreCase("ALL");
  }

  /** The primary role. */
  ModelRole role() {
    return account.role(roleName()).orElseThrow(() -> ModelError.missing("Role", roleName()));
  }

  /** The roles whose rights it has. */
  Set<ModelObject> roles() {
    return roles;
  }

  /** Whether it has a role, by inheritance or not. */
  boolean has(String role) {
    return roles.stream().anyMatch(each -> each.name().equals(role) && each instanceof ModelRole);
  }

  boolean owns(ModelObject object) {
    return object.owner().filter(roles::contains).isPresent();
  }

  /** Whether it has this right on something, or owns it. */
  boolean may(String privilege, ModelObject on) {
    return owns(on)
        || account.grants().on(on).stream()
            .anyMatch(
                grant ->
                    roles.contains(grant.to())
                        && (grant.privilege().equals(privilege)
                            || grant.privilege().equals("ALL")));
  }

  /** Whether it has this right on the account. */
  boolean may(String privilege) {
    return may(privilege, account.root());
  }

  /** Whether it knows that something is there: any right on it will do. */
  boolean sees(ModelObject object) {
    return owns(object)
        || may("MANAGE GRANTS")
        || account.grants().on(object).stream().anyMatch(grant -> roles.contains(grant.to()));
  }

  /**
   * Looks for a right.
   *
   * @throws ModelError 003001 if it is missing
   */
  void demand(String privilege, ModelObject on) {
    boolean allowed = privilege.equals("OWNERSHIP") ? owns(on) : may(privilege, on);
    if (!allowed) {
      throw ModelError.denied(
          on.kind().toLowerCase(Locale.ROOT).replace('_', ' '), on.fullName().last());
    }
  }

  /** The same on the account. */
  void demand(String privilege) {
    if (!may(privilege)) {
      throw ModelError.denied("account", account.locator());
    }
  }

  /**
   * A database that is there and that it sees.
   *
   * @throws ModelError 002003 else
   */
  ModelDatabase database(String name) {
    return account
        .databases()
        .find(name)
        .filter(this::sees)
        .orElseThrow(() -> ModelError.missing("Database", ModelName.of(name)));
  }

  /** The database that a name is in: the session's if it says none. */
  ModelDatabase databaseOf(ModelName name, int fromEnd) {
    if (name.has(fromEnd)) {
      return database(name.part(fromEnd));
    }
    if (databaseName().isEmpty()) {
      throw ModelError.invalid(
          "090105",
          "22000",
          "Cannot perform operation. This session does not have a current database. Call 'USE"
              + " DATABASE', or use a qualified name.");
    }
    return database(databaseName());
  }

  /**
   * A schema that is there and that it sees.
   *
   * @throws ModelError 002003 else
   */
  ModelSchema schema(ModelName name) {
    ModelDatabase database = databaseOf(name, 1);
    return database
        .schema(name.last())
        .filter(this::sees)
        .orElseThrow(
            () -> ModelError.missing("Schema", ModelName.of(database.name(), name.last())));
  }

  /** The schema that a name is in: the session's, or PUBLIC, if it says none. */
  ModelSchema schemaOf(ModelName name) {
    if (name.has(2)) {
      return schema(ModelName.of(name.part(2), name.part(1)));
    }
    String database = databaseOf(name, 2).name();
    String schema = name.has(1) ? name.part(1) : schemaName().isEmpty() ? "PUBLIC" : schemaName();
    return schema(ModelName.of(database, schema));
  }

  /**
   * A table or view that is there and that it sees.
   *
   * @throws ModelError 002003 else
   */
  ModelTable table(ModelName name) {
    return tableIfSeen(name).orElseThrow(() -> ModelError.missing("Object", name));
  }

  Optional<ModelTable> tableIfSeen(ModelName name) {
    return schemaOf(name).table(name.last()).filter(this::sees);
  }

  /**
   * Looks for a warehouse that works, and starts one that starts by itself.
   *
   * @throws ModelError 000606 if there is none
   */
  ModelWarehouse demandWarehouse() {
    ModelWarehouse warehouse =
        account
            .warehouse(warehouseName())
            .filter(each -> may("USAGE", each))
            .orElseThrow(ModelError::noWarehouse);
    if (!warehouse.isStarted() && !warehouse.autoResume()) {
      throw new ModelError(
          "000606",
          "57P03",
          "No active warehouse selected in the current session.  Select an active warehouse with"
              + " the 'use warehouse' command.\n");
    }
    warehouse.started(true);
    return warehouse;
  }
}
