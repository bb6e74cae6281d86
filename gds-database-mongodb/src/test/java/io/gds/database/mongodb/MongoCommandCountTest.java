package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.UnsupportedCapabilityException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How many commands each method sends: a number of its own, however much is on the server. */
class MongoCommandCountTest {
  private static final String REFUSED = "MongoDatabase.prepareAlter(AlterOptions)";

  /**
   * What is not in here sends nothing; plans are counted to the end of their checks. A clone reads
   * the indexes of each collection, of which there are thirteen: no command tells those of several.
   */
  private static final String COUNTS =
      """
      MongoDatabase.capabilities() 2
      MongoDatabase.condition() 1
      MongoDatabase.exists() 1
      MongoDatabase.listCollections() 1
      MongoDatabase.metadata() 1
      MongoDatabase.prepareBackup(BackupOptions) 2
      MongoDatabase.prepareClone(CloneOptions) 19
      MongoDatabase.prepareCreate(CreateOptions) 3
      MongoDatabase.prepareDrop(DropOptions) 2
      MongoDatabase.prepareExport(MongoExportOptions) 3
      MongoDatabase.prepareImport(MongoImportOptions) 3
      MongoDatabase.prepareRestore(RestoreOptions) 3
      MongoDatabase.prepareSetProfiling(MongoProfilingOptions) 2
      MongoDatabase.profiling() 1
      MongoDatabase.refresh(Detail[]) 2
      MongoDatabase.sampleFields(String, int) 1
      MongoDatabase.schemas() 1
      MongoDatabase.slowOperations(MongoSlowQuery) 1
      MongoDatabase.tables() 1
      MongoDatabase.tables(SchemaQuery) 4
      MongoEngine.blockingTree() 1
      MongoEngine.capabilities() 1
      MongoEngine.configuration() 3
      MongoEngine.configuration(SettingQuery) 3
      MongoEngine.configurationOf(HostAddress, SettingQuery) 3
      MongoEngine.databases() 1
      MongoEngine.databases(DatabaseQuery) 1
      MongoEngine.grants(GrantQuery) 1
      MongoEngine.haConfiguration() 2
      MongoEngine.haConfiguration(String) 2
      MongoEngine.haGroups() 1
      MongoEngine.haStatus() 7
      MongoEngine.haStatus(String) 7
      MongoEngine.logCoverage() 1
      MongoEngine.logs(LogQuery) 1
      MongoEngine.metadata() 4
      MongoEngine.metrics() 4
      MongoEngine.metrics(MetricQuery) 4
      MongoEngine.ping() 1
      MongoEngine.prepareAddNode(AddNodeOptions) 15
      MongoEngine.prepareAlterUser(AlterUserOptions) 2
      MongoEngine.prepareBackup(BackupOptions) 3
      MongoEngine.prepareCancelProcess(CancelProcessOptions) 2
      MongoEngine.prepareCreateHa(CreateHaOptions) 1
      MongoEngine.prepareCreateRole(CreateRoleOptions) 2
      MongoEngine.prepareCreateUser(CreateUserOptions) 2
      MongoEngine.prepareDropRole(DropRoleOptions) 5
      MongoEngine.prepareDropUser(DropUserOptions) 2
      MongoEngine.prepareFailover(FailoverOptions) 15
      MongoEngine.prepareGrant(GrantOptions) 3
      MongoEngine.prepareReconfigureMember(MongoMemberOptions) 15
      MongoEngine.prepareRejoin(RejoinOptions) 14
      MongoEngine.prepareRemoveNode(RemoveNodeOptions) 15
      MongoEngine.prepareResetConfiguration(ResetConfigurationOptions) 4
      MongoEngine.prepareRestart(RestartOptions) 4
      MongoEngine.prepareRestore(RestoreOptions) 3
      MongoEngine.prepareRevoke(RevokeOptions) 2
      MongoEngine.prepareSetConfiguration(SetConfigurationOptions) 4
      MongoEngine.prepareSetFeatureCompatibilityVersion(MongoFeatureVersionOptions) 6
      MongoEngine.prepareSetSyncMode(SyncModeOptions) 8
      MongoEngine.prepareShutdown(ShutdownOptions) 4
      MongoEngine.prepareSwitchover(SwitchoverOptions) 16
      MongoEngine.prepareTerminateProcess(TerminateProcessOptions) 2
      MongoEngine.processes() 1
      MongoEngine.processes(ProcessQuery) 1
      MongoEngine.readGrants(GrantQuery, Consumer) 1
      MongoEngine.readLogs(LogQuery, Consumer) 1
      MongoEngine.refresh() 4
      MongoEngine.replicationStatus() 3
      MongoEngine.roles(PrincipalQuery) 3
      MongoEngine.setting(String) 3
      MongoEngine.topStatements(StatementQuery) 1
      MongoEngine.users() 1
      MongoEngine.users(PrincipalQuery) 1
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

  private static Map<String, Integer> counted(MongoNamedScene at) {
    MongoArguments samples = MongoArguments.of(at.engine, at);
    Map<String, Integer> counted = new TreeMap<>();
    for (MongoMethod method : MongoMethod.all()) {
      counted.put(method.signature(), at.commands(() -> call(samples, method)));
    }
    return counted;
  }

  private static void call(MongoArguments samples, MongoMethod method) {
    try {
      samples.call(method);
    } catch (UnsupportedCapabilityException e) {
      assertThat(method.signature()).isEqualTo(REFUSED);
    }
  }

  @Test
  void everyMethodSendsSoManyCommands() {
    try (MongoNamedScene at = new MongoNamedScene("plain")) {
      at.more(12);
      Map<String, Integer> counted = counted(at);
      counted.values().removeIf(commands -> commands == 0);
      assertThat(counted).isEqualTo(expected());
    }
  }
}
