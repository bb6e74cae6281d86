package io.gds.database.snowflake;

import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Attributes;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Snowflake tells of an account. Immutable and thread-safe; made by this library, its
 * constructor may change.
 *
 * @param name the engine's name
 * @param version the release that the account is on, such as {@code 9.34.1}
 * @param edition such as {@code BUSINESS_CRITICAL}; empty where this role may not see it
 * @param host the host that was connected to
 * @param port its port
 * @param status whether it answers
 * @param createdAt when the account was made, where this role may see it
 * @param decommissionedAt as the connection says
 * @param readAt when this was read, by this machine's clock
 * @param account the account's name within its organization
 * @param accountLocator the identifier that the vendor gave to the account
 * @param region the region as the server names it, such as {@code AWS_EU_CENTRAL_1}
 * @param organization the organization; empty where there is none
 * @param user who is logged in
 * @param role the role that is active; empty if none is
 * @param defaultWarehouse the warehouse that statements run on; empty if there is none, when only
 *     what needs none can be asked
 * @param editionUnreadable why the edition is empty; empty if it is not
 * @see <a href="https://docs.snowflake.com/en/sql-reference/functions-context">Context
 *     functions</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/show-accounts">SHOW ACCOUNTS</a>
 */
public record SnowflakeEngineMetadata(
    String name,
    String version,
    Optional<String> edition,
    Optional<String> host,
    OptionalInt port,
    EngineStatus status,
    Optional<Instant> createdAt,
    Optional<Instant> decommissionedAt,
    Instant readAt,
    String account,
    String accountLocator,
    String region,
    Optional<String> organization,
    String user,
    Optional<String> role,
    Optional<String> defaultWarehouse,
    Optional<String> editionUnreadable)
    implements EngineMetadata {
  /** Checks that nothing is missing. */
  public SnowflakeEngineMetadata {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(edition, "edition");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(port, "port");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(decommissionedAt, "decommissionedAt");
    Objects.requireNonNull(readAt, "readAt");
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(accountLocator, "accountLocator");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(organization, "organization");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(defaultWarehouse, "defaultWarehouse");
    Objects.requireNonNull(editionUnreadable, "editionUnreadable");
  }

  @Override
  public DatabaseType type() {
    return DatabaseType.SNOWFLAKE;
  }

  @Override
  public Map<String, Object> attributes() {
    return Attributes.of(this, EngineMetadata.class);
  }
}
