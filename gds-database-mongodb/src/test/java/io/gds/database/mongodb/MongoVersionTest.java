package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MongoVersionTest {
  @Test
  void aVersionIsReadAsServersAndDumpsWriteIt() {
    assertThat(MongoVersion.parse("8.0.4")).contains(new MongoVersion(8, 0, 4));
    assertThat(MongoVersion.parse("9.0.0-rc1")).contains(MongoVersion.of(9, 0));
    assertThat(MongoVersion.parse("4.2")).contains(MongoVersion.of(4, 2));
    assertThat(MongoVersion.parse("7.0.5-12-ge1ba5a8")).contains(new MongoVersion(7, 0, 5));
    assertThat(MongoVersion.parse("unknown")).isEmpty();
    assertThat(MongoVersion.parse("")).isEmpty();
  }

  @Test
  void versionsAreInTheirOrder() {
    MongoVersion version = new MongoVersion(5, 0, 29);
    assertThat(version.isAtLeast(5, 0)).isTrue();
    assertThat(version.isAtLeast(5, 1)).isFalse();
    assertThat(version).isGreaterThan(new MongoVersion(5, 0, 3)).hasToString("5.0.29");
    assertThat(MongoVersion.of(10, 0)).isGreaterThan(MongoVersion.of(9, 3));
  }
}
