package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.cloning.CloneInfo;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.schema.SupportsSchemas;
import io.gds.database.schema.TableInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clones: the content, or only the structure, under another name, and apart from then on. */
abstract class CloneTests extends ContractGroup {
  CloneTests(PlatformContract contract) {
    super(contract);
  }

  private CloneOptions.Builder fresh() {
    return CloneOptions.builder().to(fixture().newDatabaseName());
  }

  @Test
  void everyKindOfCloneHoldsWhatItsKindHolds() throws Exception {
    Database source = run().filled();
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          for (CloneKind kind : declared().cloneKinds()) {
            CloneInfo info = clones.clone(fresh().kind(kind).build());
            Database clone = engine().database(info.target());
            assertThat(info.kind()).isEqualTo(kind);
            assertThat(info.source()).isEqualTo(source.name());
            assertThat(info.finishedAt()).isAfterOrEqualTo(info.startedAt());
            assertThat(clone.exists()).isTrue();
            assertThat(run().contentOf(clone).equals(content))
                .as("whether a clone by %s has the data", kind)
                .isEqualTo(kind.hasData());
            assertSameTables(source, clone);
          }
        });
    assertThat(run().contentOf(source)).as("the source of the clones").isEqualTo(content);
  }

  private void assertSameTables(Database source, Database clone) throws Exception {
    onDatabase(
        source,
        SupportsSchemas.class,
        schemas ->
            assertThat(names(clone.require(SupportsSchemas.class)))
                .isNotEmpty()
                .isEqualTo(names(schemas)));
  }

  private static List<String> names(SupportsSchemas schemas) {
    return schemas.tables().stream().map(TableInfo::name).toList();
  }

  @Test
  void theDefaultIsTheFirstDeclaredKindThatHasTheData() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          CloneInfo info = clones.clone(fresh().build());
          assertThat(info.kind()).isEqualTo(declared().cloneKinds().get(0));
          assertThat(run().contentOf(engine().database(info.target())))
              .isEqualTo(run().contentOf(source));
        });
  }

  @Test
  void aCloneAndItsSourceGoTheirOwnWays() throws Exception {
    Database source = run().filled(1);
    String content = run().contentOf(source);
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          Database clone = engine().database(clones.clone(fresh().build()).target());
          fixture().fill(source, 2);
          assertThat(run().contentOf(clone))
              .as("the clone of a source that changed")
              .isEqualTo(content);
          String changed = run().contentOf(source);
          fixture().fill(clone, 3);
          assertThat(run().contentOf(source))
              .as("the source of a clone that changed")
              .isEqualTo(changed);
          String kept = run().contentOf(clone);
          source.drop(DropOptions.defaults());
          assertThat(run().contentOf(clone))
              .as("the clone of a source that is gone")
              .isEqualTo(kept);
        });
  }

  @Test
  void aCloneNeverOverwritesAnotherDatabase() throws Exception {
    Database source = run().filled(1);
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          Database taken = run().filled(2);
          assertRefused(
              "a clone under a name that is taken",
              ErrorCode.ALREADY_EXISTS,
              () -> clones.clone(CloneOptions.to(taken.name())));
          assertRefused(
              "a clone under its own name",
              ErrorCode.ALREADY_EXISTS,
              () -> clones.clone(CloneOptions.to(source.name())));
        });
  }

  @Test
  void aNameThatIsTakenAfterPlanningIsNotOverwritten() throws Exception {
    Database source = run().filled(1);
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          Database target = run().missing();
          Operation<CloneInfo> planned = clones.prepareClone(CloneOptions.to(target.name()));
          target.create(CreateOptions.defaults());
          fixture().fill(target, 2);
          assertRefused("a clone over what appeared meanwhile", ErrorCode.PLAN_STALE, planned::run);
        });
  }

  @Test
  void whatDoesNotExistIsNotCloned() throws Exception {
    Database missing = run().missing();
    onDatabase(
        missing,
        SupportsClone.class,
        clones ->
            assertRefused(
                "a clone of what does not exist",
                ErrorCode.NOT_FOUND,
                () -> clones.clone(fresh().build())));
  }

  @Test
  void aKindThatIsNotDeclaredIsRefused() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          for (CloneKind kind : CloneKind.values()) {
            if (!declared().cloneKinds().contains(kind)) {
              assertUnsupported(
                  "a clone by " + kind, () -> clones.prepareClone(fresh().kind(kind).build()));
            }
          }
        });
  }

  @Test
  void aCloneThatIsCancelledLeavesNothingBehind() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          CloneOptions options = fresh().build();
          Operation<CloneInfo> planned = clones.prepareClone(options);
          run().audit().atNextStart(() -> Thread.currentThread().interrupt());
          assertRefused(
              "a cancelled clone",
              ErrorCode.CANCELLED,
              () -> {
                try {
                  planned.run();
                } finally {
                  Thread.interrupted();
                }
              });
          assertThat(engine().database(options.target()).exists()).isFalse();
          assertThat(clones.clone(options).target()).isEqualTo(options.target());
        });
  }

  @Test
  void aCloneCancelledOnItsWayIsEitherDoneOrLeavesNothingBehind() throws Exception {
    Database source = run().filled();
    onDatabase(
        source,
        SupportsClone.class,
        clones -> {
          CloneOptions options = fresh().build();
          Database clone = engine().database(options.target());
          String before = fixture().fingerprint();
          OperationResult<CloneInfo> result =
              cancelledAtFirstProgress(clones.prepareClone(options));
          if (!result.isSuccess()) {
            assertThat(result.outcome()).as(result.message()).isEqualTo(Outcome.CANCELLED);
            assertThat(fixture().fingerprint()).as("what is left behind").isEqualTo(before);
            clones.clone(options);
          }
          assertThat(run().contentOf(clone)).isEqualTo(run().contentOf(source));
        });
  }
}
