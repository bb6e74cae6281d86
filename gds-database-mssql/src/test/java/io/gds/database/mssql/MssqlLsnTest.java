package io.gds.database.mssql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MssqlLsnTest {
  @Test
  void allTwentyFiveDigitsAreKept() {
    String largest = "9".repeat(25);

    assertThat(MssqlLsn.parse(largest)).hasToString(largest);
    assertThat(MssqlLsn.parse("9223372036854775808").isAfter(MssqlLsn.of(Long.MAX_VALUE))).isTrue();
    assertThat(MssqlLsn.of(1).isBefore(MssqlLsn.of(2))).isTrue();
    assertThat(MssqlLsn.of(1).isBefore(MssqlLsn.of(1))).isFalse();
  }

  @Test
  void theHexadecimalFormIsTheSameNumber() {
    assertThat(MssqlLsn.parse("0000001e:00000038:0001"))
        .isEqualTo(MssqlLsn.parse("30000000005600001"));
    assertThat(MssqlLsn.parse("0x0000001E:00000038:0001")).hasToString("30000000005600001");
  }

  @Test
  void aNumberIsTheSameHoweverItsFractionIsWritten() {
    assertThat(new MssqlLsn(new BigDecimal("10.00"))).isEqualTo(MssqlLsn.of(10));
    assertThat(new MssqlLsn(new BigDecimal("1E+3"))).hasToString("1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5", "1e3", "1:2", "0000001e:00000038:00011", " 1"})
  void whatIsNoNumberOfTheServersIsRefused(String text) {
    assertThatThrownBy(() -> MssqlLsn.parse(text)).isInstanceOf(InvalidOptionsException.class);
    assertThatThrownBy(() -> MssqlLsn.parse(text + "9".repeat(80)))
        .isInstanceOf(InvalidOptionsException.class);
  }

  @Test
  void aFractionASignAndTooManyDigitsAreNoNumberOfTheServers() {
    for (String faulty : new String[] {"-1", "1.5", "1" + "0".repeat(25)}) {
      assertThatThrownBy(() -> new MssqlLsn(new BigDecimal(faulty)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
