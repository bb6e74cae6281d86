package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlTestSets.full;
import static io.gds.database.mssql.MssqlTestSets.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.mssql.MssqlBackupFinding.Kind;
import io.gds.database.mssql.MssqlCoverage.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MssqlCoverageTest {
  private static final Subject SALES =
      new Subject("sales", Optional.of(MssqlTestSets.FAMILY), "FULL", true);
  private static final MssqlBackupSet GOOD = full(10, "2026-05-01T01:00:00").checksums().set();
  private static final MssqlBackupSet LOG = log(5, 20, "2026-05-01T02:00:00").checksums().set();

  private static List<MssqlBackupFinding> findings(
      String now, Subject subject, MssqlBackupSet... sets) {
    MssqlCoverage coverage =
        new MssqlCoverage(
            MssqlBackupHistory.of(List.of(sets)),
            ZoneOffset.UTC,
            new MssqlCoverage.Ages(Duration.ofDays(1), Duration.ofHours(1)),
            Instant.parse(now));
    return coverage.report(List.of(subject));
  }

  private static List<Kind> kinds(String now, Subject subject, MssqlBackupSet... sets) {
    List<MssqlBackupFinding> findings = findings(now, subject, sets);
    findings.forEach(
        finding -> {
          assertThat(finding.database()).isEqualTo(subject.name());
          assertThat(finding.text()).isNotBlank();
          assertThat(finding.remedy()).isNotBlank();
        });
    return findings.stream().map(MssqlBackupFinding::kind).toList();
  }

  @Test
  void aDatabaseWithFreshBackupsHasNothingToSay() {
    assertThat(kinds("2026-05-01T02:30:00Z", SALES, GOOD, LOG)).isEmpty();
  }

  @Test
  void aDatabaseWithoutBackupsHasNeitherFullNorLog() {
    assertThat(kinds("2026-05-01T02:30:00Z", SALES)).containsExactly(Kind.NO_FULL, Kind.NO_LOG);
  }

  @Test
  void oldBackupsAreTooOld() {
    assertThat(kinds("2026-05-09T02:30:00Z", SALES, GOOD, LOG))
        .containsExactly(Kind.DATA_TOO_OLD, Kind.LOG_TOO_OLD);
  }

  @Test
  void simpleNeedsNoLogAndPseudoSimpleIsCalledByItsName() {
    Subject simple = new Subject("sales", Optional.of(MssqlTestSets.FAMILY), "SIMPLE", false);
    Subject pseudo = new Subject("sales", Optional.of(MssqlTestSets.FAMILY), "FULL", false);

    assertThat(kinds("2026-05-01T02:30:00Z", simple, GOOD)).isEmpty();
    assertThat(kinds("2026-05-01T02:30:00Z", pseudo, GOOD)).containsExactly(Kind.PSEUDO_SIMPLE);
  }

  @Test
  void aBrokenChainSaysWhatIsMissing() {
    MssqlBackupSet behind = log(40, 60, "2026-05-01T02:20:00").set();

    List<MssqlBackupFinding> findings = findings("2026-05-01T02:30:00Z", SALES, GOOD, LOG, behind);

    assertThat(findings).extracting(MssqlBackupFinding::kind).containsExactly(Kind.CHAIN_BROKEN);
    assertThat(findings.get(0).text()).contains("from LSN 20 to 40");
  }

  @Test
  void backupsOfANamesakeThatWasDroppedDoNotCount() {
    Subject created = new Subject("sales", Optional.of(new UUID(5, 5)), "FULL", true);

    assertThat(kinds("2026-05-01T02:30:00Z", created, GOOD, LOG))
        .containsExactly(Kind.NO_FULL, Kind.NO_LOG);
  }

  @Test
  void copiesOnlyAndBackupsWithoutChecksumsAreSaidToBe() {
    MssqlBackupSet copy = full(10, "2026-05-01T01:00:00").is(MssqlBackupFlag.COPY_ONLY).set();

    assertThat(kinds("2026-05-01T02:30:00Z", SALES, copy, LOG))
        .containsExactly(Kind.ONLY_COPY_ONLY, Kind.NO_CHECKSUMS);
  }
}
