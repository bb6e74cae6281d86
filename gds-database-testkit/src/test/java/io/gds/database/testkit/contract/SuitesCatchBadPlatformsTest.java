package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.DeleteBackupsOptions;
import io.gds.database.backup.RetentionPlan;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.operation.OptionValues;
import io.gds.database.operation.Options;
import io.gds.database.settings.SupportsConfiguration;
import io.gds.database.spi.DatabaseProvider;
import io.gds.database.testkit.fake.FakeContent;
import io.gds.database.testkit.fake.FakeServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.slf4j.LoggerFactory;

/** That each part of the contract fails on a platform that breaks it, and only then. */
class SuitesCatchBadPlatformsTest {
  private static final AtomicReference<Function<FakeServer, Tampering>> TAMPERING =
      new AtomicReference<>(server -> Tampering.NONE);
  private static final AtomicReference<Declaration> DECLARED = new AtomicReference<>();
  private static final AtomicBoolean LOGGED_URLS = new AtomicBoolean();

  /** The fake behind a provider that does one thing otherwise. */
  private static final class TamperedTestEngine extends FakeTestEngine {
    @Override
    public DatabaseProvider provider() {
      return new TamperedProvider(
          super.provider(),
          TAMPERING.get().apply(server()),
          url -> {
            if (LOGGED_URLS.get()) {
              LoggerFactory.getLogger(TamperedTestEngine.class).info("parsing {}", url);
            }
          });
    }

    @Override
    public Declaration declaration() {
      Declaration declared = DECLARED.get();
      return declared != null ? declared : super.declaration();
    }
  }

  static class TamperedEngineContractTest extends EngineContract {
    @Override
    protected TestEngine start() {
      return new TamperedTestEngine();
    }
  }

  static class MisnamedContractTest extends EngineContract {
    @Override
    protected TestEngine start() {
      return new TamperedTestEngine();
    }
  }

  static class TamperedBackupContractTest extends BackupContract {
    @Override
    protected TestEngine start() {
      return new TamperedTestEngine();
    }
  }

  static class TamperedCloneContractTest extends CloneContract {
    @Override
    protected TestEngine start() {
      return new TamperedTestEngine();
    }
  }

  static class TamperedOptionsTest extends OptionsContract {
    @Override
    protected TestEngine start() {
      return new TamperedTestEngine();
    }
  }

  private static EngineExecutionResults run(DiscoverySelector selector) {
    return EngineTestKit.engine("junit-jupiter").selectors(selector).execute();
  }

  private static DiscoverySelector test(Class<?> suite, Class<?> group, String method) {
    return selectNestedMethod(List.of(suite), group, method);
  }

  private static void assertCaught(DiscoverySelector test, Tampering tampering) {
    assertCaught(test, server -> tampering);
  }

  /** That a test passes on the fake and fails on the fake tampered with. */
  private static void assertCaught(
      DiscoverySelector test, Function<FakeServer, Tampering> tampering) {
    EngineExecutionResults faithful = run(test);
    assertThat(faithful.testEvents().succeeded().count())
        .as("tests that pass on the fake")
        .isPositive();
    assertThat(failuresOf(faithful)).as("failures on the fake itself").isEmpty();
    TAMPERING.set(tampering);
    try {
      assertThat(failuresOf(run(test))).as("failures on the tampered fake").isNotEmpty();
    } finally {
      TAMPERING.set(server -> Tampering.NONE);
    }
  }

  private static List<String> failuresOf(EngineExecutionResults results) {
    return results.allEvents().failed().stream().map(Object::toString).toList();
  }

  @Test
  void aDryRunThatChangesSomethingIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Preparation.class,
            "preparingAndScriptingChangesNothing"),
        server ->
            (call, next) -> {
              if (call.is("prepareDrop")) {
                server.database("left_behind", FakeContent.empty());
              }
              return next.call();
            });
  }

  @Test
  void aCapabilityThatWorksWithoutBeingDeclaredIsCaught() {
    DiscoverySelector test =
        test(
            TamperedEngineContractTest.class,
            EngineContract.Refusals.class,
            "everyCapabilityIsEitherThereOrRefused");
    assertThat(failuresOf(run(test))).isEmpty();
    DECLARED.set(Declaration.builder().build());
    try {
      assertThat(failuresOf(run(test))).isNotEmpty();
    } finally {
      DECLARED.set(null);
    }
  }

  @Test
  void aCapabilityThatIsDeclaredAndMissingIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.DeclaredCapabilities.class,
            "aDatabaseAnswersAsItIsDeclared"),
        (call, next) ->
            call.is("capability") && call.argument(Class.class) == SupportsClone.class
                ? Optional.empty()
                : next.call());
  }

  @Test
  void aBackupThatSaysOkAndCannotBeRestoredIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Backups.class,
            "everyTypeThatStandsAloneRestoresToTheSameContent"),
        (call, next) -> {
          Object result = next.call();
          if (call.is("backup")) {
            Path archive = ((BackupInfo) result).location().path();
            byte[] bytes = Files.readAllBytes(archive);
            bytes[bytes.length / 2] ^= 1;
            Files.write(archive, bytes);
          }
          return result;
        });
  }

  @Test
  void aBackupThatOverwritesAnotherIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Backups.class,
            "anExistingBackupIsNeverOverwritten"),
        (call, next) -> {
          if (call.is("backup")) {
            Path archive = call.argument(BackupOptions.class).location().orElseThrow().path();
            Files.deleteIfExists(archive);
            Files.deleteIfExists(archive.resolveSibling(archive.getFileName() + ".manifest.json"));
          }
          return next.call();
        });
  }

  @Test
  void aRestoreThatTouchesItsTargetBeforeItProvedTheArchiveIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Damage.class,
            "anArchiveWithOneBitFlippedIsRefusedBeforeTheTargetIsTouched"),
        server -> {
          AtomicReference<String> asked = new AtomicReference<>("");
          return (call, next) -> {
            if (call.target() instanceof Database database) {
              asked.set(database.name());
            }
            if (call.is("restore")) {
              server.vanish(asked.get());
            }
            return next.call();
          };
        });
  }

  @Test
  void aVerificationThatLooksAtNothingIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Damage.class,
            "anArchiveWithOneBitFlippedIsRefusedBeforeTheTargetIsTouched"),
        (call, next) -> {
          try {
            return next.call();
          } catch (DatabaseException e) {
            if (!call.is("verifyBackup")) {
              throw e;
            }
            BackupInfo backup =
                ((SupportsBackupCatalog) call.target())
                    .inspectBackup(call.argument(VerifyOptions.class).location());
            return new BackupVerification(
                backup, VerifyLevel.ARCHIVE, List.of("it is there"), Instant.now());
          }
        });
  }

  @Test
  void aRetentionThatKeepsLessThanItsPlanIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Catalog.class,
            "theNewestBackupIsNeverDeleted"),
        (call, next) -> {
          if (call.is("deleteBackups")) {
            DeleteBackupsOptions options = call.argument(DeleteBackupsOptions.class);
            Path directory = options.directory().orElseThrow().path();
            try (Stream<Path> files = Files.list(directory)) {
              for (Path file : files.toList()) {
                Files.delete(file);
              }
            }
            return new RetentionPlan(List.of(), List.of(), Map.of());
          }
          return next.call();
        });
  }

  @Test
  void aNameThatIsAlteredSilentlyIsCaught() {
    for (Function<String, String> altered :
        List.<Function<String, String>>of(
            String::strip,
            name -> name.toLowerCase(Locale.ROOT),
            name -> name.length() > 63 ? name.substring(0, 63) : name,
            name -> name.replace('\n', ' '))) {
      assertCaught(
          test(
              TamperedEngineContractTest.class,
              EngineContract.Names.class,
              "aHostileNameIsKeptExactlyOrRefusedUpFront"),
          (call, next) ->
              call.is("database") && call.target() instanceof DatabaseEngine
                  ? next.with(altered.apply(call.argument(String.class)))
                  : next.call());
    }
  }

  @Test
  void aListThatAsksOnceForEachDatabaseIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Listing.class,
            "aListIsTakenInAsManyStatementsForManyDatabasesAsForOne"),
        (call, next) -> {
          Object result = next.call();
          if (call.is("databases")) {
            ((List<?>) result).forEach(found -> ((Database) found).refresh());
          }
          return result;
        });
  }

  @Test
  void anEngineThatWorksOnAfterItWasClosedIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Opening.class,
            "aClosedEngineRefusesAllWorkAndKeepsItsNameAndLastReading"),
        (call, next) -> {
          try {
            return next.call();
          } catch (DatabaseException e) {
            if (call.is("ping")) {
              return null;
            }
            throw e;
          }
        });
  }

  @Test
  void anExistingDatabaseThatIsMadeAnewUnaskedIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Gate.class,
            "aRefusedOperationChangesNothingAndSaysWhy"),
        server ->
            (call, next) -> {
              if (call.is("prepareCreate")) {
                server.vanish(((Database) call.target()).name());
              }
              return next.call();
            });
  }

  @Test
  void aStructureOnlyCloneThatHoldsTheDataIsCaught() {
    assertCaught(
        test(
            TamperedCloneContractTest.class,
            CloneContract.Clones.class,
            "everyKindOfCloneHoldsWhatItsKindHolds"),
        (call, next) ->
            call.is("clone")
                ? next.with(
                    call.argument(CloneOptions.class).toBuilder().kind(CloneKind.COPY).build())
                : next.call());
  }

  @Test
  void anUnknownOptionThatIsIgnoredIsCaught() {
    assertCaught(
        test(
            TamperedOptionsTest.class,
            OptionsContract.Keys.class,
            "anUnknownOptionIsRefusedAndTheKnownOnesNamed"),
        (call, next) ->
            call.is("prepareCreate")
                ? next.with(WithOptions.of(call.argument(Options.class), OptionValues.none()))
                : next.call());
  }

  @Test
  void aDatabaseThatForgetsItsLastReadingIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Opening.class,
            "aDatabaseThatOutlivesItsEngineKeepsItsNameAndLastReading"),
        (call, next) ->
            call.is("metadata") && call.target() instanceof Database database
                ? database.refresh()
                : next.call());
  }

  @Test
  void aClassThatIsNotNamedAsItShouldBeIsCaught() {
    String method = "theClassIsNamedAfterItsPlatformAndItsSuite";
    assertThat(failuresOf(run(selectMethod(TamperedEngineContractTest.class, method)))).isEmpty();
    assertThat(failuresOf(run(selectMethod(MisnamedContractTest.class, method)))).isNotEmpty();
  }

  @Test
  void aServerThatDoesNotStartFailsEveryTest() {
    TAMPERING.set(
        server -> {
          throw new IllegalStateException("no server today");
        });
    try {
      EngineExecutionResults results = run(selectClass(TamperedCloneContractTest.class));
      assertThat(results.testEvents().succeeded().count()).isZero();
      assertThat(failuresOf(results)).isNotEmpty();
    } finally {
      TAMPERING.set(server -> Tampering.NONE);
    }
  }

  @Test
  void aChangeThatIsSentAgainBlindlyIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.LostAnswers.class,
            "aChangeThatHadNoEffectIsFoundNotDoneAndNotSentAgain"),
        (call, next) -> {
          Object result = next.call();
          if (call.is("exists") && result.equals(false)) {
            ((Database) call.target()).create(CreateOptions.defaults());
            return true;
          }
          return result;
        });
  }

  @Test
  void aPasswordThatIsPrintedIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Secrets.class,
            "thePasswordOfAConnectionIsSeenNowhere"),
        (call, next) -> {
          if (call.is("toString") && call.target() instanceof DatabaseEngine engine) {
            return engine
                .connectionInfo()
                .credentials()
                .secret()
                .flatMap(SecretRef::inlineSecret)
                .map(secret -> "engine with " + new String(secret.chars()))
                .orElse("engine");
          }
          return next.call();
        });
  }

  @Test
  void aSettingThatIsOnlySaidToBeSetIsCaught() {
    assertCaught(
        test(
            TamperedEngineContractTest.class,
            EngineContract.Settings.class,
            "aValueThatIsSetIsTheValueThatIsReadThen"),
        (call, next) ->
            call.is("setConfiguration")
                ? ((SupportsConfiguration) call.target()).configuration()
                : next.call());
  }

  @Test
  void anIncrementalBackupThatCannotBeRestoredIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Backups.class,
            "aTypeThatNeedsAnotherNamesItAndRestoresWithIt"),
        (call, next) -> {
          Object result = next.call();
          if (call.is("backup") && ((BackupInfo) result).basedOn().isPresent()) {
            Files.write(((BackupInfo) result).location().path(), new byte[0]);
          }
          return result;
        });
  }

  @Test
  void aRestoreThatLeavesTheOldContentIsCaught() {
    assertCaught(
        test(
            TamperedBackupContractTest.class,
            BackupContract.Damage.class,
            "anArchiveTruncatedAnywhereIsRefusedBeforeTheTargetIsTouched"),
        server ->
            (call, next) -> {
              if (!call.is("restore")) {
                return next.call();
              }
              String name = ((Database) call.target()).name();
              FakeContent old = server.content(name).orElse(FakeContent.empty());
              Object result = next.call();
              server.database(name, old);
              return result;
            });
  }

  @Test
  void aPasswordOfAUrlThatIsLoggedIsCaught() {
    DiscoverySelector test =
        test(
            TamperedEngineContractTest.class,
            EngineContract.Secrets.class,
            "aPasswordInAUrlIsHiddenAtOnce");
    assertThat(failuresOf(run(test))).isEmpty();
    LOGGED_URLS.set(true);
    try {
      assertThat(failuresOf(run(test))).isNotEmpty();
    } finally {
      LOGGED_URLS.set(false);
    }
  }

  @Test
  void whatCannotBeTriedIsSkippedAndSaysWhy() {
    for (Class<?> suite : List.of(SparseEngineContractTest.class, SparseBackupContractTest.class)) {
      EngineExecutionResults results = run(selectClass(suite));
      assertThat(failuresOf(results)).isEmpty();
      assertThat(results.allEvents().aborted().list())
          .as("what is skipped of %s", suite.getSimpleName())
          .isNotEmpty()
          .allSatisfy(
              event ->
                  assertThat(
                          event.getPayload(TestExecutionResult.class).orElseThrow().getThrowable())
                      .hasValueSatisfying(
                          why -> assertThat(why).hasMessageContaining("skipped, because")));
    }
  }

  @Test
  void aThreadThatIsLeftBehindIsCaught() {
    CountDownLatch over = new CountDownLatch(1);
    try {
      assertCaught(
          test(
              TamperedEngineContractTest.class,
              EngineContract.Leaks.class,
              "aClosedEngineLeavesNothingBehind"),
          (call, next) -> {
            if (call.is("databases")) {
              Thread left = new Thread(() -> await(over), "gds-left-behind");
              left.setDaemon(true);
              left.start();
            }
            return next.call();
          });
    } finally {
      over.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
