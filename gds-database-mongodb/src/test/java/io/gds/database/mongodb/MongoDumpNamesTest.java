package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MongoDumpNamesTest {
  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "caf\u00e9s, caf%C3%A9s",
    "a b, a+b",
    "a+b, a%2Bb",
    "a*b, a%2Ab",
    "a~b-c_d.e, a~b-c_d.e",
    "../../etc/passwd, ..%2F..%2Fetc%2Fpasswd",
    "system.buckets.t, system.buckets.t",
    "50%, 50%25",
    "\ud83d\ude00, %F0%9F%98%80",
  })
  void aNameIsWrittenAsTheVendorsToolWritesIt(String collection, String file) {
    assertThat(MongoDumpNames.file(collection)).isEqualTo(file);
    assertThat(MongoDumpNames.isCut(file)).isFalse();
    assertThat(MongoDumpNames.collection(file)).contains(collection);
  }

  @Test
  void everyNameComesBack() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      String name =
          random
              .ints(1 + random.nextInt(60), 1, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String file = MongoDumpNames.file(name);
      assertThat(file).matches("[-A-Za-z0-9_.~%+]{1,238}");
      if (!MongoDumpNames.isCut(file)) {
        assertThat(MongoDumpNames.collection(file)).contains(name);
      }
    }
  }

  @Test
  void aLongNameIsCutAndEndsWithTheHashOfTheWhole() {
    String fits = "x".repeat(238);
    assertThat(MongoDumpNames.file(fits)).isEqualTo(fits);
    String name = "x".repeat(239);
    String file = MongoDumpNames.file(name);
    assertThat(file).hasSize(238).startsWith("x".repeat(208) + "%24");
    assertThat(MongoDumpNames.isCut(file)).isTrue();
    assertThat(MongoDumpNames.file(name + "y")).isNotEqualTo(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%", "a%2", "a%G0", "%FF", "%C3"})
  void whatWasNotWrittenSoIsNoName(String file) {
    assertThat(MongoDumpNames.collection(file)).isEmpty();
  }

  @Test
  void aNameThatWasNotEscapedIsTakenAsItIs() {
    for (String name : List.of("caf\u00e9s", "a/b")) {
      assertThat(MongoDumpNames.collection(name)).contains(name);
    }
  }
}
