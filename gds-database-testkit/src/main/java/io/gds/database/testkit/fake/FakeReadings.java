package io.gds.database.testkit.fake;

import io.gds.database.DatabaseMetadata;
import io.gds.database.Detail;
import io.gds.database.EngineMetadata;
import io.gds.database.EngineStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupQuery;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.HostAddress;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Makes metadata of what a fake server holds. */
final class FakeReadings {
  private FakeReadings() {}

  static EngineMetadata engine(FakeDatabaseEngine engine) {
    FakeServer server = engine.server();
    ConnectionInfo info = engine.connectionInfo();
    Optional<HostAddress> host = info.hosts().stream().findFirst();
    long userDatabases =
        server.databases.values().stream().filter(stored -> !stored.system()).count();
    return server
        .shape()
        .engineMetadata()
        .apply(
            new FakeEngineMetadata(
                engine.name(),
                engine.type(),
                server.shape().version(),
                server.shape().edition(),
                host.map(HostAddress::host),
                host.map(HostAddress::port).orElse(OptionalInt.empty()),
                EngineStatus.ONLINE,
                Optional.of(server.createdAt()),
                info.decommissionedAt(),
                server.now(),
                Math.toIntExact(userDatabases),
                server.vault.list(BackupQuery.all()).size()));
  }

  static DatabaseMetadata database(FakeDatabaseEngine engine, String name, Set<Detail> details) {
    FakeServer server = engine.server();
    StoredDatabase stored = server.existing(name);
    Optional<Instant> lastBackup =
        server.vault.list(BackupQuery.all().database(name).limit(1)).stream()
            .findFirst()
            .map(BackupInfo::finishedAt);
    return server
        .shape()
        .databaseMetadata()
        .apply(
            new FakeDatabaseMetadata(
                name,
                engine.type(),
                stored.condition(),
                stored.owner(),
                stored.collation(),
                Optional.of(stored.createdAt()),
                details.contains(Detail.SIZE)
                    ? OptionalLong.of(stored.content().sizeBytes())
                    : OptionalLong.empty(),
                details,
                Map.of(),
                server.now(),
                stored.system(),
                stored.content().tables().size(),
                details.contains(Detail.LAST_BACKUP) ? lastBackup : Optional.empty(),
                details.contains(Detail.REPLICATION) ? role(server) : Optional.empty(),
                details.contains(Detail.SESSIONS)
                    ? OptionalInt.of(Math.toIntExact(server.sessions(Optional.of(name))))
                    : OptionalInt.empty()));
  }

  private static Optional<HaRole> role(FakeServer server) {
    return server.topologies.values().stream()
        .findFirst()
        .flatMap(topology -> topology.node(topology.self()))
        .map(HaNode::role);
  }
}
