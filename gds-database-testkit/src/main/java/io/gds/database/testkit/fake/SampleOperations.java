package io.gds.database.testkit.fake;

import io.gds.database.Availability;
import io.gds.database.CapabilityReport;
import io.gds.database.CapabilityStatus;
import io.gds.database.DatabaseCondition;
import io.gds.database.NamePattern;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.connection.HostAddress;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.AuditRecord;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.operation.Progress;
import io.gds.database.operation.ProgressUnit;
import io.gds.database.operation.Script;
import io.gds.database.operation.Step;
import io.gds.database.operation.StepKind;
import io.gds.database.operation.StepResult;
import io.gds.database.operation.StepStatus;
import io.gds.database.operation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Samples of the packages that all others see. */
final class SampleOperations {
  private static final Step STEP =
      new Step(StepKind.COMMAND, "drop database \"orders\"", Effect.ONCE, "node-1");
  private static final StepResult STEP_RESULT =
      new StepResult(STEP, StepStatus.DONE, 1, Duration.ofMillis(20));
  private static final Check CHECK =
      new Check(
          "no sessions stand in the way",
          Samples.DATABASE,
          "2 sessions",
          "0 sessions",
          Verdict.WARNING,
          ErrorCode.DATABASE_IN_USE,
          Samples.AT,
          "End them, or use force.");
  private static final CapabilityStatus STATUS =
      CapabilityStatus.absent(
          SupportsBackup.class,
          BackupType.LOG,
          Availability.CONFIGURATION,
          "the log is not kept",
          "Turn archiving on.");

  private SampleOperations() {}

  static List<Record> all() {
    return List.of(
        DatabaseCondition.USABLE,
        new NamePattern("ord*"),
        new HostAddress("db.example.com", java.util.OptionalInt.of(5432)),
        HostCommand.of("systemctl", "stop", "postgresql"),
        new OptionFault("fake.label", "takes text of at most 100 characters"),
        STATUS,
        new CapabilityReport(Samples.DATABASE, Samples.AT, List.of(STATUS)),
        STEP,
        STEP_RESULT,
        new Script(List.of(STEP)),
        CHECK,
        new Progress(
            "copy",
            50,
            OptionalLong.of(100),
            ProgressUnit.PERCENT,
            OptionalDouble.of(12.5),
            Samples.AT),
        new OperationResult<>(
            "drop",
            Samples.DATABASE,
            Outcome.SUCCEEDED,
            1,
            Samples.BEFORE,
            Samples.AT,
            "change-4711",
            Optional.of("done"),
            Optional.empty(),
            List.of(STEP_RESULT),
            List.of(CHECK)),
        new AuditRecord(
            AuditRecord.Event.FINISHED,
            "2f0c3c2e-6b2f-4e6f-9d2a-0d4b7a9f1c11",
            "change-4711",
            "ada",
            Optional.of("no longer needed"),
            "fake",
            "fake",
            "drop",
            Samples.DATABASE,
            Map.of("force", "false"),
            List.of(STEP.text()),
            Samples.BEFORE,
            Optional.of(Samples.AT),
            1,
            Optional.of(Outcome.FAILED),
            Optional.of(ErrorCode.DATABASE_IN_USE),
            Optional.of("2 sessions use the database"),
            OptionalLong.of(4096)));
  }
}
