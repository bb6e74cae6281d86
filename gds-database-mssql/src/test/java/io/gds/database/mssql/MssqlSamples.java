package io.gds.database.mssql;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseQuery;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CancelProcessOptions;
import io.gds.database.access.CreateRoleOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropRoleOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.Grant;
import io.gds.database.access.GrantOptions;
import io.gds.database.access.GrantQuery;
import io.gds.database.access.Principal;
import io.gds.database.access.PrincipalQuery;
import io.gds.database.access.ProcessQuery;
import io.gds.database.access.RevokeOptions;
import io.gds.database.access.Securable;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.TerminateProcessOptions;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupQuery;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.RetentionPolicy;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.connection.SecretRef;
import io.gds.database.data.SqlSource;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.SetStateOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.StatementQuery;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SettingQuery;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Arguments for every method, by their types, which name what there is on a server. */
final class MssqlSamples {
  private static final String SETTING = "cost threshold for parallelism";
  private static final String NOWHERE = "TCP://192.0.2.1:5022";
  private static final Duration SOON = Duration.ofMillis(40);

  private final MssqlNamedScene scene;
  private final MssqlEngine engine;
  private final String name;
  private final String other;
  private final String fresh;
  private final Map<Class<?>, Object> arguments = new HashMap<>();
  private final List<Object> consumed = new ArrayList<>();

  /** Of what there is. */
  static MssqlSamples of(MssqlEngine engine, MssqlNamedScene scene) {
    return new MssqlSamples(
        engine, scene, List.of(scene.name, scene.other, scene.fresh), "Correct-Horse-7");
  }

  /**
   * Of names.
   *
   * @param names of what there is, of what there is besides, and of what there is not
   * @param secret the password of a new user
   */
  MssqlSamples(MssqlEngine engine, MssqlNamedScene scene, List<String> names, String secret) {
    this.engine = engine;
    this.scene = scene;
    this.name = names.get(0);
    this.other = names.get(1);
    this.fresh = names.get(2);
    plain();
    queries();
    access(SecretRef.inline(secret.toCharArray()));
    work();
    definitions();
    backups();
    groups();
  }

  /** Calls a method; what it gives to a consumer is what it tells, and what it opens is closed. */
  Object call(MssqlMethod method) {
    consumed.clear();
    Object told = method.call(on(method.handle()), of(method));
    if (told instanceof SqlSource source) {
      source.close();
    }
    return told == null ? List.copyOf(consumed) : told;
  }

  private Object on(Class<?> handle) {
    if (handle == MssqlDatabase.class) {
      return engine.database(name);
    }
    return handle == MssqlEngine.class ? engine : engine.availabilityGroups();
  }

  private Object[] of(MssqlMethod method) {
    return Arrays.stream(method.method().getParameterTypes()).map(this::of).toArray();
  }

  private Object of(Class<?> type) {
    Object argument = arguments.get(type);
    if (argument == null) {
      throw new AssertionError("there is no sample of " + type.getSimpleName());
    }
    return argument;
  }

  private void plain() {
    arguments.put(String.class, name);
    arguments.put(int.class, 1);
    arguments.put(Duration.class, Duration.ofDays(1));
    arguments.put(Class.class, SupportsProcesses.class);
    arguments.put(Consumer.class, (Consumer<Object>) consumed::add);
    arguments.put(SQLException.class, new SQLException("Invalid object name.", "S0001", 208));
    arguments.put(Detail[].class, Detail.values());
    arguments.put(Location.class, Location.server(scene.archive()));
    arguments.put(MssqlFailoverMode.class, MssqlFailoverMode.MANUAL);
    arguments.put(MssqlRecoveryModel.class, MssqlRecoveryModel.BULK_LOGGED);
  }

  private void queries() {
    put(DatabaseQuery.userDatabases().like(name).with(Detail.values()));
    put(BackupQuery.all().database(name));
    put(GrantQuery.all().database(name).grantee(name));
    put(LogQuery.all().containing(name));
    put(MetricQuery.now());
    put(PrincipalQuery.all().database(name).like(name));
    put(ProcessQuery.all().database(name).user(name));
    put(SchemaQuery.all().schema(name).like(name).with(SchemaDetail.values()));
    put(SettingQuery.all().database(name));
    put(StatementQuery.top().database(name));
  }

  private void access(SecretRef secret) {
    Grant grant = Grant.of("SELECT", Securable.schema(name, name), Principal.user(name).in(name));
    put(CreateUserOptions.builder().name(fresh).password(secret).build());
    put(AlterUserOptions.builder().name(name).password(secret).build());
    put(DropUserOptions.builder().name(name).build());
    put(CreateRoleOptions.builder().name(fresh).build());
    put(DropRoleOptions.builder().name(other).build());
    put(GrantOptions.builder().grant(grant).build());
    put(RevokeOptions.builder().grant(grant).build());
  }

  private void work() {
    put(CancelProcessOptions.of(scene.process));
    put(TerminateProcessOptions.builder().process(scene.process).waitAtMost(SOON).build());
    put(SetConfigurationOptions.of(SETTING, "50"));
    put(ResetConfigurationOptions.of(SETTING));
    put(StartupOptions.builder().waitAtMost(SOON).build());
    put(ShutdownOptions.builder().waitAtMost(SOON).build());
    put(RestartOptions.builder().waitAtMost(SOON).build());
  }

  private void definitions() {
    put(CreateOptions.defaults());
    put(AlterOptions.rename(fresh));
    put(DropOptions.defaults());
    put(SetStateOptions.of(StateChange.READ_ONLY));
    put(CloneOptions.to(fresh));
    put(MssqlCheckOptions.defaults());
    put(MssqlShrinkOptions.toPercent(10));
    put(MssqlRevertOptions.to(other));
  }

  private void backups() {
    put(BackupOptions.builder().to(Location.server("/b/another.bak")).build());
    put(
        RestoreOptions.builder()
            .from(RestoreSource.archive(Location.server(scene.archive())))
            .overwrite(true)
            .build());
    put(VerifyOptions.builder().backup(Location.server(scene.archive())).build());
    put(DeleteBackupsOptions.builder().policy(RetentionPolicy.keepLast(1)).database(name).build());
  }

  private void groups() {
    AddNodeOptions.Builder node = AddNodeOptions.builder().node(name).endpoint(NOWHERE);
    put(CreateHaOptions.builder().name(fresh).node(node.build()).database(name).build());
    put(node.group(name).waitAtMost(SOON).build());
    put(SwitchoverOptions.builder().group(name).leader("SQL1").waitAtMost(SOON).build());
    put(FailoverOptions.builder().group(name).acceptDataLoss(true).waitAtMost(SOON).build());
    put(RejoinOptions.builder().group(name).node(name).waitAtMost(SOON).build());
    put(RemoveNodeOptions.builder().group(name).node(name).build());
    put(
        SyncModeOptions.builder()
            .group(name)
            .node(name)
            .syncMode(SyncMode.SYNCHRONOUS)
            .waitAtMost(SOON)
            .build());
  }

  private void put(Object argument) {
    arguments.put(argument.getClass(), argument);
  }
}
