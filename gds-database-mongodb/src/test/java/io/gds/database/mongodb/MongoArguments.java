package io.gds.database.mongodb;

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
import io.gds.database.access.RoleMembership;
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
import io.gds.database.connection.HostAddress;
import io.gds.database.connection.SecretRef;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.FailoverOptions;
import io.gds.database.ha.RejoinOptions;
import io.gds.database.ha.RemoveNodeOptions;
import io.gds.database.ha.SwitchoverOptions;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.RestartOptions;
import io.gds.database.lifecycle.ShutdownOptions;
import io.gds.database.lifecycle.StartupOptions;
import io.gds.database.observe.LogQuery;
import io.gds.database.observe.MetricQuery;
import io.gds.database.observe.StatementQuery;
import io.gds.database.schema.SchemaDetail;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SettingQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Arguments for every method, by their types, which name what there is on a set. They are made when
 * a method needs them, so that names which none can have are refused there.
 */
final class MongoArguments {
  private static final String SETTING = "cursorTimeoutMillis";
  private static final String HIDDEN_SETTING = "ldapQueryPassword";

  /** What is asked about a set by its name. */
  private static final Set<String> GROUPS = Set.of("haStatus", "haConfiguration");

  private static final Duration SOON = MongoNamedScene.soon();

  private final MongoNamedScene scene;
  private final MongoEngine engine;
  private final String database;
  private final String name;
  private final String fresh;
  private final String group;
  private final Map<Class<?>, Supplier<?>> arguments = new HashMap<>();
  private final List<Object> consumed = new ArrayList<>();

  /** Of what there is. */
  static MongoArguments of(MongoEngine engine, MongoNamedScene scene) {
    return new MongoArguments(
        engine, scene, names(scene), SecretRef.inline("Correct-Horse-7".toCharArray()));
  }

  private static List<String> names(MongoNamedScene scene) {
    List<String> names = new ArrayList<>();
    names.addAll(List.of(scene.name, scene.name, scene.fresh));
    names.addAll(List.of(scene.set.host(0), scene.set.host(1), scene.set.host(2)));
    names.add(MongoNamedScene.SET);
    return names;
  }

  /**
   * Of names.
   *
   * @param names of the database, of what is in it, of what there is not, of the primary, of two
   *     other members of the set, and of the set
   * @param secret the password of a new user
   */
  MongoArguments(MongoEngine engine, MongoNamedScene scene, List<String> names, SecretRef secret) {
    this.engine = engine;
    this.scene = scene;
    this.database = names.get(0);
    this.name = names.get(1);
    this.fresh = names.get(2);
    this.group = names.get(6);
    plain();
    queries();
    access(secret);
    work(secret);
    definitions();
    backups();
    files();
    set(names.get(3), names.get(4), names.get(5));
  }

  /** Of what there is, for another password. */
  static MongoArguments of(MongoEngine engine, MongoNamedScene scene, SecretRef secret) {
    return new MongoArguments(engine, scene, names(scene), secret);
  }

  /** Calls a method; what it gives to a consumer is what it tells. */
  Object call(MongoMethod method) {
    consumed.clear();
    Object on = method.handle() == MongoDatabase.class ? engine.database(database) : engine;
    Object told = method.call(on, of(method));
    return told == null ? List.copyOf(consumed) : told;
  }

  private Object[] of(MongoMethod method) {
    if (GROUPS.contains(method.method().getName()) && method.method().getParameterCount() == 1) {
      return new Object[] {group};
    }
    return Arrays.stream(method.method().getParameterTypes()).map(this::of).toArray();
  }

  private Object of(Class<?> type) {
    Supplier<?> argument = arguments.get(type);
    if (argument == null) {
      throw new AssertionError("there is no sample of " + type.getSimpleName());
    }
    return argument.get();
  }

  private void plain() {
    put(String.class, () -> name);
    put(int.class, () -> 1);
    put(Class.class, () -> SupportsProcesses.class);
    put(Consumer.class, () -> (Consumer<Object>) consumed::add);
    put(Detail[].class, Detail::values);
    put(Location.class, () -> Location.local(scene.archive()));
  }

  private void queries() {
    put(DatabaseQuery.class, () -> DatabaseQuery.userDatabases().like(name).with(Detail.values()));
    put(
        BackupQuery.class,
        () -> BackupQuery.all().database(name).in(Location.local(scene.backups())));
    put(GrantQuery.class, () -> GrantQuery.all().database(database).grantee(name));
    put(LogQuery.class, () -> LogQuery.all().containing(name));
    put(MetricQuery.class, MetricQuery::now);
    put(PrincipalQuery.class, () -> PrincipalQuery.all().database(database).like(name));
    put(ProcessQuery.class, () -> ProcessQuery.all().database(database).user(name));
    put(SchemaQuery.class, () -> SchemaQuery.all().like(name).with(SchemaDetail.values()));
    put(SettingQuery.class, SettingQuery::all);
    put(StatementQuery.class, () -> StatementQuery.top().database(database));
    put(MongoSlowQuery.class, () -> MongoSlowQuery.newest().collection(name));
  }

  private void access(SecretRef secret) {
    put(
        CreateUserOptions.class,
        () -> CreateUserOptions.builder().database(database).name(fresh).password(secret).build());
    put(
        AlterUserOptions.class,
        () -> AlterUserOptions.builder().database(database).name(name).password(secret).build());
    put(
        DropUserOptions.class,
        () -> DropUserOptions.builder().database(database).name(name).build());
    put(
        CreateRoleOptions.class,
        () -> CreateRoleOptions.builder().database(database).name(fresh).build());
    put(
        DropRoleOptions.class,
        () -> DropRoleOptions.builder().database(database).name(name).build());
    put(
        GrantOptions.class,
        () -> GrantOptions.builder().grant(grant()).membership(membership()).build());
    put(RevokeOptions.class, () -> RevokeOptions.builder().grant(grant()).build());
  }

  private Grant grant() {
    return Grant.of("update", Securable.collection(database, name), role());
  }

  private Principal role() {
    return Principal.role(name).in(database);
  }

  private RoleMembership membership() {
    return RoleMembership.of(role(), Principal.user(name).in(database));
  }

  private void work(SecretRef secret) {
    put(CancelProcessOptions.class, () -> CancelProcessOptions.of(scene.process));
    put(
        TerminateProcessOptions.class,
        () -> TerminateProcessOptions.builder().process(scene.process).waitAtMost(SOON).build());
    put(
        SetConfigurationOptions.class,
        () ->
            SetConfigurationOptions.builder()
                .set(SETTING, "700000")
                .setSecret(HIDDEN_SETTING, secret)
                .build());
    put(ResetConfigurationOptions.class, () -> ResetConfigurationOptions.of(SETTING));
    put(
        MongoFeatureVersionOptions.class,
        () -> MongoFeatureVersionOptions.builder().version("7.0").build());
    put(MongoProfilingOptions.class, () -> MongoProfilingOptions.of(MongoProfilingLevel.SLOW));
    put(StartupOptions.class, () -> StartupOptions.builder().waitAtMost(SOON).build());
    put(ShutdownOptions.class, () -> ShutdownOptions.builder().waitAtMost(SOON).build());
    put(RestartOptions.class, () -> RestartOptions.builder().waitAtMost(SOON).build());
  }

  private void definitions() {
    put(
        CreateOptions.class,
        () -> CreateOptions.builder().option(MongoCreate.COLLECTION, name).build());
    put(AlterOptions.class, () -> AlterOptions.rename(fresh));
    put(DropOptions.class, DropOptions::defaults);
    put(CloneOptions.class, () -> CloneOptions.to(fresh));
  }

  private void backups() {
    put(
        BackupOptions.class,
        () -> BackupOptions.builder().to(Location.local(scene.place())).build());
    put(
        RestoreOptions.class,
        () ->
            RestoreOptions.builder()
                .from(RestoreSource.archive(Location.local(scene.archive())))
                .overwrite(true)
                .build());
    put(
        VerifyOptions.class,
        () -> VerifyOptions.builder().backup(Location.local(scene.archive())).build());
    put(
        DeleteBackupsOptions.class,
        () ->
            DeleteBackupsOptions.builder()
                .policy(RetentionPolicy.keepLast(1))
                .database(database)
                .in(Location.local(scene.backups()))
                .build());
  }

  private void files() {
    put(
        MongoExportOptions.class,
        () ->
            MongoExportOptions.builder()
                .collection(name)
                .to(scene.file("export.csv"))
                .format(MongoFileFormat.CSV)
                .fields(List.of(name))
                .build());
    put(
        MongoImportOptions.class,
        () ->
            MongoImportOptions.builder()
                .from(scene.file("import.csv"))
                .collection(name)
                .format(MongoFileFormat.CSV)
                .mode(MongoImportMode.UPSERT)
                .fields(List.of(name))
                .upsertFields(List.of(name))
                .build());
  }

  private void set(String leader, String member, String another) {
    String added = member.equals(scene.set.host(1)) ? "127.0.0.1:1" : member;
    Supplier<AddNodeOptions> node =
        () -> AddNodeOptions.builder().node(added).waitAtMost(SOON).build();
    put(HostAddress.class, () -> MongoConfiguration.node(scene.set.host(1)));
    put(AddNodeOptions.class, node);
    put(
        CreateHaOptions.class,
        () -> CreateHaOptions.builder().name(fresh).node(node.get()).build());
    put(
        SwitchoverOptions.class,
        () -> SwitchoverOptions.builder().leader(leader).target(member).waitAtMost(SOON).build());
    put(
        FailoverOptions.class,
        () ->
            FailoverOptions.builder().target(member).acceptDataLoss(true).waitAtMost(SOON).build());
    put(RejoinOptions.class, () -> RejoinOptions.builder().node(member).waitAtMost(SOON).build());
    put(RemoveNodeOptions.class, () -> RemoveNodeOptions.builder().node(another).build());
    put(
        SyncModeOptions.class,
        () -> SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).waitAtMost(SOON).build());
    put(
        MongoMemberOptions.class,
        () ->
            MongoMemberOptions.builder()
                .node(another)
                .option(MongoMember.PRIORITY, 0.5)
                .waitAtMost(SOON)
                .build());
  }

  private <T> void put(Class<T> type, Supplier<? extends T> argument) {
    arguments.put(type, argument);
  }
}
