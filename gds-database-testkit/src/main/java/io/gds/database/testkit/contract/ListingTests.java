package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Database;
import io.gds.database.DatabaseEngine;
import io.gds.database.DatabaseMetadata;
import io.gds.database.DatabaseQuery;
import io.gds.database.DatabaseState;
import io.gds.database.Detail;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Finding databases: lists, patterns, details, handles by exact name. */
abstract class ListingTests extends ContractGroup {
  ListingTests(PlatformContract contract) {
    super(contract);
  }

  private List<String> listed() {
    return names(engine().databases());
  }

  private static List<String> names(List<? extends Database> databases) {
    return databases.stream().<String>map(Database::name).toList();
  }

  @Test
  void whatExistsIsListedOnceAndByItsExactName() {
    Database first = run().created();
    Database second = run().filled();
    assertThat(listed()).contains(first.name(), second.name()).doesNotHaveDuplicates();
    assertThat(run().missing().name()).isNotIn(listed());
  }

  @Test
  void aListIsTakenInAsManyStatementsForManyDatabasesAsForOne() {
    run().created();
    long forOne = statementsOf(() -> engine().databases());
    for (int i = 0; i < 4; i++) {
      run().created();
    }
    long forMany = statementsOf(() -> engine().databases());
    assertThat(forMany).as("statements of a list of more databases").isEqualTo(forOne);
  }

  @Test
  void aListedDatabaseAnswersForItsMetadataWithoutAskingAgain() {
    Database made = run().filled();
    Database found = find(engine().databases(), made.name());
    OptionalLong before = fixture().statementsSent();
    DatabaseMetadata metadata = found.metadata();
    assertThat(fixture().statementsSent()).as("statements sent").isEqualTo(before);
    assertThat(metadata.name()).isEqualTo(made.name());
    assertThat(metadata.type()).isEqualTo(engine().type());
    assertThat(metadata.condition().state()).isEqualTo(DatabaseState.ONLINE);
    assertThat(metadata.condition().readOnly()).isFalse();
    assertThat(metadata.attributes()).doesNotContainKey("").doesNotContainValue(null);
  }

  @Test
  void sizesAreReadOnlyWhenAskedFor() {
    Database made = run().filled();
    DatabaseMetadata cheap = find(engine().databases(), made.name()).metadata();
    assertThat(cheap.details()).isEmpty();
    assertThat(cheap.sizeBytes()).isEmpty();
    DatabaseQuery query = DatabaseQuery.userDatabases().with(Detail.SIZE);
    DatabaseMetadata sized = find(engine().databases(query), made.name()).metadata();
    assertThat(sized.details()).contains(Detail.SIZE);
    assertThat(sized.sizeBytes()).isPresent();
    assertThat(sized.sizeBytes().getAsLong()).isPositive();
  }

  @Test
  void everyDetailIsReadOrSaidToBeUnreadable() {
    DatabaseMetadata metadata = run().filled().refresh(Detail.values());
    for (Detail detail : Detail.values()) {
      boolean read = metadata.details().contains(detail);
      String reason = metadata.unreadable().get(detail);
      assertThat(read ? "read" : reason)
          .as("%s is either read or has the reason why not", detail)
          .isNotBlank();
      assertThat(read && reason != null).as("%s is read and unreadable", detail).isFalse();
    }
  }

  @Test
  void aPatternMatchesByStarAndQuestionMarkOnly() {
    String name = run().created().name();
    String head = name.substring(0, name.length() - 1);
    assertThat(listed(head + "?")).contains(name);
    assertThat(listed(head + "*")).contains(name);
    assertThat(listed(name)).containsExactly(name);
    assertThat(listed("*" + head.substring(1) + "?")).contains(name);
    assertThat(listed(head)).doesNotContain(name);
    assertThat(listed(head + "%")).doesNotContain(name);
    assertThat(listed(head + "_")).doesNotContain(name);
    assertThat(listed(name + "'")).doesNotContain(name);
  }

  private List<String> listed(String pattern) {
    return names(engine().databases(DatabaseQuery.userDatabases().like(pattern)));
  }

  @Test
  void systemDatabasesAreListedOnlyWhenAskedFor() {
    Database made = run().created();
    List<String> user = listed();
    List<String> all = names(engine().databases(DatabaseQuery.userDatabases().system(true)));
    assertThat(all).containsAll(user).contains(made.name()).doesNotHaveDuplicates();
  }

  @Test
  void aHandleIsMadeWithoutAskingTheServer() {
    OptionalLong before = fixture().statementsSent();
    Database handle = run().unchanged("a handle", () -> run().missing());
    assertThat(fixture().statementsSent()).as("statements sent").isEqualTo(before);
    assertThat(handle.engine()).isSameAs(engine());
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    Database missing = run().missing();
    assertThat(run().unchanged("asking whether it exists", missing::exists)).isFalse();
    assertNotFound(assertRefused("its metadata", ErrorCode.NOT_FOUND, missing::metadata), missing);
    assertNotFound(assertRefused("a refresh", ErrorCode.NOT_FOUND, missing::refresh), missing);
    assertNotFound(
        assertRefused("its condition", ErrorCode.NOT_FOUND, missing::condition), missing);
  }

  private static void assertNotFound(DatabaseException refusal, Database missing) {
    assertThat(refusal.toString())
        .as("the error names what was not found")
        .contains(missing.name());
  }

  @Test
  void whetherADatabaseExistsIsWhetherItIsListedByExactlyThatName() {
    Database made = run().created();
    for (String name :
        List.of(
            made.name(),
            made.name().toUpperCase(Locale.ROOT),
            made.name() + " ",
            made.name().substring(0, made.name().length() - 1))) {
      assertThat(exists(name))
          .as("whether \"%s\" exists beside \"%s\"", name, made.name())
          .isEqualTo(listed().contains(name));
    }
  }

  /** What no database can be called does not exist. */
  private boolean exists(String name) {
    try {
      return engine().database(name).exists();
    } catch (InvalidOptionsException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INVALID_NAME);
      return false;
    }
  }

  @Test
  void handlesAreEqualByEngineAndExactName() {
    String name = fixture().newDatabaseName();
    Database one = engine().database(name);
    Database same = engine().database(name);
    assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(one).isNotEqualTo(engine().database(fixture().newDatabaseName()));
    DatabaseEngine other = manager().open(fixture().connection());
    assertThat(one).isNotEqualTo(other.database(name));
    assertThat(one.toString()).contains(name);
    Database made = run().created();
    assertThat(find(engine().databases(), made.name())).isEqualTo(made);
  }

  @Test
  void aRefreshSeesWhatHappenedSince() {
    Database database = run().created();
    DatabaseMetadata before = database.refresh(Detail.SIZE);
    fixture().fill(database, 1);
    DatabaseMetadata after = database.refresh(Detail.SIZE);
    assertThat(after.sizeBytes().orElseThrow())
        .isGreaterThanOrEqualTo(before.sizeBytes().orElseThrow());
    assertThat(after.readAt()).isAfterOrEqualTo(before.readAt());
    assertThat(database.metadata()).isSameAs(after);
    assertThat(database.condition()).isEqualTo(after.condition());
  }

  private static Database find(List<? extends Database> databases, String name) {
    return databases.stream()
        .filter(database -> database.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not listed"));
  }

  private long statementsOf(Runnable action) {
    long before = statementsSent();
    action.run();
    return statementsSent() - before;
  }
}
