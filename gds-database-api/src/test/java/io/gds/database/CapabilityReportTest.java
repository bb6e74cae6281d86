package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.SupportsRestore;
import io.gds.database.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilityReportTest {
  private static final CapabilityStatus BACKUP = CapabilityStatus.available(SupportsBackup.class);
  private static final CapabilityStatus FULL =
      CapabilityStatus.available(SupportsBackup.class, BackupType.FULL);
  private static final CapabilityStatus LOG =
      CapabilityStatus.absent(
          SupportsBackup.class,
          BackupType.LOG,
          Availability.CONFIGURATION,
          "the recovery model is SIMPLE",
          "Set the recovery model to FULL.");
  private static final CapabilityReport REPORT =
      new CapabilityReport("orders", Instant.EPOCH, List.of(BACKUP, FULL, LOG));

  @Test
  void eachCapabilityAndFeatureHasItsOwnAnswer() {
    assertThat(REPORT.status(SupportsBackup.class)).isSameAs(BACKUP);
    assertThat(REPORT.status(SupportsBackup.class, BackupType.FULL)).isSameAs(FULL);
    assertThat(REPORT.status(SupportsBackup.class, BackupType.LOG)).isSameAs(LOG);
    assertThat(BACKUP.isAvailable()).isTrue();
    assertThat(FULL.isAvailable()).isTrue();
    assertThat(LOG.isAvailable()).isFalse();
  }

  @Test
  void whatIsNotInTheReportIsUnknownRatherThanAbsent() {
    CapabilityStatus status = REPORT.status(SupportsRestore.class);

    assertThat(status.availability()).isEqualTo(Availability.UNKNOWN);
    assertThat(status.reason()).isEqualTo("is not in the report");
    assertThat(status.isAvailable()).isFalse();
    assertThat(REPORT.status(SupportsBackup.class, BackupType.SNAPSHOT).availability())
        .isEqualTo(Availability.UNKNOWN);
  }

  @Test
  void anAnswerIsNamedAfterItsCapabilityAndFeature() {
    assertThat(BACKUP.subject()).isEqualTo("SupportsBackup");
    assertThat(LOG.subject()).isEqualTo("SupportsBackup.LOG");
  }

  @Test
  void aRefusalSaysWhichWhyAndWhatWouldHelp() {
    UnsupportedCapabilityException error =
        UnsupportedCapabilityException.of("mssql", "orders", LOG);

    assertThat(error)
        .hasMessage("SupportsBackup.LOG is not supported by mssql: the recovery model is SIMPLE");
    assertThat(error.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
    assertThat(error.platform()).contains("mssql");
    assertThat(error.target()).contains("orders");
    assertThat(error.remedy()).contains("Set the recovery model to FULL.");
    assertThat(error.capability()).isEqualTo("SupportsBackup");
    assertThat(error.availability()).isEqualTo(Availability.CONFIGURATION);
    assertThat(error.isTransient()).isFalse();
  }

  @Test
  void whereNothingWouldHelpNoRemedyIsPretended() {
    CapabilityStatus absent =
        CapabilityStatus.absent(
            SupportsRestore.class, Availability.NOT_ON_PLATFORM, "it has no such thing", "");

    assertThat(UnsupportedCapabilityException.of("fake", "orders", absent).remedy()).isEmpty();
  }

  @Test
  void aRefusalTravelsToAnotherProcess() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(UnsupportedCapabilityException.of("mssql", "orders", LOG));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      UnsupportedCapabilityException arrived = (UnsupportedCapabilityException) in.readObject();

      assertThat(arrived.capability()).isEqualTo("SupportsBackup");
      assertThat(arrived.availability()).isEqualTo(Availability.CONFIGURATION);
      assertThat(arrived.code()).isEqualTo(ErrorCode.UNSUPPORTED_CAPABILITY);
    }
  }
}
