package io.gds.database.mongodb;

import io.gds.database.AlterOptions;
import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.CreateOptions;
import io.gds.database.DatabaseCondition;
import io.gds.database.Detail;
import io.gds.database.DropOptions;
import io.gds.database.SupportsDefinition;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.core.forward.ForwardingBackup;
import io.gds.database.core.forward.ForwardingClone;
import io.gds.database.core.forward.ForwardingRestore;
import io.gds.database.core.forward.ForwardingSchemas;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.schema.SchemaQuery;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A handle: hands each capability to the class that has it. */
final class DefaultMongoDatabase
    implements MongoDatabase,
        ForwardingSchemas,
        ForwardingBackup,
        ForwardingClone,
        ForwardingRestore {
  /** What can be done with a database that is not there. */
  private static final Set<Class<? extends Capability>> NEED_NONE =
      Set.of(SupportsDefinition.class, SupportsRestore.class);

  private final DefaultMongoEngine engine;
  private final MongoContext context;
  private final String name;
  private volatile @Nullable MongoDatabaseMetadata reading;

  DefaultMongoDatabase(
      DefaultMongoEngine engine, String name, Optional<MongoDatabaseMetadata> reading) {
    this.engine = engine;
    this.context = engine.context();
    this.name = name;
    this.reading = reading.orElse(null);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public MongoEngine engine() {
    return engine;
  }

  @Override
  public boolean exists() {
    return context.readings().exists(name);
  }

  @Override
  public DatabaseCondition condition() {
    return context.readings().require(name, Set.of()).condition();
  }

  @Override
  public MongoDatabaseMetadata metadata() {
    MongoDatabaseMetadata last = reading;
    return last == null ? refresh() : last;
  }

  @Override
  public MongoDatabaseMetadata refresh(Detail... details) {
    context.runner().requireOpen();
    MongoDatabaseMetadata now = context.readings().require(name, Set.of(details));
    reading = now;
    return now;
  }

  @Override
  public <C extends Capability> Optional<C> capability(Class<C> type) {
    return MongoCapabilities.OF_DATABASE.contains(type)
            && !MongoCapabilities.ofDatabase(type, context.known()).availability().isStructural()
        ? Optional.of(type.cast(this))
        : engine.capability(type);
  }

  @Override
  public <C extends Capability> C require(Class<C> type) {
    return capability(type)
        .orElseThrow(
            () ->
                MongoCapabilities.refusal(
                    name, MongoCapabilities.ofDatabase(type, context.known())));
  }

  @Override
  public CapabilityReport capabilities() {
    context.runner().requireOpen();
    boolean exists = exists();
    MongoRights rights = MongoRights.read(context, true);
    return MongoCapabilities.reportOfDatabase(
        name,
        context.clock().instant(),
        context.product(),
        status -> {
          CapabilityStatus allowed = MongoCapabilityRights.ofDatabase(rights, name, status);
          return exists || !allowed.isAvailable() ? allowed : withoutIt(allowed);
        });
  }

  private static CapabilityStatus withoutIt(CapabilityStatus status) {
    return NEED_NONE.contains(status.capability())
            || MongoCapabilities.OF_ENGINE.contains(status.capability())
        ? status
        : new CapabilityStatus(
            status.capability(),
            status.feature(),
            Availability.STATE,
            "the database does not exist",
            "Create or restore it.");
  }

  @Override
  public Set<OptionKey<?>> createKeys() {
    return MongoCreate.KEYS;
  }

  @Override
  public Set<OptionKey<?>> alterKeys() {
    return Set.of();
  }

  @Override
  public Set<OptionKey<?>> dropKeys() {
    return Set.of();
  }

  @Override
  public Operation<MongoDatabase> prepareCreate(CreateOptions options) {
    return new MongoDefinitions(context, this).prepareCreate(options);
  }

  @Override
  public Operation<@Nullable Void> prepareAlter(AlterOptions options) {
    return new MongoDefinitions(context, this).prepareAlter(options);
  }

  @Override
  public Operation<@Nullable Void> prepareDrop(DropOptions options) {
    return new MongoDefinitions(context, this).prepareDrop(options);
  }

  @Override
  public SupportsSchemas schemasDelegate() {
    return new MongoSchemas(context, name);
  }

  @Override
  public List<TableInfo> tables(SchemaQuery query) {
    return ForwardingSchemas.super.tables(query);
  }

  @Override
  public List<MongoCollectionInfo> listCollections() {
    return new MongoSchemas(context, name).listCollections();
  }

  @Override
  public List<MongoField> sampleFields(String collection, int size) {
    return new MongoSchemas(context, name).sampleFields(collection, size);
  }

  @Override
  public SupportsBackup backupDelegate() {
    return new MongoBackups(context, name);
  }

  @Override
  public SupportsRestore restoreDelegate() {
    return new MongoRestores(context, new MongoCatalog(context), name);
  }

  @Override
  public MongoProfilingState profiling() {
    return new MongoProfiling(context, name).state();
  }

  @Override
  public Operation<MongoProfilingState> prepareSetProfiling(MongoProfilingOptions options) {
    return new MongoProfiling(context, name).prepareSet(options);
  }

  @Override
  public List<MongoSlowOperation> slowOperations(MongoSlowQuery query) {
    return new MongoProfiling(context, name).slow(query);
  }

  @Override
  public Operation<MongoExportInfo> prepareExport(MongoExportOptions options) {
    return new MongoExports(context, name).prepareExport(options);
  }

  @Override
  public Operation<MongoImportInfo> prepareImport(MongoImportOptions options) {
    return new MongoImports(context, name).prepareImport(options);
  }

  @Override
  public SupportsClone cloneDelegate() {
    return new MongoClones(context, name);
  }

  @Override
  public Operation<CloneInfo> prepareClone(CloneOptions options) {
    return ForwardingClone.super.prepareClone(options);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DefaultMongoDatabase that
        && engine == that.engine
        && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(engine) + name.hashCode();
  }

  /** The name and the engine's. */
  @Override
  public String toString() {
    return name + " of " + engine.name();
  }
}
