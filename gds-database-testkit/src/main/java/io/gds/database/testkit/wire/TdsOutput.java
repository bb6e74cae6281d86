package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the server says, token by token. A token is put together before it is said, so that a fault
 * in a script's values never leaves half of one. Used by one thread.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     Packet Data Token Stream Definition</a>
 */
final class TdsOutput {
  static final int DONE = 0xFD;
  static final int DONE_PROCEDURE = 0xFE;
  static final int DONE_IN_PROCEDURE = 0xFF;

  static final int MORE = 0x01;
  static final int FAILED = 0x02;
  static final int COUNTED = 0x10;
  static final int ATTENTION = 0x20;

  static final int DATABASE = 1;
  static final int LANGUAGE = 2;
  static final int PACKET_SIZE = 4;
  static final int COLLATION = 7;
  static final int TRANSACTION_BEGUN = 8;
  static final int TRANSACTION_COMMITTED = 9;
  static final int TRANSACTION_ROLLED_BACK = 10;
  static final int RESET_DONE = 18;

  private static final int COLUMNS = 0x81;
  private static final int ROW = 0xD1;
  private static final int ROW_WITHOUT_NULLS = 0xD2;
  private static final int ERROR = 0xAA;
  private static final int INFO = 0xAB;
  private static final int ENVIRONMENT = 0xE3;
  private static final int RETURN_STATUS = 0x79;
  private static final int RETURN_VALUE = 0xAC;
  private static final int FATAL_SEVERITY = 20;
  private static final int PLAIN_SEVERITY = 16;
  private static final Set<String> FIELDS =
      Set.of("severity", "state", "server", "procedure", "line");

  private final TdsPackets packets;
  private final TdsSetup setup;

  TdsOutput(TdsPackets packets, TdsSetup setup) {
    this.packets = packets;
    this.setup = setup;
  }

  TdsPackets packets() {
    return packets;
  }

  private void say(TdsWriter token) throws IOException {
    packets.say(token.toBytes());
  }

  private TdsTypeInfo info(TdsType type) {
    return new TdsTypeInfo(type, setup.collation());
  }

  /** The columns of the rows that follow; their types. */
  List<TdsType> columns(List<WireColumn> columns) throws IOException {
    TdsWriter out = new TdsWriter().int1(COLUMNS).int2(columns.size());
    List<TdsType> types = new ArrayList<>();
    for (WireColumn column : columns) {
      TdsType type = TdsType.named(column.type());
      types.add(type);
      out.int4(userType(type.scalar()));
      out.int2(type.nullable() ? 0x09 : 0x08); // and whether it can be changed is not known
      info(type).write(out);
      out.shortText(column.name());
    }
    say(out);
    return types;
  }

  private static int userType(TdsScalar scalar) {
    return switch (scalar) {
      case ROWVERSION -> 0x50;
      case SYSNAME -> 0x100;
      default -> 0;
    };
  }

  /** A row, in the form without nulls where that is the shorter one. */
  void row(List<TdsType> types, WireRow row) throws IOException {
    List<@Nullable Object> values = row.values();
    byte[] nulls = new byte[(values.size() + 7) / 8];
    int count = 0;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) == null) {
        nulls[i / 8] |= (byte) (1 << (i % 8));
        count++;
      }
    }
    boolean without = count > nulls.length;
    TdsWriter out = new TdsWriter().int1(without ? ROW_WITHOUT_NULLS : ROW);
    if (without) {
      out.bytes(nulls);
    }
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      TdsType type = types.get(i);
      if (value != null || !without || !type.nullable()) {
        TdsData.write(out, info(type), value);
      }
    }
    say(out);
  }

  /** The end of a result. */
  void done(int token, int status, int command, long count) throws IOException {
    say(new TdsWriter().int1(token).int2(status).int2(command).int8(count));
  }

  void error(WireAnswer.Failure error) throws IOException {
    int severity = error.fatal() ? FATAL_SEVERITY : PLAIN_SEVERITY;
    report(ERROR, error.code(), error.message(), error.fields(), severity);
  }

  void notice(WireAnswer.Notice notice) throws IOException {
    report(INFO, notice.code(), notice.message(), notice.fields(), 0);
  }

  /**
   * Looks at an error's number and the names of its fields.
   *
   * @throws IllegalArgumentException if the server could not have said so
   */
  static void demandKnown(String code, Map<String, String> fields) {
    if (!code.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("errors of SQL Server have numbers: " + code);
    }
    for (String field : fields.keySet()) {
      if (!FIELDS.contains(field)) {
        throw new IllegalArgumentException(
            "no field of an error: " + field + "; there are " + new TreeSet<>(FIELDS));
      }
    }
  }

  private void report(
      int token, String code, String message, Map<String, String> fields, int severity)
      throws IOException {
    demandKnown(code, fields);
    TdsWriter body = new TdsWriter();
    body.int4(Integer.parseInt(code));
    body.int1(Integer.parseInt(fields.getOrDefault("state", "1")));
    body.int1(Integer.parseInt(fields.getOrDefault("severity", String.valueOf(severity))));
    body.longText(message);
    body.shortText(fields.getOrDefault("server", setup.server()));
    body.shortText(fields.getOrDefault("procedure", ""));
    body.int4(Integer.parseInt(fields.getOrDefault("line", "1")));
    lengthy(token, body);
  }

  /** A token after its length in two bytes. */
  void lengthy(int token, TdsWriter body) throws IOException {
    byte[] bytes = body.toBytes();
    say(new TdsWriter().int1(token).int2(bytes.length).bytes(bytes));
  }

  /** Something of the session has become another, told as texts. */
  void changed(int what, String now, String before) throws IOException {
    lengthy(ENVIRONMENT, new TdsWriter().int1(what).shortText(now).shortText(before));
  }

  /** Something of the session has become another, told as bytes. */
  void changed(int what, byte[] now, byte[] before) throws IOException {
    TdsWriter body = new TdsWriter().int1(what);
    body.int1(now.length).bytes(now).int1(before.length).bytes(before);
    lengthy(ENVIRONMENT, body);
  }

  void returnStatus(int status) throws IOException {
    say(new TdsWriter().int1(RETURN_STATUS).int4(status));
  }

  /** The value of a parameter that goes out. */
  void returnValue(int ordinal, TdsTypeInfo info, String name, @Nullable Object value)
      throws IOException {
    TdsWriter out = new TdsWriter().int1(RETURN_VALUE).int2(ordinal).shortText(name);
    out.int1(1).int4(0).int2(1);
    info.write(out);
    TdsData.write(out, info, value);
    say(out);
  }

  /** A token that has no length. */
  void plain(TdsWriter token) throws IOException {
    say(token);
  }
}
