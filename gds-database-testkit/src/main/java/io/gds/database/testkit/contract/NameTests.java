package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.AlterOptions;
import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DatabaseQuery;
import io.gds.database.DropOptions;
import io.gds.database.NamePattern;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Hostile names: each is kept exactly through every method, or refused before anything is sent. */
abstract class NameTests extends ContractGroup {
  private static final long SEED = 20_240_229;
  private static final int GENERATED = 40;

  NameTests(PlatformContract contract) {
    super(contract);
  }

  @TestFactory
  List<DynamicTest> aHostileNameIsKeptExactlyOrRefusedUpFront() {
    Database bystander = run().filled();
    String content = run().contentOf(bystander);
    List<HostileName> names = new ArrayList<>(HostileNames.corpus());
    names.addAll(HostileNames.generate(SEED, GENERATED));
    Set<HostileName> toMake = new HashSet<>(fixture().namesToMake());
    boolean all = !declared().renames() || toMake.containsAll(HostileNames.corpus());
    Database bearer = run().created();
    return names.stream()
        .map(
            name ->
                dynamicTest(
                    name.what() + " is kept exactly or refused up front",
                    () -> {
                      check(name.text(), all || toMake.contains(name) ? null : bearer);
                      assertThat(run().contentOf(bystander)).as("a bystander").isEqualTo(content);
                    }))
        .toList();
  }

  private void check(String name, @Nullable Database bearer) {
    if (HostileUse.refusedUpFront(run(), name)) {
      assertRefusedEverywhere(name, bearer);
    } else if (bearer == null) {
      assertKept(name);
    } else {
      assertBorne(bearer, name);
    }
  }

  /** As {@link #assertKept}, by a database that is there and gets its own name back. */
  private void assertBorne(Database bearer, String name) {
    Database database = engine().database(name);
    bearer.alter(AlterOptions.rename(name));
    try {
      assertThere(database);
      assertThat(bearer.exists()).isFalse();
    } finally {
      database.alter(AlterOptions.rename(bearer.name()));
    }
    assertThat(database.exists()).isFalse();
    assertThat(names()).contains(bearer.name()).doesNotContain(name);
  }

  private void assertRefusedEverywhere(String name, @Nullable Database bearer) {
    Database innocent = bearer == null ? run().created() : bearer;
    if (declared().renames()) {
      HostileUse.assertNameRefused(
          run().refused("renaming to it", () -> innocent.alter(AlterOptions.rename(name))));
    }
    if (bearer == null) {
      innocent.drop(DropOptions.defaults());
    }
  }

  private void assertKept(String name) {
    Database database = engine().database(name);
    Database created = database.create(CreateOptions.defaults());
    assertThat(created.name()).isEqualTo(name);
    assertThere(database);
    String other = fixture().newDatabaseName();
    if (declared().renames()) {
      database.alter(AlterOptions.rename(other));
      assertThat(database.exists()).isFalse();
      engine().database(other).alter(AlterOptions.rename(name));
      assertListed(name);
    }
    database.drop(DropOptions.defaults());
    assertThat(database.exists()).isFalse();
    assertThat(names()).doesNotContain(name);
  }

  private void assertThere(Database database) {
    assertListed(database.name());
    assertThat(database.exists()).isTrue();
    assertThat(database.metadata().name()).isEqualTo(database.name());
    assertThat(database.condition()).isNotNull();
    assertThat(
            ContractRun.failing(
                    "creating it again", () -> database.create(CreateOptions.defaults()))
                .code())
        .isEqualTo(ErrorCode.ALREADY_EXISTS);
  }

  private void assertListed(String name) {
    assertThat(names()).as("all databases").containsOnlyOnce(name);
    if (new NamePattern(name).matches(name)) {
      assertThat(engine().databases(DatabaseQuery.userDatabases().like(name)))
          .extracting(Database::name)
          .contains(name);
    }
  }

  private List<String> names() {
    return engine().databases().stream().<String>map(Database::name).toList();
  }

  @Test
  void namesThatAreAlmostTheSameAreTwoDatabasesOrTheSecondIsRefused() {
    String plain = fixture().newDatabaseName();
    String accented = plain + "caf\u00e9";
    String shared = (plain + "n".repeat(63)).substring(0, 63);
    assertApart(plain + "case", plain + "CASE");
    assertApart(accented, Normalizer.normalize(accented, Normalizer.Form.NFD));
    assertApart(shared + "1", shared + "2");
    assertApart(plain, plain + " ");
    assertApart(plain + "\u212a", plain + "K");
  }

  private void assertApart(String first, String second) {
    Optional<Database> one = createdIfAllowed(first);
    Optional<Database> two = createdIfAllowed(second);
    one.ifPresent(database -> fixture().fill(database, 1));
    two.ifPresent(database -> fixture().fill(database, 2));
    if (one.isPresent() && two.isPresent()) {
      assertThat(names()).contains(first, second);
      String content = run().contentOf(one.get());
      assertThat(content)
          .as("two databases, two contents")
          .isNotEqualTo(run().contentOf(two.get()));
      two.get().drop(DropOptions.defaults());
      assertThat(one.get().exists()).isTrue();
      assertThat(run().contentOf(one.get())).isEqualTo(content);
    }
  }

  private Optional<Database> createdIfAllowed(String name) {
    try {
      return Optional.of(engine().createDatabase(name, CreateOptions.defaults()));
    } catch (DatabaseException e) {
      assertThat(e.code())
          .as("a name that cannot be is refused as such, or as taken: %s", e)
          .isIn(ErrorCode.INVALID_NAME, ErrorCode.INVALID_OPTIONS, ErrorCode.ALREADY_EXISTS);
      return Optional.empty();
    }
  }
}
