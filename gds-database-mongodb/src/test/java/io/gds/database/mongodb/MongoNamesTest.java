package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MongoNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "a/b", "a\\b", "a.b", "a b", "a\"b", "a$b", "a\0b", "a\ud800b", "\udc00"})
  void aDatabaseCannotBeCalledSo(String name) {
    assertThatThrownBy(() -> MongoNames.database(name))
        .isInstanceOfSatisfying(
            DatabaseException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME));
  }

  @Test
  void aDatabasesNameIsCountedInBytes() {
    assertThat(MongoNames.database("é".repeat(31) + "x")).hasSize(32);
    assertThatThrownBy(() -> MongoNames.database("é".repeat(32))).hasMessageContaining("64 bytes");
    assertThat(MongoNames.database("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a$b", "a\0b", ".a", "a.", "system.users"})
  void aCollectionCannotBeCalledSo(String name) {
    assertThatThrownBy(() -> MongoNames.collection("shop", name))
        .hasMessageContaining("a collection cannot be called so");
  }

  @Test
  void aCollectionsNameIsCountedWithItsDatabases() {
    assertThat(MongoNames.collection("shop", "o'brien \"x\"; {$} ".replace("$", "")))
        .contains("o'brien");
    assertThat(MongoNames.collection("shop", "c".repeat(250))).hasSize(250);
    assertThatThrownBy(() -> MongoNames.collection("shop", "c".repeat(251)))
        .hasMessageContaining("at most 250");
  }
}
