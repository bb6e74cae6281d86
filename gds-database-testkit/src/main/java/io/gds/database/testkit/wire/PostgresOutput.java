package io.gds.database.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the server says, gathered until it is flushed. Used by one thread at a time.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message
 *     Formats</a>
 */
final class PostgresOutput {
  private static final int ENOUGH = 64 * 1024;

  /** Under which letters an error's fields go. */
  private static final Map<String, Character> FIELDS =
      Map.ofEntries(
          Map.entry("detail", 'D'),
          Map.entry("hint", 'H'),
          Map.entry("position", 'P'),
          Map.entry("where", 'W'),
          Map.entry("schema", 's'),
          Map.entry("table", 't'),
          Map.entry("column", 'c'),
          Map.entry("type", 'd'),
          Map.entry("constraint", 'n'),
          Map.entry("file", 'F'),
          Map.entry("line", 'L'),
          Map.entry("routine", 'R'));

  private final OutputStream out;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

  PostgresOutput(OutputStream out) {
    this.out = out;
  }

  /** Writes a message's body. */
  private interface Body {
    void write(DataOutputStream body) throws IOException;
  }

  void flush() throws IOException {
    // Another thread may end the session between two messages.
    synchronized (out) {
      gathered.writeTo(out);
      out.flush();
    }
    gathered.reset();
  }

  private void say(char type, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.write(new DataOutputStream(bytes));
    DataOutputStream message = new DataOutputStream(gathered);
    message.writeByte(type);
    message.writeInt(bytes.size() + 4);
    bytes.writeTo(message);
    if (gathered.size() > ENOUGH) {
      flush();
    }
  }

  private static void text(DataOutputStream body, String text) throws IOException {
    body.write(text.getBytes(StandardCharsets.UTF_8));
    body.write(0);
  }

  /** A message without a body. */
  void plain(char type) throws IOException {
    say(type, body -> {});
  }

  /** An answer to a log-in: its kind, and what belongs to it. */
  void authentication(int kind, byte[] more) throws IOException {
    say(
        'R',
        body -> {
          body.writeInt(kind);
          body.write(more);
        });
  }

  /** The client's protocol is newer: this is the newest here, and all its options are known. */
  void olderProtocol(int version) throws IOException {
    say(
        'v',
        body -> {
          body.writeInt(version);
          body.writeInt(0);
        });
    flush();
  }

  void parameter(String name, String value) throws IOException {
    say(
        'S',
        body -> {
          text(body, name);
          text(body, value);
        });
  }

  void backendKey(int process, int secret) throws IOException {
    say(
        'K',
        body -> {
          body.writeInt(process);
          body.writeInt(secret);
        });
  }

  void ready(char transaction) throws IOException {
    say('Z', body -> body.writeByte(transaction));
    flush();
  }

  void complete(String tag) throws IOException {
    say('C', body -> text(body, tag));
  }

  void error(WireAnswer.Failure error) throws IOException {
    report('E', error.fatal() ? "FATAL" : "ERROR", error.code(), error.message(), error.fields());
  }

  void notice(WireAnswer.Notice notice) throws IOException {
    report('N', "NOTICE", notice.code(), notice.message(), notice.fields());
  }

  /**
   * Looks at the names of an error's fields.
   *
   * @throws IllegalArgumentException for one that the protocol does not have
   */
  static void demandKnown(Map<String, String> fields) {
    for (String field : fields.keySet()) {
      if (!FIELDS.containsKey(field) && !field.equals("severity")) {
        throw new IllegalArgumentException(
            "no field of an error: "
                + field
                + "; there are severity and "
                + new TreeSet<>(FIELDS.keySet()));
      }
    }
  }

  private void report(
      char type, String severity, String code, String message, Map<String, String> fields)
      throws IOException {
    String said = fields.getOrDefault("severity", severity);
    demandKnown(fields);
    say(
        type,
        body -> {
          field(body, 'S', said);
          field(body, 'V', said);
          field(body, 'C', code);
          field(body, 'M', message);
          for (Map.Entry<String, String> field : fields.entrySet()) {
            Character letter = FIELDS.get(field.getKey());
            if (letter != null) {
              field(body, letter, field.getValue());
            }
          }
          body.write(0);
        });
  }

  private static void field(DataOutputStream body, char letter, String value) throws IOException {
    body.writeByte(letter);
    text(body, value);
  }

  void parameterTypes(List<Integer> oids) throws IOException {
    say(
        't',
        body -> {
          body.writeShort(oids.size());
          for (int oid : oids) {
            body.writeInt(oid);
          }
        });
  }

  /**
   * The columns of what follows.
   *
   * @param binary which of them will come as bytes
   */
  void columns(List<WireColumn> columns, PostgresFormats binary) throws IOException {
    say(
        'T',
        body -> {
          body.writeShort(columns.size());
          for (int i = 0; i < columns.size(); i++) {
            PostgresType type = PostgresType.named(columns.get(i).type());
            text(body, columns.get(i).name());
            body.writeInt(0); // of no table
            body.writeShort(0);
            body.writeInt(type.oid());
            body.writeShort(type.length());
            body.writeInt(-1); // no type modifier
            body.writeShort(binary.isBinary(i) ? 1 : 0);
          }
        });
  }

  /** A row, each value as its bytes. */
  void row(List<byte @Nullable []> values) throws IOException {
    say(
        'D',
        body -> {
          body.writeShort(values.size());
          for (byte[] value : values) {
            body.writeInt(value == null ? -1 : value.length);
            if (value != null) {
              body.write(value);
            }
          }
        });
  }
}
