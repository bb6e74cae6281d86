package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import io.gds.database.testkit.wire.WireRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a model without a peer between. */
final class ModelClient {
  private final SnowflakeModel model;
  private final String user;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private int asked;

  ModelClient(SnowflakeModel model, String user) {
    this.model = model;
    this.user = user;
  }

  /** Where the session is, such as its role. */
  ModelClient with(String attribute, String value) {
    attributes.put(attribute, value);
    return this;
  }

  WireAnswer ask(String statement, @Nullable Object... binds) {
    asked++;
    attributes.put("query", user + "-" + asked);
    return model.answer(
        new WireRequest(
            7,
            user,
            attributes.getOrDefault("database", ""),
            statement,
            Arrays.asList(binds),
            attributes));
  }

  /** The number of the last statement. */
  String last() {
    return user + "-" + asked;
  }

  List<List<@Nullable Object>> rows(String statement, @Nullable Object... binds) {
    return answer(statement, binds).rows().stream().map(row -> row.values()).toList();
  }

  private WireAnswer.Rows answer(String statement, @Nullable Object... binds) {
    if (ask(statement, binds) instanceof WireAnswer.Rows rows) {
      return rows;
    }
    throw new AssertionError("no rows: " + statement);
  }

  /** One column of all rows, as text. */
  List<String> column(String name, String statement, @Nullable Object... binds) {
    WireAnswer.Rows rows = answer(statement, binds);
    int at = rows.columns().stream().map(WireColumn::name).toList().indexOf(name);
    return rows.rows().stream().map(row -> String.valueOf(row.values().get(at))).toList();
  }

  /** The one value that a query gives, as text. */
  String value(String statement, @Nullable Object... binds) {
    return String.valueOf(rows(statement, binds).get(0).get(0));
  }

  /** The code and text of an error, in one line. */
  String error(String statement) {
    WireAnswer answer = ask(statement);
    if (answer instanceof WireAnswer.Failure failure) {
      return failure.code()
          + " "
          + failure.fields().get("state")
          + " "
          + failure.message().replace('\n', ' ');
    }
    throw new AssertionError("no error: " + answer);
  }
}
