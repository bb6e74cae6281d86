package io.gds.database.mssql;

import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;

/**
 * Whose chain is looked for, and with what. Immutable.
 *
 * @param database the name of the database in the backups
 * @param server the server that wrote them; empty takes those of all, as of an availability group
 * @param family the database by its {@code family_guid}, where several had the name
 * @param fork the branch of its history to follow; empty takes any that the name was on
 * @param zone the zone of the server that wrote the backups
 * @param limits what can be read
 */
record MssqlChainQuery(
    String database,
    Optional<String> server,
    Optional<UUID> family,
    Optional<UUID> fork,
    ZoneId zone,
    MssqlRestoreLimits limits) {
  static MssqlChainQuery of(String database, ZoneId zone) {
    return new MssqlChainQuery(
        database,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        zone,
        MssqlRestoreLimits.NONE);
  }

  MssqlChainQuery withFork(UUID branch) {
    return new MssqlChainQuery(database, server, family, Optional.of(branch), zone, limits);
  }

  MssqlChainQuery withFamily(UUID guid) {
    return new MssqlChainQuery(database, server, Optional.of(guid), fork, zone, limits);
  }

  MssqlChainQuery withLimits(MssqlRestoreLimits other) {
    return new MssqlChainQuery(database, server, family, fork, zone, other);
  }
}
