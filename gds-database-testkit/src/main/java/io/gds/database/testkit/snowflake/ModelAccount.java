package io.gds.database.testkit.snowflake;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** All that an account has. Used by one thread at a time. */
final class ModelAccount {
  private final String organization;
  private final String name;
  private final String locator;
  private final String region;
  private final SnowflakeEdition edition;
  private final Clock clock;
  private final ModelGrants grants = new ModelGrants(this);
  private final ModelDatabases databases = new ModelDatabases(this);
  private final ModelQueries queries = new ModelQueries();
  private final List<ModelRole> roles = new ArrayList<>();
  private final List<ModelUser> users = new ArrayList<>();
  private final List<ModelWarehouse> warehouses = new ArrayList<>();
  private final Map<String, String> parameters = new LinkedHashMap<>();
  private final Map<Long, Map<String, String>> sessions = new LinkedHashMap<>();
  private final Map<Class<?>, Object> more = new LinkedHashMap<>();
  private final ModelCatalog catalog = new ModelCatalog();
  private final ModelRoot root;
  private long lastId;
  private long ticket;

  ModelAccount(
      String organization,
      String name,
      String locator,
      String region,
      SnowflakeEdition edition,
      Clock clock) {
    this.organization = organization;
    this.name = name;
    this.locator = locator;
    this.region = region;
    this.edition = edition;
    this.clock = clock;
    root = new ModelRoot(this);
    ModelSystemRoles.addTo(this);
  }

  String organization() {
    return organization;
  }

  String name() {
    return name;
  }

  String locator() {
    return locator;
  }

  /** Such as AWS_EU_CENTRAL_1. */
  String region() {
    return region;
  }

  SnowflakeEdition edition() {
    return edition;
  }

  Clock clock() {
    return clock;
  }

  /** The present moment, of the statement that is carried out. */
  ModelMoment moment() {
    return new ModelMoment(clock.instant(), ticket);
  }

  /** Begins a statement. */
  ModelMoment next() {
    ticket++;
    return moment();
  }

  long nextId() {
    return ++lastId;
  }

  /** The account, as what rights such as CREATE DATABASE are on. */
  ModelRoot root() {
    return root;
  }

  /** What works queries out. */
  ModelCatalog catalog() {
    return catalog;
  }

  ModelGrants grants() {
    return grants;
  }

  ModelDatabases databases() {
    return databases;
  }

  ModelQueries queries() {
    return queries;
  }

  List<ModelRole> roles() {
    return roles;
  }

  Optional<ModelRole> role(String role) {
    return roles.stream()
        .filter(each -> each.database().isEmpty() && each.name().equals(role))
        .findFirst();
  }

  List<ModelUser> users() {
    return users;
  }

  Optional<ModelUser> user(String user) {
    return users.stream().filter(each -> each.name().equals(user)).findFirst();
  }

  List<ModelWarehouse> warehouses() {
    return warehouses;
  }

  Optional<ModelWarehouse> warehouse(String warehouse) {
    return warehouses.stream().filter(each -> each.name().equals(warehouse)).findFirst();
  }

  /** Parameters that are set on the account. */
  Map<String, String> parameters() {
    return parameters;
  }

  /** Parameters that are set in a session. */
  Map<String, String> sessionParameters(long session) {
    return sessions.computeIfAbsent(session, any -> new LinkedHashMap<>());
  }

  /** Days of history that what says nothing of it keeps. */
  int retention() {
    return Integer.parseInt(parameters.getOrDefault("DATA_RETENTION_TIME_IN_DAYS", "1"));
  }

  /** Days of history that everything keeps at least. */
  int leastRetention() {
    return Integer.parseInt(parameters.getOrDefault("MIN_DATA_RETENTION_TIME_IN_DAYS", "0"));
  }

  /** What a room keeps of the account, made when it is first asked for. */
  <T> T more(Class<T> type, Supplier<T> first) {
    return type.cast(more.computeIfAbsent(type, any -> first.get()));
  }
}
