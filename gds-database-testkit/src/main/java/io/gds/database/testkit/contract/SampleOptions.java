package io.gds.database.testkit.contract;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.Principal;
import io.gds.database.access.ProcessId;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.RoleMembership;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.HaNode;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.operation.Options;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.settings.TakesEffect;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The plainest valid options of every type, for a database that exists and a backup of it. They
 * name what need not exist (a user, a process): that is for checks to say, not for preparing to
 * fail on.
 */
final class SampleOptions {
  private static final String SOMEBODY = "gds_sample_user";
  private static final String ROLE = "gds_sample_role";

  private final ContractRun run;
  private final Database database;
  private final Location backup;
  private final Map<Class<? extends Options>, Supplier<Options>> samples;

  /**
   * Samples for a database and a backup of it.
   *
   * @param backup a backup of the database, or a place where there is none
   */
  SampleOptions(ContractRun run, Database database, Location backup) {
    this.run = run;
    this.database = database;
    this.backup = backup;
    samples =
        Map.ofEntries(
            Map.entry(CreateOptions.class, CreateOptions::defaults),
            Map.entry(AlterOptions.class, () -> AlterOptions.rename(freshName())),
            Map.entry(DropOptions.class, DropOptions::defaults),
            Map.entry(BackupOptions.class, this::backup),
            Map.entry(RestoreOptions.class, this::restore),
            Map.entry(VerifyOptions.class, () -> VerifyOptions.builder().backup(backup).build()),
            Map.entry(DeleteBackupsOptions.class, this::deleteBackups),
            Map.entry(CloneOptions.class, () -> CloneOptions.to(freshName())),
            Map.entry(
                CreateUserOptions.class, () -> CreateUserOptions.builder().name(SOMEBODY).build()),
            Map.entry(AlterUserOptions.class, this::alterUser),
            Map.entry(
                DropUserOptions.class, () -> DropUserOptions.builder().name(SOMEBODY).build()),
            Map.entry(
                CreateRoleOptions.class, () -> CreateRoleOptions.builder().name(ROLE).build()),
            Map.entry(DropRoleOptions.class, () -> DropRoleOptions.builder().name(ROLE).build()),
            Map.entry(
                GrantOptions.class, () -> GrantOptions.builder().membership(membership()).build()),
            Map.entry(
                RevokeOptions.class,
                () -> RevokeOptions.builder().membership(membership()).build()),
            Map.entry(CancelProcessOptions.class, () -> CancelProcessOptions.of(nobody())),
            Map.entry(TerminateProcessOptions.class, () -> TerminateProcessOptions.of(nobody())),
            Map.entry(SetConfigurationOptions.class, this::setConfiguration),
            Map.entry(
                ResetConfigurationOptions.class, () -> ResetConfigurationOptions.of(setting())),
            Map.entry(StartupOptions.class, () -> StartupOptions.builder().build()),
            Map.entry(ShutdownOptions.class, () -> ShutdownOptions.builder().build()),
            Map.entry(RestartOptions.class, () -> RestartOptions.builder().build()),
            Map.entry(SetStateOptions.class, () -> SetStateOptions.of(state())),
            Map.entry(
                SwitchoverOptions.class,
                () -> SwitchoverOptions.builder().leader(leader()).build()),
            Map.entry(
                FailoverOptions.class,
                () -> FailoverOptions.builder().acceptDataLoss(true).build()),
            Map.entry(RejoinOptions.class, () -> RejoinOptions.builder().node(follower()).build()),
            Map.entry(CreateHaOptions.class, this::createHa),
            Map.entry(AddNodeOptions.class, () -> node("gds_sample_node")),
            Map.entry(
                RemoveNodeOptions.class,
                () -> RemoveNodeOptions.builder().node(follower()).build()),
            Map.entry(SyncModeOptions.class, this::syncMode));
  }

  /** The types there are samples of. */
  Iterable<Class<? extends Options>> types() {
    return samples.keySet();
  }

  /** Options of a type: the platform's own, or the plainest there are. */
  Options of(Class<? extends Options> type) {
    Options own = run.fixture().sample(type, database).orElse(null);
    if (own != null) {
      return own;
    }
    Supplier<Options> plain = samples.get(type);
    if (plain == null) {
      throw new AssertionError("there is no sample of " + type.getSimpleName());
    }
    return plain.get();
  }

  private String freshName() {
    return run.fixture().newDatabaseName();
  }

  private BackupOptions backup() {
    return BackupOptions.builder().to(run.fixture().backupPlace()).build();
  }

  private RestoreOptions restore() {
    return RestoreOptions.builder().from(RestoreSource.archive(backup)).overwrite(true).build();
  }

  private DeleteBackupsOptions deleteBackups() {
    return DeleteBackupsOptions.builder()
        .policy(RetentionPolicy.keepLast(1))
        .in(run.fixture().backupDirectory())
        .build();
  }

  private AlterUserOptions alterUser() {
    return AlterUserOptions.builder().name(SOMEBODY).enabled(false).build();
  }

  private static RoleMembership membership() {
    return RoleMembership.of(Principal.role(ROLE), Principal.user(SOMEBODY));
  }

  private static ProcessId nobody() {
    return new ProcessId("2147483000", Instant.EPOCH);
  }

  /** A setting the platform really has, since a made-up one says nothing of a valid one. */
  private String setting() {
    return known().map(Setting::name).orElse("gds_sample_setting");
  }

  private SetConfigurationOptions setConfiguration() {
    return SetConfigurationOptions.of(setting(), known().flatMap(Setting::value).orElse("1"));
  }

  private Optional<Setting> known() {
    return run.engine().capability(SupportsConfiguration.class).stream()
        .flatMap(settings -> settings.configuration().stream())
        .filter(setting -> setting.value().isPresent() && !setting.sensitive())
        .filter(setting -> setting.takesEffect() != TakesEffect.NEVER)
        .findFirst();
  }

  private StateChange state() {
    return run.declared().states().stream().findFirst().orElse(StateChange.READ_ONLY);
  }

  private List<HaNode> nodes() {
    return run.engine()
        .capability(SupportsHighAvailability.class)
        .map(ha -> ha.haStatus().nodes())
        .orElse(List.of());
  }

  private String leader() {
    return nodes().stream().findFirst().map(HaNode::name).orElse("gds_sample_leader");
  }

  private String follower() {
    return nodes().stream().skip(1).findFirst().map(HaNode::name).orElse("gds_sample_follower");
  }

  private static AddNodeOptions node(String name) {
    return AddNodeOptions.builder().node(name).endpoint("tcp://192.0.2.1:5022").build();
  }

  private CreateHaOptions createHa() {
    return CreateHaOptions.builder()
        .name("gds_sample_group")
        .node(node("gds_sample_node"))
        .database(database.name())
        .build();
  }

  private SyncModeOptions syncMode() {
    return SyncModeOptions.builder().node(follower()).syncMode(SyncMode.ASYNCHRONOUS).build();
  }
}
