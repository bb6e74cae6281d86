package io.gds.database.testkit.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first words of client and server: versions, and how much is encrypted.
 *
 * @param encryption what the client asks for, see the constants
 * @param certificate whether it will show a certificate of its own
 * @param federation whether it will log in by a token of Entra
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     PRELOGIN</a>
 */
record TdsPrelogin(int encryption, boolean certificate, boolean federation) {
  /** Only the log-in. */
  static final int LOGIN_ONLY = 0x00;

  /** All. */
  static final int ON = 0x01;

  /** Nothing: it cannot be done, or it is done already. */
  static final int NOT_SUPPORTED = 0x02;

  /** All, whatever the client wants. */
  static final int REQUIRED = 0x03;

  private static final int CERTIFICATE_BIT = 0x80;
  private static final int END = 0xFF;
  private static final int VERSION = 0;
  private static final int ENCRYPTION = 1;
  private static final int INSTANCE = 2;
  private static final int THREAD = 3;
  private static final int SEVERAL_RESULTS = 4;
  private static final int FEDERATION = 6;

  static TdsPrelogin read(TdsMessage message) {
    TdsReader in = message.reader();
    int encryption = NOT_SUPPORTED;
    boolean federation = false;
    for (int option = in.int1(); option != END; option = in.int1()) {
      int offset = in.int2Network();
      in.int2Network();
      if (option == ENCRYPTION) {
        encryption = message.reader().at(offset).int1();
      }
      federation |= option == FEDERATION;
    }
    return new TdsPrelogin(
        encryption & ~CERTIFICATE_BIT, (encryption & CERTIFICATE_BIT) != 0, federation);
  }

  /** What is encrypted between this client and a server. */
  int agreed(TdsSetup setup, boolean strict) {
    if (strict || setup.tls() == null) {
      return NOT_SUPPORTED;
    }
    if (encryption == ON) {
      return ON;
    }
    return setup.forced() ? REQUIRED : encryption;
  }

  /** The server's answer. */
  byte[] answer(TdsSetup setup, int agreed) {
    TdsWriter version = new TdsWriter();
    TdsVersion server = setup.version();
    version.int1(server.major()).int1(server.minor()).int2Network(server.build());
    version.int2Network(server.revision());
    Map<Integer, byte[]> options = new LinkedHashMap<>();
    options.put(VERSION, version.toBytes());
    options.put(ENCRYPTION, new byte[] {(byte) agreed});
    options.put(INSTANCE, new byte[1]);
    options.put(THREAD, new byte[0]);
    options.put(SEVERAL_RESULTS, new byte[1]);
    if (federation) {
      options.put(FEDERATION, new byte[] {(byte) (setup.tokens().isEmpty() ? 0 : 1)});
    }
    TdsWriter table = new TdsWriter();
    TdsWriter data = new TdsWriter();
    int offset = 5 * options.size() + 1;
    for (Map.Entry<Integer, byte[]> option : options.entrySet()) {
      byte[] value = option.getValue();
      table.int1(option.getKey()).int2Network(offset).int2Network(value.length);
      data.bytes(value);
      offset += value.length;
    }
    return table.int1(END).bytes(data.toBytes()).toBytes();
  }
}
