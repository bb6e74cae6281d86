package io.gds.database.testkit.fake;

import io.gds.database.ha.HaConfiguration;
import io.gds.database.ha.HaDatabase;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.HaRole;
import io.gds.database.ha.HaState;
import io.gds.database.ha.HaStatus;
import io.gds.database.ha.RejoinInfo;
import io.gds.database.ha.RejoinMethod;
import io.gds.database.ha.ReplicationStatus;
import io.gds.database.ha.SwitchoverInfo;
import io.gds.database.ha.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Samples of replication. */
final class SampleGroups {
  private SampleGroups() {}

  static List<Record> all() {
    HaDatabase database =
        new HaDatabase(
            Samples.DATABASE,
            HaState.SUSPENDED,
            false,
            Optional.of(Duration.ofSeconds(3)),
            OptionalLong.of(1024),
            OptionalLong.of(2048),
            Optional.of(Duration.ofSeconds(3)),
            Optional.of(Duration.ofSeconds(5)),
            Optional.of("It was suspended by its owner."));
    HaNode node =
        HaNode.builder("node-2", HaRole.SECONDARY, HaState.SYNCHRONIZING)
            .endpoint("node-2.example.com:5022")
            .syncMode(SyncMode.ASYNCHRONOUS)
            .lag(Duration.ofSeconds(3))
            .lagBytes(1024)
            .lastSyncAt(Samples.BEFORE)
            .position("0/3000148")
            .estimatedDataLoss(Duration.ofSeconds(3))
            .healthy(true)
            .self(true)
            .notCandidateBecause(List.of("It is 3 seconds behind."))
            .databases(List.of(database))
            .attributes(Map.of("rack", "b"))
            .build();
    return List.of(
        database,
        node,
        new HaStatus(
            "sales",
            FakeTopology.KIND,
            HaState.HEALTHY,
            List.of(FakeTopology.primary("node-1"), node),
            false,
            List.of("Node node-2 is 3 seconds behind. Wait for it."),
            Samples.AT),
        new HaConfiguration(
            "sales",
            FakeTopology.KIND,
            List.of(node),
            SyncMode.ASYNCHRONOUS,
            false,
            Optional.of(Samples.BEFORE),
            Map.of("quorum", "majority")),
        new ReplicationStatus(
            true,
            Optional.of(SyncMode.ASYNCHRONOUS),
            HaRole.SECONDARY,
            Optional.of(Duration.ofSeconds(3)),
            HaState.SYNCHRONIZING,
            List.of("node-1")),
        new SwitchoverInfo(
            "sales",
            Optional.of("node-1"),
            "node-2",
            true,
            Optional.of(Duration.ofSeconds(3)),
            Samples.BEFORE,
            Samples.AT,
            List.of("node-1"),
            List.of("Rejoin node-1.")),
        new RejoinInfo(
            "node-1",
            RejoinMethod.REWIND,
            HaState.SYNCED,
            Samples.AT,
            List.of("Look at its lag for a while.")));
  }
}
