package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.connection.SecretRef;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.ha.CreateHaOptions;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OperationContext;
import io.gds.database.testkit.wire.MongoRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Names that were made to be more than names: each method refuses them by a typed error, or sends
 * them as the whole of a value, and never as a key, a part of a text, or a pattern.
 */
class MongoHostileNameTest {
  /** It is in each of them, and in nothing else. */
  private static final String MARK = "zq7";

  /** What a method may say instead of sending it. */
  private static final Set<ErrorCode> REFUSALS =
      EnumSet.of(
          ErrorCode.INVALID_NAME,
          ErrorCode.INVALID_OPTIONS,
          ErrorCode.NOT_FOUND,
          ErrorCode.UNSUPPORTED_CAPABILITY);

  private static MongoNamedScene at;

  @BeforeAll
  static void open() {
    at = new MongoNamedScene("shop");
  }

  @AfterAll
  static void close() {
    at.close();
  }

  static List<String> names() {
    return List.of(
        "zq7\"b.c$d/e\\f'",
        "zq7\0x",
        "../zq7/..",
        "%2e%2e%2Fzq7",
        "system.zq7",
        "zq7" + "x".repeat(300),
        " zq7\r\n\t\u001b[2J\u202eb ",
        "{\"$gt\": \"zq7\"}",
        "$zq7",
        "zq7\ud800");
  }

  private static List<String> named(String database, String name, String member) {
    String primary = member.isEmpty() ? at.set.host(0) : member;
    List<String> names = new ArrayList<>(List.of(database, name, name, primary));
    names.add(member.isEmpty() ? at.set.host(1) : member);
    names.add(member.isEmpty() ? at.set.host(2) : member);
    names.add(MongoNamedScene.SET);
    return names;
  }

  /** What was sent with a name in it, by the names of the commands. */
  private static Set<String> callAll(
      Predicate<MongoMethod> which, List<String> names, Predicate<String> whole) {
    SecretRef password = SecretRef.inline("Correct-Horse-7".toCharArray());
    MongoArguments arguments = new MongoArguments(at.engine, at, names, password);
    Set<String> sent = new TreeSet<>();
    for (MongoMethod method : MongoMethod.all()) {
      if (method.method().getParameterCount() > 0 && which.test(method)) {
        at.forget();
        call(arguments, method);
        for (MongoRequest request : at.sent()) {
          if (look(method.signature(), request.body(), whole)) {
            sent.add(request.name());
          }
        }
      }
    }
    return sent;
  }

  /** Whether it is told about members of a set. */
  private static boolean isOfSet(MongoMethod method) {
    return Arrays.stream(method.method().getParameterTypes())
        .anyMatch(
            type ->
                type.getPackage() == CreateHaOptions.class.getPackage()
                    || type == MongoMemberOptions.class);
  }

  private static boolean isOfData(MongoMethod method) {
    return !isOfSet(method);
  }

  private static void call(MongoArguments arguments, MongoMethod method) {
    try {
      Object told = arguments.call(method);
      if (told instanceof Operation<?> planned && planned.script().text().contains(MARK)) {
        at.engine.operations().execute(planned, OperationContext.none());
      }
    } catch (DatabaseException e) {
      assertThat(REFUSALS).as("%s: %s", method, e).contains(e.code());
    }
  }

  /** Whether a name is in it; that it is the whole of each value that it is in is demanded. */
  private static boolean look(String where, BsonValue value, Predicate<String> whole) {
    if (value instanceof BsonDocument document) {
      boolean found = false;
      for (Map.Entry<String, BsonValue> each : document.entrySet()) {
        found |= isKey(where, each.getKey(), whole);
        found |= look(where + "." + each.getKey(), each.getValue(), whole);
      }
      return found;
    }
    if (value instanceof BsonArray array) {
      boolean found = false;
      for (BsonValue each : array) {
        found |= look(where, each, whole);
      }
      return found;
    }
    if (value.toString().contains(MARK)) {
      assertThat(value.isString()).as(where).isTrue();
      assertThat(value.asString().getValue()).as(where).matches(whole);
      return true;
    }
    return false;
  }

  /** A field of documents is a key where it is read or written, and never an operator. */
  private static boolean isKey(String where, String key, Predicate<String> whole) {
    boolean found = key.contains(MARK);
    if (found) {
      assertThat(where).matches(".*(Export|Import).*");
      assertThat(key).as(where).matches(whole).doesNotStartWith("$");
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachIsRefusedOrTheWholeOfAValue(String name) {
    Set<String> sent =
        callAll(
            MongoHostileNameTest::isOfData,
            named("shop", name, ""),
            Set.of(name, "shop." + name)::contains);
    if (name.indexOf('\0') >= 0 || name.endsWith("\ud800")) {
      assertThat(sent).isSubsetOf("find");
    } else {
      assertThat(sent).contains("createUser", "dropUser", "createRole", "dropRole", "find");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSameIsSoOfDatabases(String name) {
    Predicate<String> whole = Set.of(name, name + ".shop", name + "." + name)::contains;
    Predicate<String> made = value -> value.startsWith(name + ".gds_restore_");
    Set<String> sent =
        callAll(MongoHostileNameTest::isOfData, named(name, name, ""), whole.or(made));
    if (!name.startsWith("%")) {
      assertThat(sent).isSubsetOf("find");
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSameIsSoOfTheMembersOfASet(String name) {
    for (String member : List.of(name, name + ":27017")) {
      List<String> names = named("shop", name, member);
      Set<String> sent = callAll(MongoHostileNameTest::isOfSet, names, member::equals);
      assertThat(sent).isSubsetOf("replSetReconfig");
    }
  }
}
