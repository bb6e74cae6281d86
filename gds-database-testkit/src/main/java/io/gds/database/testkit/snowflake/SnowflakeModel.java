package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.SnowflakePeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A small stateful Snowflake account behind a wire peer: databases with schemas, tables and all
 * that was ever in them, users, roles and grants, warehouses, the history of queries. Statements
 * that change something are carried out by their parsed form, queries are worked out. What it does
 * not know is an {@link AssertionError}, which a peer turns into a failed test.
 *
 * <pre>{@code
 * try (SnowflakeModel model = SnowflakeModel.builder().user("ada", "secret").build();
 *     SnowflakePeer peer = model.serve(SnowflakePeer.builder())) {
 *   // connect to peer.jdbcUrl() as ada
 * }
 * }</pre>
 *
 * <p>Letters keep their case everywhere here: names are as {@code SHOW} tells them.
 *
 * <p>Needs {@code com.h2database:h2} on the class path. Thread-safe: one statement at a time.
 */
public final class SnowflakeModel implements AutoCloseable {
  /** The release that it says it is. */
  static final String VERSION = "9.38.1";

  private final ModelAccount account;
  private final ModelStatements statements;
  private final Map<String, String> passwords;

  private SnowflakeModel(Builder builder) {
    account =
        new ModelAccount(
            builder.organization,
            builder.name,
            builder.locator,
            builder.region,
            builder.edition,
            builder.clock);
    statements = new ModelStatements(account);
    passwords = Map.copyOf(builder.users);
    builder.users.keySet().forEach(this::administrator);
    ModelWarehouse warehouse =
        new ModelWarehouse(account, "COMPUTE_WH", account.role("ACCOUNTADMIN").orElseThrow());
    warehouse.started(true);
    account.warehouses().add(warehouse);
    account
        .grants()
        .grant("USAGE", warehouse, account.role("PUBLIC").orElseThrow(), false, Optional.empty());
  }

  /** A user who may do everything, and has a warehouse. */
  private void administrator(String name) {
    ModelRole role = account.role("ACCOUNTADMIN").orElseThrow();
    ModelUser user = new ModelUser(account, name, role);
    user.properties().put("DEFAULT_ROLE", role.name());
    user.properties().put("DEFAULT_WAREHOUSE", "COMPUTE_WH");
    user.properties().put("TYPE", "PERSON");
    account.users().add(user);
    account.grants().grant("USAGE", role, user, false, Optional.empty());
  }

  /** An account with Enterprise Edition, the warehouse {@code COMPUTE_WH} and nothing else. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Serves this account by a peer, to which everything else is left to say: encryption, tokens,
   * other ways to log in, rules of the script that go before. The peer is closed by the caller,
   * before the model.
   */
  public SnowflakePeer serve(SnowflakePeer.Builder peer) {
    SnowflakePeer serving =
        peer.version(VERSION)
            .clock(account.clock())
            .databases(this::isThere)
            .users(new ModelDoor(this, passwords))
            .start();
    serving.script().onAnything().by(this::answer);
    synchronized (this) {
      account.queries().follow(serving::queries);
      ModelTransactions.of(account).follow(serving::cancel, serving::endSession);
    }
    return serving;
  }

  private synchronized boolean isThere(String database) {
    return account.databases().find(database).isPresent();
  }

  /** What the server answers to this; errors are answers. */
  public synchronized WireAnswer answer(WireRequest request) {
    return statements.answer(request);
  }

  /** The account's name within its organization. */
  public String name() {
    return account.name();
  }

  /** The account's organization. */
  public String organization() {
    return account.organization();
  }

  /** Adds databases, tables and rows, as applications would, and tells what is in them. */
  public SnowflakeData data() {
    return new SnowflakeData(this, account);
  }

  /** Users, roles and rights: what befalls them without a statement of the client's. */
  public SnowflakeAccess access() {
    return new SnowflakeAccess(this, account);
  }

  /** Its warehouses. */
  public SnowflakeWarehouses warehouses() {
    return new SnowflakeWarehouses(this, account);
  }

  /** Its open transactions. */
  public SnowflakeTransactions transactions() {
    return new SnowflakeTransactions(this, account);
  }

  /** What it was asked. */
  public SnowflakeQueries queries() {
    return new SnowflakeQueries(this, account);
  }

  /** Sets a parameter of the account, such as {@code DATA_RETENTION_TIME_IN_DAYS}. */
  public synchronized void parameter(String name, String value) {
    account.parameters().put(name, value);
  }

  /**
   * Everything that a statement could change, as text: what is there, what was dropped, who may do
   * what. The history of queries is no part of it.
   */
  public synchronized String contents() {
    return ModelListing.of(account);
  }

  ModelAccount account() {
    return account;
  }

  @Override
  public synchronized void close() {
    account.catalog().close();
  }

  /** Says what the account is like. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> users = new LinkedHashMap<>();
    private String organization = "ACME";
    private String name = "PROD";
    private String locator = "XY12345";
    private String region = "AWS_EU_CENTRAL_1";
    private SnowflakeEdition edition = SnowflakeEdition.ENTERPRISE;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** The organization and the account's name within it, as the server shows them. */
    public Builder account(String organizationName, String accountName) {
      organization = Objects.requireNonNull(organizationName, "organizationName");
      name = Objects.requireNonNull(accountName, "accountName");
      return this;
    }

    /** The account's locator. */
    public Builder locator(String accountLocator) {
      locator = Objects.requireNonNull(accountLocator, "accountLocator");
      return this;
    }

    /** The region, such as {@code AWS_EU_CENTRAL_1}. */
    public Builder region(String snowflakeRegion) {
      region = Objects.requireNonNull(snowflakeRegion, "snowflakeRegion");
      return this;
    }

    /** The edition. */
    public Builder edition(SnowflakeEdition edition) {
      this.edition = Objects.requireNonNull(edition, "edition");
      return this;
    }

    /** The server's time. Default: the machine's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * A user with the role ACCOUNTADMIN, who logs in by this password; the name is in upper case on
     * the server. Without one, everybody is let in.
     */
    public Builder user(String name, String password) {
      users.put(name.toUpperCase(Locale.ROOT), Objects.requireNonNull(password, "password"));
      return this;
    }

    /** The account. */
    public SnowflakeModel build() {
      return new SnowflakeModel(this);
    }
  }
}
