package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DropOptions;
import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.access.DropUserOptions;
import io.gds.database.access.SupportsUsers;
import io.gds.database.connection.ConnectionInfo;
import io.gds.database.connection.Credentials;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.json.Json;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Options;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.testkit.Canary;
import io.gds.database.testkit.CapturedLogs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A secret that was given is seen nowhere: not in logs, errors, texts, files or arguments. */
abstract class SecretTests extends ContractGroup {
  SecretTests(PlatformContract contract) {
    super(contract);
  }

  private interface Use {
    void accept(Canary canary, Watched watched) throws Exception;
  }

  /** Collects what was said, to be searched at the end. */
  private static final class Watched {
    private final Canary canary;
    private final RecordedAudit audit = new RecordedAudit();

    Watched(Canary canary) {
      this.canary = canary;
    }

    void see(String where, Object said) {
      canary.assertAbsentFrom(where, said);
    }

    void see(Operation<?> planned) {
      see("the plan", planned);
      see("the script", planned.script().text());
      see("the checks", planned.checks());
    }

    void see(OperationResult<?> result) {
      see("the result", result);
      see("the result's message", result.message());
      see("the result's details", result.details());
      result.error().ifPresent(error -> see("the error", error));
    }
  }

  private void watching(Use use) throws Exception {
    watching(Canary.random(), use);
  }

  private void watching(Canary canary, Use use) throws Exception {
    Watched watched = new Watched(canary);
    try (CapturedLogs logs = CapturedLogs.start()) {
      use.accept(canary, watched);
      canary.assertAbsentFromProcesses();
      canary.assertAbsentFrom(logs);
    }
    watched.audit.records().forEach(record -> watched.see("an audit record", Json.line(record)));
    for (Path directory : fixture().directories()) {
      canary.assertAbsentFromFiles(directory);
    }
  }

  @Test
  void thePasswordOfAConnectionIsSeenNowhere() throws Exception {
    watching(
        (canary, watched) -> {
          ConnectionInfo info =
              fixture()
                  .withPassword("ada", canary.ref())
                  .orElseGet(
                      () ->
                          fixture().connection().toBuilder()
                              .credentials(Credentials.password("ada", canary.ref()))
                              .build());
          watched.see("the connection", info);
          watched.see("the connection's URL", info.redactedUrl());
          watched.see("the credentials", info.credentials());
          try (DatabaseManager manager = run().newManager(watched.audit)) {
            DatabaseEngine engine = manager.open(info);
            watched.see("the engine", engine);
            watched.see("its connection", engine.connectionInfo());
            watched.see("its metadata", engine.metadata());
            watched.see("its report", engine.capabilities());
            useAll(engine, watched);
          } catch (DatabaseException e) {
            watched.see("the refusal to open", e);
            assertThat(e.code())
                .as("a password is taken, or refused as such: %s", e)
                .isIn(
                    ErrorCode.AUTHENTICATION_FAILED,
                    ErrorCode.INVALID_OPTIONS,
                    ErrorCode.INVALID_CONNECTION);
          }
        });
  }

  private void useAll(DatabaseEngine engine, Watched watched) {
    Database database = engine.database(fixture().newDatabaseName());
    see(engine, database.prepareCreate(CreateOptions.defaults()), watched);
    see(engine, database.prepareCreate(CreateOptions.defaults()), watched);
    watched.see("the database", database);
    watched.see("its metadata", database.metadata());
    watched.see("its report", database.capabilities());
    SampleOptions samples = new SampleOptions(run(), database, fixture().backupPlace());
    declared()
        .database()
        .forEach(
            type ->
                Capabilities.preparing(type)
                    .forEach(
                        verb ->
                            watched.see(
                                (Operation<?>)
                                    Capabilities.invoke(
                                        verb,
                                        database.require(type),
                                        samples.of(
                                            verb.getParameterTypes()[0].asSubclass(
                                                Options.class))))));
    see(engine, database.prepareDrop(DropOptions.defaults()), watched);
  }

  private static <T extends @Nullable Object> void see(
      DatabaseEngine engine, Operation<T> planned, Watched watched) {
    watched.see(planned);
    watched.see(engine.operations().execute(planned, OperationContext.none()));
  }

  @Test
  void aPasswordInAUrlIsHiddenAtOnce() throws Exception {
    // Of letters and digits only, since in a URL anything else is written otherwise.
    String secret = Canary.random().secret().replaceAll("[^A-Za-z0-9]", "");
    watching(
        Canary.of(secret),
        (canary, watched) -> {
          String scheme = fixture().provider().type().id();
          for (String url :
              List.of(
                  scheme + "://ada:" + secret + "@localhost/x",
                  scheme + "://localhost/x?password=" + secret,
                  scheme + ":ada:" + secret + "@x",
                  "jdbc:" + scheme + "://localhost/x?password=" + secret,
                  "jdbc:" + scheme + "://localhost;password=" + secret)) {
            try {
              Optional<ConnectionInfo> info = fixture().provider().parse(url);
              watched.see("what became of a URL", info);
              info.ifPresent(known -> watched.see("its properties", known.properties()));
            } catch (DatabaseException e) {
              watched.see("the refusal of a URL", e);
            }
          }
        });
  }

  @Test
  void aSecretThatCannotBeFetchedIsSaidSo() {
    Optional<ConnectionInfo> info =
        fixture().withPassword("ada", SecretRef.of("env", "GDS_NO_SUCH_VARIABLE"));
    assumeTrue(info.isPresent(), "skipped, because this platform has no passwords");
    assertThat(ContractRun.failing("opening", () -> manager().open(info.orElseThrow())).code())
        .isEqualTo(ErrorCode.SECRET_UNAVAILABLE);
  }

  @Test
  void theNewPasswordOfAUserIsSeenNowhere() throws Exception {
    onEngine(
        SupportsUsers.class,
        users ->
            watching(
                (canary, watched) -> {
                  String name = fixture().newDatabaseName();
                  CreateUserOptions create =
                      CreateUserOptions.builder().name(name).password(canary.ref()).build();
                  watched.see("the options", create);
                  see(engine(), users.prepareCreateUser(create), watched);
                  see(engine(), users.prepareCreateUser(create), watched);
                  AlterUserOptions alter =
                      AlterUserOptions.builder().name(name).password(canary.ref()).build();
                  watched.see("the options", alter);
                  see(engine(), users.prepareAlterUser(alter), watched);
                  watched.see("the users", users.users());
                  run()
                      .audit()
                      .records()
                      .forEach(record -> watched.see("an audit record", Json.line(record)));
                  users.dropUser(DropUserOptions.builder().name(name).build());
                }));
  }

  @Test
  void aSettingThatIsASecretIsSeenNowhere() throws Exception {
    onEngine(
        SupportsConfiguration.class,
        settings ->
            watching(
                (canary, watched) -> {
                  String name = settings.configuration().get(0).name();
                  SetConfigurationOptions options =
                      SetConfigurationOptions.builder().setSecret(name, canary.ref()).build();
                  watched.see("the options", options);
                  try {
                    watched.see(settings.prepareSetConfiguration(options));
                  } catch (DatabaseException e) {
                    watched.see("the refusal", e);
                  }
                }));
  }
}
