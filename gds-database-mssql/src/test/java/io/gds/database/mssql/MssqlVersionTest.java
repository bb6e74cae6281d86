package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Availability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlVersionTest {
  private static MssqlVersion version(String text) {
    return MssqlVersion.parse(text).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "13.0.4001.0, 2016",
    "14.0.3456.2, 2017",
    "15.0.2000.5, 2019",
    "16.0.4135.4, 2022",
    "17.0.1000.7, 2025",
    "12.0.2000.8, ''",
    "18.0.1.0, ''"
  })
  void aVersionIsSoldUnderAYear(String text, String year) {
    assertThat(version(text).year().orElse("")).isEqualTo(year);
    assertThat(version(text).shortText()).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "16", "16.", "16.0.0.0.0", "99999999999.0", "16.0.-1.0"})
  void whatIsNoVersionIsNone(String text) {
    assertThat(MssqlVersion.parse(text)).isEmpty();
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(version("16.0.1000.6")).isLessThan(version("16.0.4135.4"));
    assertThat(version("9.0.1.1")).isLessThan(version("13.0"));
    assertThat(version("13.0.4001.0").atLeast(13, 4001)).isTrue();
    assertThat(version("13.0.4000.0").atLeast(13, 4001)).isFalse();
    assertThat(version("14.0.1.0").atLeast(13, 4001)).isTrue();
    assertThat(version("16.0.1.0").atLeast(MssqlVersion.NEWEST)).isFalse();
    assertThat(version("16.0.1.0").atLeast(MssqlVersion.OLDEST)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1, Personal Edition, PERSONAL",
    "2, Standard Edition (64-bit), STANDARD",
    "2, Web Edition (64-bit), WEB",
    "2, Standard Developer Edition (64-bit), STANDARD",
    "3, Enterprise Edition: Core-based Licensing (64-bit), ENTERPRISE",
    "3, Developer Edition (64-bit), DEVELOPER",
    "3, Enterprise Developer Edition (64-bit), DEVELOPER",
    "3, Enterprise Evaluation Edition (64-bit), DEVELOPER",
    "4, Express Edition with Advanced Services (64-bit), EXPRESS",
    "5, SQL Azure, AZURE_SQL_DATABASE",
    "6, SQL Azure, AZURE_SYNAPSE",
    "8, SQL Azure, MANAGED_INSTANCE",
    "9, Azure SQL Edge, EDGE",
    "11, SQL Azure, AZURE_SYNAPSE_SERVERLESS",
    "12, SQL Azure, FABRIC",
    "99, Future Edition, OTHER"
  })
  void everyEditionIsKnownByItsNumberAndWords(int number, String words, MssqlEdition edition) {
    assertThat(MssqlEdition.of(number, words)).isEqualTo(edition);
  }

  @ParameterizedTest
  @CsvSource({
    "BACKUP_COMPRESSION, 16.0.1.0, EXPRESS, EDITION",
    "BACKUP_COMPRESSION, 16.0.1.0, WEB, EDITION",
    "BACKUP_COMPRESSION, 13.0.1.0, STANDARD, ",
    "BACKUP_ENCRYPTION, 16.0.1.0, EXPRESS, EDITION",
    "BACKUP_COMPRESSION_ZSTD, 16.0.4135.4, ENTERPRISE, VERSION",
    "BACKUP_COMPRESSION_ZSTD, 17.0.1000.7, ENTERPRISE, ",
    "BACKUP_COMPRESSION_ALGORITHM, 15.0.1.0, STANDARD, VERSION",
    "BACKUP_TO_S3, 15.0.1.0, ENTERPRISE, VERSION",
    "BACKUP_TO_S3, 12.0.2000.8, MANAGED_INSTANCE, ",
    "BACKUP_TO_DISK, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "BACKUP_TO_URL, 12.0.2000.8, MANAGED_INSTANCE, ",
    "BACKUP_IN_CHAIN, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "BACKUP_LOG, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "BACKUP_LOG, 16.0.1.0, EXPRESS, ",
    "BACKUP_MIRRORS, 16.0.1.0, STANDARD, EDITION",
    "BACKUP_MIRRORS, 16.0.1.0, DEVELOPER, ",
    "BACKUP_ON_SECONDARY, 16.0.1.0, ENTERPRISE, VERSION",
    "BACKUP_ON_SECONDARY, 17.0.1.0, ENTERPRISE, ",
    "RESTORE_ONLINE, 16.0.1.0, STANDARD, EDITION",
    "CLONE_STRUCTURE, 13.0.1601.5, ENTERPRISE, VERSION",
    "CLONE_STRUCTURE, 13.0.4001.0, EXPRESS, ",
    "CLONE_VERIFIED, 14.0.3028.0, STANDARD, VERSION",
    "CLONE_VERIFIED, 14.0.3029.16, STANDARD, ",
    "CLONE_VERIFIED, 13.0.5026.0, STANDARD, ",
    "DATABASE_SNAPSHOT, 13.0.1601.5, STANDARD, VERSION",
    "DATABASE_SNAPSHOT, 13.0.1601.5, ENTERPRISE, ",
    "DATABASE_SNAPSHOT, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "LAST_VALID_RESTORE_TIME, 15.0.1.0, ENTERPRISE, VERSION",
    "LAST_GOOD_CHECK, 13.0.4001.0, ENTERPRISE, VERSION",
    "LAST_GOOD_CHECK, 13.0.5026.0, ENTERPRISE, ",
    "LAST_GOOD_CHECK, 14.0.3029.16, ENTERPRISE, VERSION",
    "LAST_GOOD_CHECK, 14.0.3030.27, ENTERPRISE, ",
    "AVAILABILITY_GROUPS, 16.0.1.0, EXPRESS, EDITION",
    "AVAILABILITY_GROUPS, 16.0.1.0, STANDARD, ",
    "CLUSTER_TYPES, 13.0.5026.0, ENTERPRISE, VERSION",
    "CONTAINED_GROUPS, 15.0.1.0, ENTERPRISE, VERSION",
    "SHUTDOWN, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "AGENT, 16.0.1.0, EXPRESS, EDITION",
    "DATABASE_STATES, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "RECOVERY_MODELS, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "RESTORE_STEPS, 12.0.2000.8, MANAGED_INSTANCE, EDITION",
    "BACKUP_DIFFERENTIAL, 16.0.1.0, WEB, "
  })
  void whatAServerLacksIsSaidWithTheReason(
      MssqlFeature feature, String version, MssqlEdition edition, Availability lack) {
    assertThat(feature.lack(version(version), edition).map(MssqlFeature.Lack::availability))
        .isEqualTo(java.util.Optional.ofNullable(lack));
    feature.lack(version(version), edition).ifPresent(why -> assertThat(why.reason()).isNotBlank());
  }
}
