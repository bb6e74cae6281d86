package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prepared statement. Used by one thread. */
final class PostgresStatement {
  private final String name;
  private final String sql;
  private final List<Integer> parameterTypes;
  private @Nullable List<WireColumn> columns;

  /**
   * A statement.
   *
   * @param declared the types of its parameters, as far as the client declares them
   */
  PostgresStatement(String name, String sql, List<Integer> declared) {
    this.name = name;
    this.sql = sql;
    parameterTypes = new ArrayList<>(declared);
    for (int i = declared.size(); i < WireText.placeholders(sql); i++) {
      parameterTypes.add(0);
    }
  }

  /** Empty for the one that has none. */
  String name() {
    return name;
  }

  String sql() {
    return sql;
  }

  /** The declared type of a parameter; none if the client left it to the server. */
  @Nullable PostgresType parameter(int index) {
    return PostgresType.of(parameterTypes.get(index));
  }

  int parameters() {
    return parameterTypes.size();
  }

  /** As the server tells the client; what was left to it is text. */
  List<Integer> resolvedTypes() {
    return parameterTypes.stream()
        .map(oid -> oid == 0 ? Integer.valueOf(PostgresScalar.TEXT.oid()) : oid)
        .toList();
  }

  /** What columns the client was told; null if it was not told yet. */
  @Nullable List<WireColumn> columns() {
    return columns;
  }

  void described(List<WireColumn> columns) {
    this.columns = columns;
  }
}
