package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MongoCrc64Test {
  @Test
  void itIsTheOneOfThePublishedCheckValue() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    MongoCrc64 sum = new MongoCrc64();
    assertThat(sum.getValue()).isZero();
    sum.update(digits, 0, digits.length);
    assertThat(Long.toHexString(sum.getValue())).isEqualTo("995dc9bbdf1939fa");
    sum.reset();
    assertThat(sum.getValue()).isZero();
  }

  @Test
  void itDoesNotMatterInWhichPiecesTheBytesCome() {
    Random random = new Random(1);
    byte[] bytes = new byte[10_000];
    random.nextBytes(bytes);
    MongoCrc64 whole = new MongoCrc64();
    whole.update(bytes, 0, bytes.length);
    MongoCrc64 single = new MongoCrc64();
    for (byte each : bytes) {
      single.update(each);
    }
    assertThat(single.getValue()).isEqualTo(whole.getValue());
    MongoCrc64 pieces = new MongoCrc64();
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(random.nextInt(40), bytes.length - at);
      pieces.update(bytes, at, length);
      at += length;
    }
    assertThat(pieces.getValue()).isEqualTo(whole.getValue());
  }
}
