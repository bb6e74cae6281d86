package io.gds.database.testkit.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A procedure called by the client itself, not by a statement.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     RPC Request</a>
 */
record TdsCall(String procedure, List<Parameter> parameters) {
  private static final int BY_NUMBER = 0xFFFF;
  private static final int ANOTHER = 0xFF;
  private static final int ANOTHER_NOT_TO_RUN = 0xFE;
  private static final int GOES_OUT = 0x01;
  private static final Map<Integer, String> NUMBERED =
      Map.ofEntries(
          Map.entry(1, "sp_cursor"),
          Map.entry(2, "sp_cursoropen"),
          Map.entry(3, "sp_cursorprepare"),
          Map.entry(4, "sp_cursorexecute"),
          Map.entry(5, "sp_cursorprepexec"),
          Map.entry(6, "sp_cursorunprepare"),
          Map.entry(7, "sp_cursorfetch"),
          Map.entry(8, "sp_cursoroption"),
          Map.entry(9, "sp_cursorclose"),
          Map.entry(10, "sp_executesql"),
          Map.entry(11, "sp_prepare"),
          Map.entry(12, "sp_execute"),
          Map.entry(13, "sp_prepexec"),
          Map.entry(14, "sp_prepexecrpc"),
          Map.entry(15, "sp_unprepare"));

  /**
   * What is given to it.
   *
   * @param name empty if it goes by its place
   * @param out whether the procedure gives it another value
   */
  record Parameter(String name, boolean out, TdsTypeInfo info, @Nullable Object value) {
    /** As a statement would declare it. */
    String declared() {
      return placeholder() + " " + info.type() + (out ? " OUTPUT" : "");
    }

    /** As a statement would give it to a procedure. */
    String given() {
      return placeholder() + (out ? " OUTPUT" : "");
    }

    private String placeholder() {
      return name.isEmpty() ? "?" : name;
    }
  }

  /**
   * Reads all calls of a message.
   *
   * @throws IllegalArgumentException for what the peer does not know
   */
  static List<TdsCall> read(TdsMessage message) {
    TdsReader in = message.readerAfterHeaders();
    List<TdsCall> calls = new ArrayList<>();
    while (in.hasMore()) {
      calls.add(readOne(in));
      if (in.hasMore()) {
        in.int1();
      }
    }
    return calls;
  }

  private static TdsCall readOne(TdsReader in) {
    int length = in.int2();
    String name;
    if (length == BY_NUMBER) {
      int number = in.int2();
      name = NUMBERED.getOrDefault(number, "procedure " + number);
    } else {
      name = in.text(length);
    }
    in.int2();
    List<Parameter> parameters = new ArrayList<>();
    while (in.hasMore() && in.peek() != ANOTHER && in.peek() != ANOTHER_NOT_TO_RUN) {
      String parameter = in.shortText();
      boolean out = (in.int1() & GOES_OUT) != 0;
      TdsTypeInfo info = TdsTypeInfo.read(in);
      parameters.add(new Parameter(parameter, out, info, TdsData.read(in, info)));
    }
    return new TdsCall(name, parameters);
  }

  /**
   * The value of a parameter.
   *
   * @param number from 0
   * @throws IllegalArgumentException if it is another's, or there is none
   */
  <T> T value(int number, Class<T> type) {
    Object value = number < parameters.size() ? parameters.get(number).value() : null;
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          procedure + " wants a " + type.getSimpleName() + " as parameter " + (number + 1));
    }
    return type.cast(value);
  }

  /** The parameters from one on. */
  List<Parameter> from(int number) {
    return parameters.subList(Math.min(number, parameters.size()), parameters.size());
  }
}
