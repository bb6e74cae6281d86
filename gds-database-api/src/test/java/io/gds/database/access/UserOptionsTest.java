package io.gds.database.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.Faults;
import io.gds.database.connection.AuthType;
import io.gds.database.connection.SecretRef;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.OptionKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserOptionsTest {
  private static final String CANARY = "canary-9f3b";
  private static final SecretRef SECRET = SecretRef.of("env", "NEW_PASSWORD");
  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  private static final String PUBLIC = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----";
  private static final String PRIVATE = "-----BEGIN PRIVATE KEY-----\n" + CANARY;

  @Test
  void userDefaultsArePinned() {
    CreateUserOptions options = CreateUserOptions.builder().name("ada").build();

    assertThat(options.name()).isEqualTo("ada");
    assertThat(options.database()).isEmpty();
    assertThat(options.ifNotExists()).isFalse();
    assertThat(options.password()).isEmpty();
    assertThat(options.publicKey()).isEmpty();
    assertThat(options.authType()).isEmpty();
    assertThat(options.enabled()).isTrue();
    assertThat(options.mustChangePassword()).isFalse();
    assertThat(options.expiresAt()).isEmpty();
    assertThat(options.connectionLimit()).isEmpty();
    assertThat(options.roles()).isEmpty();
    assertThat(options.comment()).isEmpty();
  }

  @Test
  void everyUserOptionCanBeSet() {
    CreateUserOptions options =
        CreateUserOptions.builder()
            .name("ada")
            .database("admin")
            .ifNotExists(true)
            .password(SECRET)
            .publicKey(PUBLIC)
            .authType(AuthType.PASSWORD)
            .enabled(false)
            .mustChangePassword(true)
            .expiresAt(LATER)
            .connectionLimit(0)
            .role("reader")
            .role("writer")
            .comment("first")
            .build();

    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("name", "ada");
    expected.put("database", "admin");
    expected.put("ifNotExists", "true");
    expected.put("password", "env:NEW_PASSWORD");
    expected.put("publicKey", PUBLIC);
    expected.put("authType", "PASSWORD");
    expected.put("enabled", "false");
    expected.put("mustChangePassword", "true");
    expected.put("expiresAt", "2027-01-01T00:00:00Z");
    expected.put("connectionLimit", "0");
    expected.put("roles", "[reader, writer]");
    expected.put("comment", "first");
    assertThat(options.asMap()).containsExactlyEntriesOf(expected);
    assertThat(options.database()).contains("admin");
    assertThat(options.password()).contains(SECRET);
    assertThat(options.publicKey()).contains(PUBLIC);
    assertThat(options.authType()).contains(AuthType.PASSWORD);
    assertThat(options.enabled()).isFalse();
    assertThat(options.expiresAt()).contains(LATER);
    assertThat(options.connectionLimit()).hasValue(0);
    assertThat(options.roles()).containsExactly("reader", "writer");
    assertThat(options.comment()).contains("first");
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options).hasToString("user options " + expected);
  }

  @Test
  void allUserFaultsAreToldAtOnceWithoutTheKeyThatWasGiven() {
    assertThatThrownBy(
            () ->
                CreateUserOptions.builder()
                    .publicKey(PRIVATE)
                    .connectionLimit(-1)
                    .mustChangePassword(true)
                    .build())
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            e ->
                assertThat(e.faults())
                    .extracting(fault -> fault.option())
                    .containsExactly("name", "publicKey", "connectionLimit", "mustChangePassword"))
        .asString()
        .doesNotContain(CANARY);
  }

  @Test
  void anInlinePasswordIsPrintedNowhereAndEqualsOnlyItself() {
    CreateUserOptions one =
        CreateUserOptions.builder()
            .name("ada")
            .password(SecretRef.inline(CANARY.toCharArray()))
            .build();
    CreateUserOptions other =
        one.toBuilder().password(SecretRef.inline("another".toCharArray())).build();

    assertThat(one.toString()).contains("<hidden>").doesNotContain(CANARY);
    assertThat(one.asMap()).containsEntry("password", "<hidden>");
    assertThat(one).isNotEqualTo(other).isEqualTo(one.toBuilder().build());
  }

  @Test
  void userChangeDefaultsArePinned() {
    AlterUserOptions options = AlterUserOptions.builder().name("ada").unlock(true).build();

    assertThat(options.name()).isEqualTo("ada");
    assertThat(options.database()).isEmpty();
    assertThat(options.newName()).isEmpty();
    assertThat(options.password()).isEmpty();
    assertThat(options.publicKey()).isEmpty();
    assertThat(options.removeOldKey()).isFalse();
    assertThat(options.enabled()).isEmpty();
    assertThat(options.unlock()).isTrue();
    assertThat(options.mustChangePassword()).isEmpty();
    assertThat(options.expiresAt()).isEmpty();
    assertThat(options.connectionLimit()).isEmpty();
    assertThat(options.comment()).isEmpty();
  }

  @Test
  void everyUserChangeCanBeSet() {
    AlterUserOptions options =
        AlterUserOptions.builder()
            .name("ada")
            .database("admin")
            .newName("lovelace")
            .password(SECRET)
            .publicKey(PUBLIC)
            .enabled(false)
            .unlock(true)
            .mustChangePassword(false)
            .expiresAt(LATER)
            .connectionLimit(5)
            .comment("renamed")
            .build();

    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("name", "ada");
    expected.put("database", "admin");
    expected.put("newName", "lovelace");
    expected.put("password", "env:NEW_PASSWORD");
    expected.put("publicKey", PUBLIC);
    expected.put("removeOldKey", "false");
    expected.put("enabled", "false");
    expected.put("unlock", "true");
    expected.put("mustChangePassword", "false");
    expected.put("expiresAt", "2027-01-01T00:00:00Z");
    expected.put("connectionLimit", "5");
    expected.put("comment", "renamed");
    assertThat(options.asMap()).containsExactlyEntriesOf(expected);
    assertThat(options.database()).contains("admin");
    assertThat(options.newName()).contains("lovelace");
    assertThat(options.password()).contains(SECRET);
    assertThat(options.publicKey()).contains(PUBLIC);
    assertThat(options.enabled()).contains(false);
    assertThat(options.mustChangePassword()).contains(false);
    assertThat(options.expiresAt()).contains(LATER);
    assertThat(options.connectionLimit()).hasValue(5);
    assertThat(options.comment()).contains("renamed");
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options.toBuilder().password(SecretRef.of("env", "OTHER")).build())
        .isNotEqualTo(options);
    assertThat(options).hasToString("user change options " + expected);
  }

  @Test
  void allUserChangeFaultsAreToldAtOnce() {
    assertThat(
            Faults.of(
                () ->
                    AlterUserOptions.builder()
                        .publicKey(PRIVATE)
                        .connectionLimit(-1)
                        .removeOldKey(true)
                        .build()))
        .containsExactly("name", "publicKey", "connectionLimit", "removeOldKey");
  }

  @Test
  void aChangeThatChangesNothingIsRefused() {
    assertThat(Faults.of(() -> AlterUserOptions.builder().name("ada").build()))
        .containsExactly("alter");
  }

  @Test
  void anyOneChangeIsEnough() {
    OptionKey<String> warehouse =
        OptionKey.of("snowflake.default-warehouse", String.class, "The warehouse.");
    List<AlterUserOptions.Builder> changes =
        List.of(
            AlterUserOptions.builder().newName("b"),
            AlterUserOptions.builder().password(SECRET),
            AlterUserOptions.builder().publicKey(PUBLIC),
            AlterUserOptions.builder().removeOldKey(true),
            AlterUserOptions.builder().enabled(true),
            AlterUserOptions.builder().unlock(true),
            AlterUserOptions.builder().mustChangePassword(true),
            AlterUserOptions.builder().expiresAt(LATER),
            AlterUserOptions.builder().connectionLimit(1),
            AlterUserOptions.builder().comment(""),
            AlterUserOptions.builder().option(warehouse, "WH"));

    assertThat(changes)
        .allSatisfy(change -> assertThat(change.name("ada").build().name()).isEqualTo("ada"));
  }

  @Test
  void userRemovalDefaultsArePinned() {
    DropUserOptions options = DropUserOptions.builder().name("ada").build();

    assertThat(options.name()).isEqualTo("ada");
    assertThat(options.database()).isEmpty();
    assertThat(options.ifExists()).isFalse();
    assertThat(options.reassignOwnedTo()).isEmpty();
    assertThat(options.dropOwned()).isFalse();
    assertThat(options.force()).isFalse();
  }

  @Test
  void everyUserRemovalOptionCanBeSet() {
    DropUserOptions options =
        DropUserOptions.builder()
            .name("ada")
            .database("admin")
            .ifExists(true)
            .reassignOwnedTo("bob")
            .force(true)
            .build();

    assertThat(options.asMap())
        .isEqualTo(
            Map.of(
                "name",
                "ada",
                "database",
                "admin",
                "ifExists",
                "true",
                "reassignOwnedTo",
                "bob",
                "dropOwned",
                "false",
                "force",
                "true"));
    assertThat(options.database()).contains("admin");
    assertThat(options.reassignOwnedTo()).contains("bob");
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("user removal options " + options.asMap());
    assertThat(DropUserOptions.builder().name("ada").dropOwned(true).build().dropOwned()).isTrue();
  }

  @Test
  void whatAUserOwnsCannotBeBothKeptAndDropped() {
    assertThat(
            Faults.of(
                () -> DropUserOptions.builder().reassignOwnedTo("bob").dropOwned(true).build()))
        .containsExactly("name", "dropOwned");
  }
}
