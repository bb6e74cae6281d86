package io.gds.database.mongodb;

import com.mongodb.client.MongoCollection;
import io.gds.database.Database;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.SupportsProcesses;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.SecretRef;
import io.gds.database.ha.AddNodeOptions;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.ha.SupportsHighAvailability;
import io.gds.database.ha.SupportsSwitchover;
import io.gds.database.ha.SupportsTopologyChange;
import io.gds.database.ha.SyncMode;
import io.gds.database.ha.SyncModeOptions;
import io.gds.database.lifecycle.SupportsLifecycle;
import io.gds.database.observe.SupportsLogs;
import io.gds.database.observe.SupportsMetrics;
import io.gds.database.observe.SupportsStatements;
import io.gds.database.operation.Options;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.contract.Declaration;
import io.gds.database.testkit.contract.TestEngine;
import io.gds.database.testkit.mongodb.MongoKit;
import io.gds.database.testkit.mongodb.MongoSetModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/** A server in this process, which the real driver talks to. */
final class MongoTestEngine implements TestEngine {
  private final MongoKit kit;
  private final Optional<MongoSetModel> set;
  private final Path backups;
  private final AtomicInteger own = new AtomicInteger();
  private final AtomicInteger places = new AtomicInteger();

  MongoTestEngine(MongoKit kit) {
    this(kit, Optional.empty());
  }

  /** Beside the only member of a set, one of several. */
  MongoTestEngine(MongoKit kit, MongoSetModel set) {
    this(kit, Optional.of(set));
  }

  private MongoTestEngine(MongoKit kit, Optional<MongoSetModel> set) {
    this.kit = kit;
    this.set = set;
    // Its connections are there before any are counted.
    kit.client().listDatabaseNames().first();
    try {
      backups = Files.createTempDirectory("gds-mongo-backups-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public DatabaseProvider provider() {
    return new MongoProvider();
  }

  @Override
  public ConnectionInfo connection() {
    return MongoUrlGrammar.parse(kit.url()).orElseThrow();
  }

  @Override
  public Declaration declaration() {
    return Declaration.builder()
        .onEngine(
            List.of(
                SupportsBackup.class,
                SupportsBackupCatalog.class,
                SupportsConfiguration.class,
                SupportsHighAvailability.class,
                SupportsLifecycle.class,
                SupportsLogs.class,
                SupportsMetrics.class,
                SupportsProcesses.class,
                SupportsRestore.class,
                SupportsStatements.class,
                SupportsSwitchover.class,
                SupportsTopologyChange.class,
                SupportsUsers.class))
        .onDatabase(
            List.of(
                SupportsBackup.class,
                SupportsRestore.class,
                SupportsSchemas.class,
                SupportsClone.class))
        .cloneKinds(CloneKind.COPY, CloneKind.STRUCTURE_ONLY)
        .backupTypes(BackupType.LOGICAL)
        .verifyLevels(VerifyLevel.values())
        .withoutRename()
        .statementsPerTable(3)
        .build();
  }

  /**
   * MongoDB has no user without a password, and none that is there and cannot log in; members are
   * called by their addresses, and have no sync mode of their own.
   */
  @Override
  public <O extends Options> Optional<O> sample(Class<O> type, Database database) {
    SecretRef password = SecretRef.inline("not-a-password".toCharArray());
    Options sample = null;
    if (type == CreateUserOptions.class) {
      sample = CreateUserOptions.builder().name("gds_somebody").password(password).build();
    } else if (type == AlterUserOptions.class) {
      sample = AlterUserOptions.builder().name("gds_somebody").password(password).build();
    } else if (type == AddNodeOptions.class) {
      sample = member();
    } else if (type == CreateHaOptions.class) {
      sample = CreateHaOptions.builder().name("gds_sample_group").node(member()).build();
    } else if (type == SyncModeOptions.class) {
      sample = SyncModeOptions.builder().syncMode(SyncMode.ASYNCHRONOUS).build();
    }
    return Optional.ofNullable(sample).map(type::cast);
  }

  /** Members are called by their addresses; nobody listens at this one. */
  private static AddNodeOptions member() {
    return AddNodeOptions.builder().node("127.0.0.1:1").build();
  }

  /** Does what is not the library's, and is not counted. */
  private <T> T aside(Supplier<T> work) {
    int before = kit.commands().size();
    T result = work.get();
    own.addAndGet(kit.commands().size() - before);
    return result;
  }

  private MongoCollection<Document> letters(Database database) {
    return kit.client().getDatabase(database.name()).getCollection("letters");
  }

  @Override
  public void fill(Database database, long seed) {
    aside(
        () -> {
          long before = letters(database).countDocuments();
          return letters(database)
              .insertMany(
                  IntStream.range(0, 10)
                      .mapToObj(
                          n ->
                              new Document("_id", before + n)
                                  .append("text", seed + "/" + (seed * 31 + n)))
                      .toList());
        });
  }

  @Override
  public String contentHash(Database database) {
    return aside(() -> contents(database.name(), false)).toString();
  }

  /** All documents by collections; a collection that is empty is none, or none of their content. */
  private Map<String, List<String>> contents(String database, boolean empty) {
    TreeMap<String, List<String>> all = new TreeMap<>();
    com.mongodb.client.MongoDatabase of = kit.client().getDatabase(database);
    for (String name : of.listCollectionNames()) {
      TreeSet<String> documents = new TreeSet<>();
      of.getCollection(name).find().map(Document::toJson).into(documents);
      if (empty || !documents.isEmpty()) {
        all.put(name, List.copyOf(documents));
      }
    }
    return all;
  }

  @Override
  public String fingerprint() {
    TreeMap<String, Object> all = new TreeMap<>();
    for (String name : aside(() -> kit.client().listDatabaseNames().into(new ArrayList<>()))) {
      all.put(name, aside(() -> contents(name, true)));
    }
    all.put("parameters", aside(this::parameters));
    all.put("users", aside(() -> told(new Document("usersInfo", new Document("forAllDBs", true)))));
    all.put("roles", aside(() -> told(new Document("find", "system.roles"))));
    try (Stream<Path> files = Files.walk(backups)) {
      all.put("files", files.sorted().map(Path::toString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  private String parameters() {
    return kit.client()
        .getDatabase("admin")
        .runCommand(new Document("getParameter", "*"))
        .toString();
  }

  @Override
  public Optional<SetConfigurationOptions> harmlessChange(Database database) {
    return Optional.of(
        SetConfigurationOptions.builder()
            .set("cursorTimeoutMillis", "700000")
            .set("notablescan", "true")
            .build());
  }

  private String told(Document command) {
    return kit.client().getDatabase("admin").runCommand(command).toJson();
  }

  @Override
  public Location backupPlace() {
    return Location.local(backups.resolve("place" + places.incrementAndGet()));
  }

  @Override
  public Location backupDirectory() {
    return Location.local(backups);
  }

  @Override
  public OptionalLong statementsSent() {
    return OptionalLong.of(kit.commands().size() - own.get());
  }

  @Override
  public Optional<ConnectionInfo> replicated() {
    return set.map(MongoSetModel::url).map(MongoSetScene::info);
  }

  @Override
  public void close() {
    kit.close();
    set.ifPresent(MongoSetModel::close);
    try (Stream<Path> files = Files.walk(backups)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
