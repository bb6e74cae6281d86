package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Availability;
import io.gds.database.Capability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilitySource;
import io.gds.database.CapabilityStatus;
import io.gds.database.Database;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsBackupCatalog;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import io.gds.database.lifecycle.StateChange;
import io.gds.database.lifecycle.StateSupport;
import io.gds.database.lifecycle.SupportsStates;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the declaration, the answers and the report say the same. */
abstract class CapabilityTests extends ContractGroup {
  CapabilityTests(PlatformContract contract) {
    super(contract);
  }

  @Test
  void theProviderOffersAtLeastWhatItsEnginesCanDo() {
    assertThat(fixture().provider().offers())
        .containsAll(declared().engine())
        .containsAll(declared().database());
  }

  @Test
  void anEngineAnswersAsItIsDeclared() {
    assertAnswersAsDeclared(engine(), declared().engine());
  }

  @Test
  void aDatabaseAnswersAsItIsDeclared() {
    assertAnswersAsDeclared(run().created(), declared().database());
  }

  @Test
  void aDatabaseThatDoesNotExistAnswersTheSame() {
    assertAnswersAsDeclared(run().missing(), declared().database());
  }

  private void assertAnswersAsDeclared(
      CapabilitySource source, Set<Class<? extends Capability>> declared) {
    OptionalLong before = fixture().statementsSent();
    for (Class<? extends Capability> type : Capabilities.ALL) {
      if (declared.contains(type)) {
        assertThat(source.capability(type)).as(type.getSimpleName()).isPresent();
        assertThat(source.require(type)).as(type.getSimpleName()).isInstanceOf(type);
      } else {
        assertRefused(source, type);
      }
    }
    assertThat(fixture().statementsSent()).as("statements sent only to ask").isEqualTo(before);
  }

  @Test
  void anEnginesReportSaysWhatItsAnswersSay() {
    assertReported(engine(), engine().name());
  }

  @Test
  void aDatabasesReportSaysWhatItsAnswersSay() {
    Database database = run().filled();
    CapabilityReport report = assertReported(database, database.name());
    assertParts(report, SupportsBackup.class, BackupType.values(), declared().backupTypes());
    assertParts(report, SupportsClone.class, CloneKind.values(), declared().cloneKinds());
    assertParts(report, SupportsStates.class, StateChange.values(), declared().states());
    assertParts(
        report, SupportsBackupCatalog.class, VerifyLevel.values(), declared().verifyLevels());
  }

  private CapabilityReport assertReported(CapabilitySource source, String subject) {
    OptionalLong before = fixture().statementsSent();
    CapabilityReport report = run().unchanged("a report", source::capabilities);
    OptionalLong after = fixture().statementsSent();
    if (before.isPresent()) {
      assertThat(after.orElseThrow() - before.getAsLong())
          .as("statements of a report")
          .isLessThanOrEqualTo(2);
    }
    assertThat(report.subject()).isEqualTo(subject);
    assertThat(report.entries())
        .extracting(CapabilityStatus::subject)
        .as("one entry per capability and part")
        .doesNotHaveDuplicates();
    for (Class<? extends Capability> type : Capabilities.ALL) {
      assertEntry(source, type, report.status(type));
    }
    return report;
  }

  private void assertEntry(
      CapabilitySource source, Class<? extends Capability> type, CapabilityStatus status) {
    String name = type.getSimpleName();
    if (source.capability(type).isPresent()) {
      assertThat(status.availability().isStructural())
          .as("%s is there: %s", name, status)
          .isFalse();
    } else {
      assertThat(status.availability().isStructural())
          .as("%s is absent: %s", name, status)
          .isTrue();
      UnsupportedCapabilityException refusal =
          (UnsupportedCapabilityException)
              ContractRun.failing("requiring " + name, () -> source.require(type));
      assertThat(refusal.availability()).as(name).isEqualTo(status.availability());
      assertThat(refusal.getMessage()).contains(status.reason());
      assertThat(refusal.remedy().orElse("")).isEqualTo(status.remedy());
    }
    assertExplained(status);
  }

  private <F extends Enum<F>> void assertParts(
      CapabilityReport report, Class<? extends Capability> of, F[] all, List<F> declared) {
    if (!declared().database().contains(of)) {
      return;
    }
    for (F part : all) {
      CapabilityStatus status = report.status(of, part);
      assertThat(status.availability().isStructural())
          .as("%s: %s", status.subject(), status)
          .isEqualTo(!declared.contains(part));
      assertExplained(status);
    }
  }

  private static void assertExplained(CapabilityStatus status) {
    if (status.isAvailable()) {
      assertThat(status.reason()).as("a reason against %s", status.subject()).isEmpty();
    } else {
      assertThat(status.reason())
          .as("the reason against %s", status.subject())
          .isNotBlank()
          .isNotEqualTo("is not in the report");
    }
    if (status.availability() == Availability.PERMISSION
        || status.availability() == Availability.TOOL
        || status.availability() == Availability.CONFIGURATION) {
      assertThat(status.remedy()).as("the remedy for %s", status.subject()).isNotBlank();
    }
  }

  @Test
  void thePartsAreTheDeclaredOnesInTheirOrder() throws Exception {
    Database database = run().created();
    onDatabase(
        database,
        SupportsBackup.class,
        backups -> assertThat(backups.backupTypes()).isEqualTo(declared().backupTypes()));
    onDatabase(
        database,
        SupportsBackupCatalog.class,
        catalog -> assertThat(catalog.verifyLevels()).isEqualTo(declared().verifyLevels()));
    onDatabase(
        database,
        SupportsClone.class,
        clones -> assertThat(clones.cloneKinds()).isEqualTo(declared().cloneKinds()));
    onDatabase(
        database,
        SupportsStates.class,
        states ->
            assertThat(states.states())
                .extracting(StateSupport::state)
                .containsExactlyInAnyOrderElementsOf(declared().states()));
  }
}
