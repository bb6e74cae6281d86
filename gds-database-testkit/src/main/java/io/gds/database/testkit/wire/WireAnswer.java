package io.gds.database.testkit.wire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a peer answers to a statement. Immutable; made by the static methods, put together by {@link
 * #several} and {@link #then}.
 *
 * <pre>{@code
 * WireAnswer.rows("name text", "size int8").row("shop", 12L)
 * WireAnswer.rows("name text").row("shop").then(WireAnswer.error("40001", "restart transaction"))
 * WireAnswer.notice("01000", "10 percent").then(WireAnswer.done("BACKUP")).held(gate)
 * WireAnswer.lost()
 * }</pre>
 */
public sealed interface WireAnswer
    permits WireAnswer.Rows,
        WireAnswer.Done,
        WireAnswer.Failure,
        WireAnswer.Notice,
        WireAnswer.Returned,
        WireAnswer.Pause,
        WireAnswer.Held,
        WireAnswer.Dropped,
        WireAnswer.Lost,
        WireAnswer.Passed,
        WireAnswer.Several,
        MongoReply,
        MongoCursor {
  /**
   * Rows.
   *
   * @param tag the end of the answer in the server's words, where its protocol has such; empty for
   *     what the peer makes of the statement
   */
  record Rows(List<WireColumn> columns, List<WireRow> rows, String tag) implements WireAnswer {
    /** Keeps copies. */
    public Rows {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      Objects.requireNonNull(tag, "tag");
    }

    /**
     * These rows and one more.
     *
     * @throws IllegalArgumentException for another number of values than there are columns
     */
    public Rows row(@Nullable Object... values) {
      return all(List.of(WireRow.of(values)));
    }

    /**
     * These rows and more, for many at once.
     *
     * @throws IllegalArgumentException as {@link #row}
     */
    public Rows all(List<WireRow> more) {
      List<WireRow> all = new ArrayList<>(rows);
      for (WireRow row : more) {
        demandFit(row.values().size());
        all.add(row);
      }
      return new Rows(columns, all, tag);
    }

    private void demandFit(int values) {
      if (values != columns.size()) {
        throw new IllegalArgumentException(
            values + " values for " + columns.size() + " columns: " + columns);
      }
    }

    /** The same rows with an end in the server's own words. */
    public Rows tagged(String tag) {
      return new Rows(columns, rows, tag);
    }
  }

  /**
   * No rows: it is done.
   *
   * @param tag as in {@link Rows}
   * @param count how many rows were changed; -1 if the server counts none
   */
  record Done(String tag, long count) implements WireAnswer {}

  /**
   * An error. It ends the answer where the protocol has one result a statement; else it ends a
   * result.
   *
   * @param code the server's code, such as an SQLSTATE or a number
   * @param fatal whether the server closes the connection with it
   * @param fields what else is said, such as {@code detail} and {@code hint}, under the peer's
   *     names
   */
  record Failure(String code, String message, boolean fatal, Map<String, String> fields)
      implements WireAnswer {
    /** Keeps a copy. */
    public Failure {
      fields = Map.copyOf(fields);
    }

    /** The same error with one more field. */
    public Failure field(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(fields);
      more.put(name, value);
      return new Failure(code, message, fatal, more);
    }
  }

  /**
   * A message beside the answer, which does not end it.
   *
   * @param fields as in {@link Failure}
   */
  record Notice(String code, String message, Map<String, String> fields) implements WireAnswer {
    /** Keeps a copy. */
    public Notice {
      fields = Map.copyOf(fields);
    }

    /** The same message with one more field. */
    public Notice field(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(fields);
      more.put(name, value);
      return new Notice(code, message, more);
    }
  }

  /**
   * What a procedure returns besides its results, where the protocol has such.
   *
   * @param status its return value
   * @param outputs the values of the parameters that go out, in order
   */
  record Returned(int status, List<@Nullable Object> outputs) implements WireAnswer {
    /** Keeps a copy. */
    public Returned {
      outputs = Collections.unmodifiableList(new ArrayList<>(outputs));
    }
  }

  /** Time passes; a cancel ends it. */
  record Pause(Duration time) implements WireAnswer {}

  /** Nothing goes on until the gate is opened; a cancel ends it. */
  record Held(WireGate gate) implements WireAnswer {}

  /** The connection is closed here, without a word. */
  record Dropped() implements WireAnswer {}

  /** See {@link #lost}. */
  record Lost() implements WireAnswer {}

  /** See {@link #passed}. */
  record Passed() implements WireAnswer {}

  /** One after the other. */
  record Several(List<WireAnswer> answers) implements WireAnswer {
    /** Keeps a copy. */
    public Several {
      answers = List.copyOf(answers);
    }
  }

  /**
   * Rows of these columns, none yet.
   *
   * @param columns each as {@link WireColumn#parse} reads it
   */
  static Rows rows(String... columns) {
    return rows(Arrays.stream(columns).map(WireColumn::parse).toList());
  }

  /** Rows of these columns, none yet. */
  static Rows rows(List<WireColumn> columns) {
    return new Rows(columns, List.of(), "");
  }

  /** It is done; the server says so as it does for such a statement. */
  static Done done() {
    return done("");
  }

  /** It is done, in the server's own words, such as {@code CREATE DATABASE}. */
  static Done done(String tag) {
    return new Done(Objects.requireNonNull(tag, "tag"), -1);
  }

  /** So many rows were changed. */
  static Done updated(long count) {
    return new Done("", count);
  }

  /** An error; before it there may be rows, which then have no end. */
  static Failure error(String code, String message) {
    return new Failure(code, message, false, Map.of());
  }

  /** An error with which the server closes the connection. */
  static Failure fatal(String code, String message) {
    return new Failure(code, message, true, Map.of());
  }

  /** A message beside the answer. */
  static Notice notice(String code, String message) {
    return new Notice(code, message, Map.of());
  }

  /** What a procedure returns besides its results, where the protocol has such. */
  static Returned returned(int status, @Nullable Object... outputs) {
    return new Returned(status, Arrays.asList(outputs));
  }

  /** The connection is closed: before anything was done, or in the midst of what came before. */
  static Dropped drop() {
    return new Dropped();
  }

  /**
   * The statement is carried out and its answer is lost: what the rules below this one, or the peer
   * itself, would have answered is worked out, and the connection is closed instead.
   */
  static Lost lost() {
    return new Lost();
  }

  /** What the rules below this one, or the peer itself, would have answered. */
  static Passed passed() {
    return new Passed();
  }

  /**
   * One after the other. Rows that are followed by an error or a closed connection have no end, and
   * errors in a row are of one result; put {@link #done()} between where that is not so. Several
   * results of one statement need a protocol that has them.
   */
  static WireAnswer several(WireAnswer... answers) {
    return new Several(List.of(answers));
  }

  /** This, and then that. */
  default WireAnswer then(WireAnswer next) {
    return several(this, next);
  }

  /** This, once the gate is open. */
  default WireAnswer held(WireGate gate) {
    return several(new Held(gate), this);
  }

  /** This, after some time. */
  default WireAnswer after(Duration time) {
    return several(new Pause(time), this);
  }
}
