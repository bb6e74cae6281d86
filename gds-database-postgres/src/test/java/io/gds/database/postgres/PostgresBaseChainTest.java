package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.BackupInfo;
import io.gds.database.error.NotFoundException;
import io.gds.database.operation.Check;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBaseChainTest {
  private static BackupInfo full() {
    return new SampleBase("full").at(0x2000028).info();
  }

  private static SampleBase second() {
    return new SampleBase("second").at(0x4000028).on("full", 0x2000028);
  }

  private static SampleBase third() {
    return new SampleBase("third").at(0x6000028).on("second", 0x4000028);
  }

  private static List<String> ids(PostgresBaseChain chain) {
    return chain.members().stream().map(BackupInfo::id).toList();
  }

  @Test
  void aFullBackupIsAChainOfItsOwn() {
    PostgresBaseChain chain = PostgresBaseChain.of(full(), List.of());
    assertThat(ids(chain)).containsExactly("full");
    assertThat(chain.isWhole()).isTrue();
    assertThat(chain.isIncremental()).isFalse();
    assertThat(chain.requireWhole()).isSameAs(chain);
  }

  @Test
  void theMembersStandInTheOrderInWhichTheyWereMade() {
    PostgresBaseChain chain =
        PostgresBaseChain.of(
            third().info(),
            List.of(third().info(), new SampleBase("other").info(), full(), second().info()));
    assertThat(ids(chain)).containsExactly("full", "second", "third");
    assertThat(chain.isWhole()).isTrue();
    Check check = chain.check(Clock.systemUTC());
    assertThat(check.refused()).isFalse();
    assertThat(check.measured()).isEqualTo("3 backups from the full one on");
  }

  @Test
  void aMissingMemberBreaksItAndIsNamed() {
    PostgresBaseChain chain = PostgresBaseChain.of(third().info(), List.of(full(), third().info()));
    assertThat(ids(chain)).containsExactly("third");
    assertThat(chain.fault().orElseThrow())
        .endsWith("builds on the backup second, which is not beside it");
    assertThat(chain.check(Clock.systemUTC()).refused()).isTrue();
    assertThatThrownBy(chain::requireWhole)
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("builds on the backup second");
  }

  @Test
  void aCircleBreaksIt() {
    BackupInfo one = new SampleBase("one").at(1).on("two", 2).info();
    BackupInfo two = new SampleBase("two").at(2).on("one", 1).info();
    assertThat(PostgresBaseChain.of(one, List.of(one, two)).fault().orElseThrow())
        .contains("builds on itself");
  }

  @Test
  void membersInAnotherOrderThanTheirsBreakIt() {
    BackupInfo swapped = new SampleBase("third").at(0x6000028).on("full", 0x4000028).info();
    assertThat(PostgresBaseChain.of(swapped, List.of(full())).fault().orElseThrow())
        .contains("it builds on one that begins at 0/4000028, not at 0/2000028");
  }

  @ParameterizedTest
  @CsvSource({
    "systemIdentifier,99,different servers",
    "dataChecksums,off,checksums in one of them only"
  })
  void whatCannotBeCombinedBreaksIt(String attribute, String value, String why) {
    BackupInfo odd = second().with(Map.of(attribute, value)).info();
    assertThat(PostgresBaseChain.of(odd, List.of(full())).fault().orElseThrow()).contains(why);
  }

  @Test
  void anotherMajorVersionBreaksIt() {
    BackupInfo odd = second().version("18.1").info();
    assertThat(PostgresBaseChain.of(odd, List.of(full())).fault().orElseThrow())
        .contains("different major versions");
  }
}
