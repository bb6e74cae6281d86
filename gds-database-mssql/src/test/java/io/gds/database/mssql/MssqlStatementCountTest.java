package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.UnsupportedCapabilityException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many statements each method sends: a number of its own, however much is on the server. */
class MssqlStatementCountTest {
  private static final String REFUSED = "MssqlEngine.prepareDeleteBackups(DeleteBackupsOptions)";

  /** What is not in here sends nothing; plans are counted to the end of their checks. */
  private static final String COUNTS =
      """
      MssqlAvailabilityGroups.get(String) 3
      MssqlAvailabilityGroups.list() 3
      MssqlAvailabilityGroups.prepareAddDatabase(String, String) 3
      MssqlAvailabilityGroups.prepareRemoveDatabase(String, String) 2
      MssqlAvailabilityGroups.prepareResume(String, String, String) 2
      MssqlAvailabilityGroups.prepareSetFailoverMode(String, String, MssqlFailoverMode) 2
      MssqlAvailabilityGroups.prepareSuspend(String, String, String) 2
      MssqlDatabase.capabilities() 2
      MssqlDatabase.condition() 1
      MssqlDatabase.exists() 1
      MssqlDatabase.integrity() 1
      MssqlDatabase.metadata() 2
      MssqlDatabase.orphanedUsers() 2
      MssqlDatabase.prepareAlter(AlterOptions) 3
      MssqlDatabase.prepareBackup(BackupOptions) 2
      MssqlDatabase.prepareCheck(MssqlCheckOptions) 1
      MssqlDatabase.prepareClone(CloneOptions) 6
      MssqlDatabase.prepareCreate(CreateOptions) 2
      MssqlDatabase.prepareDrop(DropOptions) 2
      MssqlDatabase.prepareMapUser(String, String) 2
      MssqlDatabase.prepareRestore(RestoreOptions) 14
      MssqlDatabase.prepareRevert(MssqlRevertOptions) 5
      MssqlDatabase.prepareSetRecoveryModel(MssqlRecoveryModel) 1
      MssqlDatabase.prepareSetState(SetStateOptions) 1
      MssqlDatabase.prepareShrink(MssqlShrinkOptions) 1
      MssqlDatabase.refresh(Detail[]) 2
      MssqlDatabase.schemas() 2
      MssqlDatabase.tables() 2
      MssqlDatabase.tables(SchemaQuery) 5
      MssqlEngine.backupCoverage(Duration, Duration) 2
      MssqlEngine.backupFiles(Location, int) 1
      MssqlEngine.backupHistory(BackupQuery) 1
      MssqlEngine.backupSets(Location) 3
      MssqlEngine.blockingTree() 1
      MssqlEngine.capabilities() 1
      MssqlEngine.configuration() 1
      MssqlEngine.configuration(SettingQuery) 1
      MssqlEngine.databases() 1
      MssqlEngine.databases(DatabaseQuery) 1
      MssqlEngine.grants(GrantQuery) 1
      MssqlEngine.haConfiguration() 2
      MssqlEngine.haConfiguration(String) 2
      MssqlEngine.haGroups() 1
      MssqlEngine.haStatus() 1
      MssqlEngine.haStatus(String) 1
      MssqlEngine.inspectBackup(Location) 3
      MssqlEngine.jobs() 3
      MssqlEngine.logCoverage() 5
      MssqlEngine.logs(LogQuery) 3
      MssqlEngine.metadata() 1
      MssqlEngine.metrics() 2
      MssqlEngine.metrics(MetricQuery) 2
      MssqlEngine.orphanedUsers() 3
      MssqlEngine.ping() 1
      MssqlEngine.planRetention(DeleteBackupsOptions) 1
      MssqlEngine.prepareAddNode(AddNodeOptions) 2
      MssqlEngine.prepareAlterUser(AlterUserOptions) 1
      MssqlEngine.prepareCancelProcess(CancelProcessOptions) 1
      MssqlEngine.prepareCreateHa(CreateHaOptions) 1
      MssqlEngine.prepareCreateRole(CreateRoleOptions) 1
      MssqlEngine.prepareCreateUser(CreateUserOptions) 1
      MssqlEngine.prepareDropRole(DropRoleOptions) 3
      MssqlEngine.prepareDropUser(DropUserOptions) 5
      MssqlEngine.prepareFailover(FailoverOptions) 2
      MssqlEngine.prepareGrant(GrantOptions) 3
      MssqlEngine.prepareRejoin(RejoinOptions) 2
      MssqlEngine.prepareRemoveNode(RemoveNodeOptions) 2
      MssqlEngine.prepareResetConfiguration(ResetConfigurationOptions) 1
      MssqlEngine.prepareRestart(RestartOptions) 2
      MssqlEngine.prepareRevoke(RevokeOptions) 1
      MssqlEngine.prepareSetConfiguration(SetConfigurationOptions) 1
      MssqlEngine.prepareSetSyncMode(SyncModeOptions) 2
      MssqlEngine.prepareShutdown(ShutdownOptions) 2
      MssqlEngine.prepareSwitchover(SwitchoverOptions) 2
      MssqlEngine.prepareTerminateProcess(TerminateProcessOptions) 1
      MssqlEngine.prepareVerifyBackup(VerifyOptions) 2
      MssqlEngine.processes() 1
      MssqlEngine.processes(ProcessQuery) 1
      MssqlEngine.reachableWindow(String, BackupQuery) 1
      MssqlEngine.readGrants(GrantQuery, Consumer) 1
      MssqlEngine.readLogs(LogQuery, Consumer) 4
      MssqlEngine.refresh() 1
      MssqlEngine.replicationStatus() 1
      MssqlEngine.roles(PrincipalQuery) 1
      MssqlEngine.serverTime() 1
      MssqlEngine.setting(String) 1
      MssqlEngine.startupParameters() 1
      MssqlEngine.topStatements(StatementQuery) 1
      MssqlEngine.users() 1
      MssqlEngine.users(PrincipalQuery) 1
      """;

  private static Map<String, Integer> expected() {
    return COUNTS
        .lines()
        .map(line -> line.strip().split("\\) "))
        .collect(
            Collectors.toMap(
                parts -> parts[0] + ")",
                parts -> Integer.valueOf(parts[1]),
                (a, b) -> a,
                TreeMap::new));
  }

  private static Map<String, Integer> counted(MssqlNamedScene at) {
    MssqlSamples samples = MssqlSamples.of(at.scene.engine, at);
    Map<String, Integer> counted = new TreeMap<>();
    for (MssqlMethod method : MssqlMethod.all()) {
      counted.put(method.signature(), at.scene.statements(() -> call(samples, method)));
    }
    return counted;
  }

  private static void call(MssqlSamples samples, MssqlMethod method) {
    try {
      samples.call(method);
    } catch (UnsupportedCapabilityException e) {
      assertThat(method.signature()).isEqualTo(REFUSED);
    }
  }

  @Test
  void everyMethodSendsSoManyStatements() {
    try (MssqlNamedScene at = new MssqlNamedScene("plain")) {
      at.more(12);
      Map<String, Integer> counted = counted(at);
      counted.values().removeIf(statements -> statements == 0);
      assertThat(counted).isEqualTo(expected());
    }
  }
}
