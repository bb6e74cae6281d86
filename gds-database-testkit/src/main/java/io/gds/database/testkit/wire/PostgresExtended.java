package io.gds.database.testkit.wire;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The extended protocol of a session: prepared statements and portals. What the client sends up to
 * a Sync or Flush is looked at as a whole, so that a statement can be described by the answer to
 * what is bound to it right after. Used by one thread.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY">
 *     Extended Query</a>
 */
final class PostgresExtended {
  private final PostgresSession session;
  private final PostgresOutput out;
  private final WireScript script;
  private final Map<String, PostgresStatement> statements = new HashMap<>();
  private final Map<String, PostgresPortal> portals = new HashMap<>();
  private final IdentityHashMap<PostgresMessage, PostgresPortal> boundAhead =
      new IdentityHashMap<>();
  private boolean skipping;

  PostgresExtended(PostgresSession session, PostgresOutput out, WireScript script) {
    this.session = session;
    this.out = out;
    this.script = script;
  }

  /** Carries out what was sent; after an error nothing more until the next Sync. */
  void process(List<PostgresMessage> batch) throws IOException {
    for (int i = 0; i < batch.size() && !skipping; i++) {
      PostgresMessage message = batch.get(i);
      Optional<WireAnswer.Failure> failure;
      try {
        failure = carryOut(message, batch.subList(i + 1, batch.size()));
      } catch (IllegalArgumentException | DateTimeException e) {
        failure = Optional.of(script.fault("the script, or a bind: " + e.getMessage()));
      }
      if (failure.isPresent()) {
        out.error(failure.get());
        skipping = true;
      }
    }
    boundAhead.clear();
  }

  private Optional<WireAnswer.Failure> carryOut(PostgresMessage message, List<PostgresMessage> rest)
      throws IOException {
    return switch (message.type()) {
      case 'P' -> parse(message);
      case 'B' -> bind(message);
      case 'D' -> describe(message, rest);
      case 'C' -> close(message);
      default -> execute(message);
    };
  }

  /** The end of a batch; portals last as long as their transaction. */
  void sync(char status) {
    skipping = false;
    if (status != 'T') {
      portals.clear();
    }
  }

  void forgetUnnamed() {
    statements.remove("");
    portals.remove("");
  }

  /** A statement has been done, perhaps one that forgets others. */
  void done(String normalized) {
    if (normalized.equalsIgnoreCase("DISCARD ALL")
        || normalized.equalsIgnoreCase("DEALLOCATE ALL")) {
      statements.clear();
    }
  }

  private Optional<WireAnswer.Failure> parse(PostgresMessage message) throws IOException {
    String name = message.text();
    String sql = message.text();
    List<Integer> types = new ArrayList<>();
    for (int left = message.int2(); left > 0; left--) {
      types.add(message.int4());
    }
    if (!name.isEmpty() && statements.containsKey(name)) {
      return error("42P05", "prepared statement \"" + name + "\" already exists");
    }
    if (WireText.statements(sql).size() > 1) {
      return error("42601", "cannot insert multiple commands into a prepared statement");
    }
    statements.put(name, new PostgresStatement(name, sql, types));
    out.plain('1');
    return Optional.empty();
  }

  private static Optional<WireAnswer.Failure> error(String code, String message) {
    return Optional.of(WireAnswer.error(code, message));
  }

  private Optional<WireAnswer.Failure> bind(PostgresMessage message) throws IOException {
    PostgresPortal portal = boundAhead.get(message);
    String name = message.text();
    PostgresStatement statement = statements.get(message.text());
    if (statement == null) {
      return unknown(message);
    }
    portals.put(name, portal == null ? portal(statement, message) : portal);
    out.plain('2');
    return Optional.empty();
  }

  private static Optional<WireAnswer.Failure> unknown(PostgresMessage message) {
    PostgresMessage again = message.again();
    if (message.type() != 'C' && message.type() != 'D') {
      again.text();
    } else {
      again.letter();
    }
    return error("26000", "prepared statement \"" + again.text() + "\" does not exist");
  }

  /** Reads a Bind from where its statement's name has been read. */
  private PostgresPortal portal(PostgresStatement statement, PostgresMessage message) {
    PostgresFormats formats = PostgresFormats.read(message);
    int count = message.int2();
    if (count != statement.parameters()) {
      throw new IllegalArgumentException(
          count + " binds for " + statement.parameters() + " parameters");
    }
    List<@Nullable Object> binds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = message.int4();
      binds.add(
          length < 0 ? null : formats.decoded(i, statement.parameter(i), message.bytes(length)));
    }
    PostgresFormats results = PostgresFormats.read(message);
    Map<String, String> attributes = new HashMap<>();
    attributes.put("protocol", "extended");
    attributes.put("prepared", statement.name());
    attributes.put("results", results.anyBinary() ? "binary" : "text");
    return new PostgresPortal(
        session.request(statement.sql(), binds, attributes), results, statement);
  }

  private Optional<WireAnswer.Failure> describe(PostgresMessage message, List<PostgresMessage> rest)
      throws IOException {
    char what = message.letter();
    String name = message.text();
    if (what == 'P') {
      PostgresPortal portal = portals.get(name);
      if (portal == null) {
        return error("34000", "portal \"" + name + "\" does not exist");
      }
      columns(portal.statement(), columnsOf(session.answer(portal)), portal.formats());
      portal.describe();
      return Optional.empty();
    }
    PostgresStatement statement = statements.get(name);
    if (statement == null) {
      return unknown(message);
    }
    Optional<List<WireColumn>> columns = ahead(statement, rest);
    if (columns.isEmpty()) {
      columns = session.columns(statement.sql());
    }
    if (columns.isEmpty()) {
      return Optional.of(
          script.fault(
              "the driver wants to know the columns before it binds: say columns(…), or script: "
                  + statement.sql()));
    }
    out.parameterTypes(statement.resolvedTypes());
    columns(statement, columns.get(), PostgresFormats.TEXT);
    return Optional.empty();
  }

  /** The columns of the answer to what is bound to a statement right after. */
  private Optional<List<WireColumn>> ahead(
      PostgresStatement statement, List<PostgresMessage> rest) {
    for (PostgresMessage each : rest) {
      PostgresMessage message = each.again();
      if (each.type() == 'P') {
        return Optional.empty();
      }
      if (each.type() == 'B') {
        message.text();
        if (message.text().equals(statement.name())) {
          PostgresPortal portal = portal(statement, message);
          boundAhead.put(each, portal);
          return Optional.of(columnsOf(session.answer(portal)));
        }
      }
    }
    return Optional.empty();
  }

  private void columns(
      @Nullable PostgresStatement statement, List<WireColumn> columns, PostgresFormats formats)
      throws IOException {
    if (statement != null) {
      statement.described(columns);
    }
    if (columns.isEmpty()) {
      out.plain('n');
    } else {
      out.columns(columns, formats);
    }
  }

  static List<WireColumn> columnsOf(List<WireAnswer> steps) {
    for (WireAnswer step : steps) {
      if (step instanceof WireAnswer.Rows rows) {
        return rows.columns();
      }
    }
    return List.of();
  }

  private Optional<WireAnswer.Failure> execute(PostgresMessage message) throws IOException {
    String name = message.text();
    int limit = message.int4();
    PostgresPortal portal = portals.get(name);
    if (portal == null) {
      return error("34000", "portal \"" + name + "\" does not exist");
    }
    if (!session.run(portal, limit)) {
      skipping = true;
    }
    return Optional.empty();
  }

  private Optional<WireAnswer.Failure> close(PostgresMessage message) throws IOException {
    char what = message.letter();
    String name = message.text();
    if (what == 'S') {
      statements.remove(name);
    } else {
      portals.remove(name);
    }
    out.plain('3');
    return Optional.empty();
  }
}
