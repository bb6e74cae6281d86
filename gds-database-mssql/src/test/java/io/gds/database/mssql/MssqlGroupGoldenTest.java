package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every form that changes availability groups, one a line in a file that any parser can read. */
class MssqlGroupGoldenTest {
  private static final String GROUP = "a]g'1";
  private static final String DATABASE = "d]b";
  private static final String REPLICA = "S'Q\\I";

  private static List<String> file() throws IOException {
    try (InputStream in =
        MssqlGroupGoldenTest.class.getResourceAsStream("availability-groups.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--") && !line.isBlank())
          .toList();
    }
  }

  @Test
  void everyDocumentedFormHasOneText() throws IOException {
    assertThat(file())
        .containsExactly(
            MssqlGroupSql.failover(GROUP),
            MssqlGroupSql.force(GROUP),
            MssqlGroupSql.demote(GROUP),
            MssqlGroupSql.required(GROUP, 1),
            MssqlGroupSql.addDatabase(GROUP, DATABASE),
            MssqlGroupSql.removeDatabase(GROUP, DATABASE),
            MssqlGroupSql.addReplica(
                GROUP,
                REPLICA,
                "TCP://s:5022",
                MssqlAvailabilityMode.SYNCHRONOUS_COMMIT,
                MssqlFailoverMode.AUTOMATIC),
            MssqlGroupSql.removeReplica(GROUP, REPLICA),
            MssqlGroupSql.modifyReplica(
                GROUP, REPLICA, MssqlGroupSql.mode(MssqlAvailabilityMode.ASYNCHRONOUS_COMMIT)),
            MssqlGroupSql.modifyReplica(
                GROUP, REPLICA, MssqlGroupSql.failoverMode(MssqlFailoverMode.MANUAL)),
            MssqlGroupSql.modifyMembers(
                GROUP, List.of("ag1", "ag2"), MssqlAvailabilityMode.SYNCHRONOUS_COMMIT),
            MssqlGroupSql.join(GROUP, MssqlClusterType.WSFC),
            MssqlGroupSql.join(GROUP, MssqlClusterType.NONE),
            MssqlGroupSql.grantCreate(GROUP),
            MssqlGroupSql.create(GROUP, MssqlClusterType.WSFC, REPLICA, "TCP://s:5022"),
            MssqlGroupSql.create(GROUP, MssqlClusterType.NONE, REPLICA, "TCP://s:5022"),
            MssqlGroupSql.drop(GROUP),
            MssqlGroupSql.suspend(DATABASE),
            MssqlGroupSql.resume(DATABASE));
  }
}
