package io.gds.database.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's log-in record. Its text holds no password.
 *
 * @param version of the protocol
 * @param packetSize the client's wish
 * @param readOnly whether the client says it will only read
 * @param integrated whether Windows or Kerberos is to vouch for it
 * @param ntlm whether that begins with a message of NTLM
 * @param host the client's machine
 * @param library the driver's name
 * @param features by number, what the client can do beyond the protocol's version
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     LOGIN7</a>
 */
record TdsLogin(
    int version,
    int packetSize,
    boolean readOnly,
    boolean integrated,
    boolean ntlm,
    String host,
    String user,
    String password,
    String application,
    String server,
    String library,
    String database,
    Map<Integer, byte[]> features) {
  static final int FEDERATION = 0x02;
  static final int UTF8 = 0x0A;

  private static final int TEXTS = 36;
  private static final int VOUCHER = 78;
  private static final int INTEGRATED_BIT = 0x80;
  private static final int READ_ONLY_BIT = 0x20;
  private static final int FEATURES_BIT = 0x10;
  private static final int END = 0xFF;

  /** By a token that the client has already. */
  private static final int TOKEN_AT_HAND = 1;

  static TdsLogin read(TdsMessage message) {
    TdsReader head = message.reader();
    head.int4();
    int version = head.int4();
    int packetSize = head.int4();
    head.bytes(12);
    head.int1();
    boolean integrated = (head.int1() & INTEGRATED_BIT) != 0;
    boolean readOnly = (head.int1() & READ_ONLY_BIT) != 0;
    boolean extended = (head.int1() & FEATURES_BIT) != 0;
    return new TdsLogin(
        version,
        packetSize,
        readOnly,
        integrated,
        integrated && isNtlm(message),
        text(message, 0),
        text(message, 1),
        revealed(message, 2),
        text(message, 3),
        text(message, 4),
        text(message, 6),
        text(message, 8),
        extended ? features(message) : Map.of());
  }

  private static boolean isNtlm(TdsMessage message) {
    TdsReader place = message.reader().at(VOUCHER);
    int offset = place.int2();
    int length = place.int2();
    byte[] voucher = message.reader().at(offset).bytes(length);
    int same = Arrays.mismatch(voucher, TdsNtlm.SIGNATURE);
    return same < 0 || same == TdsNtlm.SIGNATURE.length;
  }

  /** One of the texts, by its place among them. */
  private static String text(TdsMessage message, int number) {
    return new String(place(message, number), StandardCharsets.UTF_16LE);
  }

  private static byte[] place(TdsMessage message, int number) {
    TdsReader place = message.reader().at(TEXTS + 4 * number);
    int offset = place.int2();
    int length = place.int2();
    return length == 0 ? new byte[0] : message.reader().at(offset).bytes(2 * length);
  }

  /** A password, which is not encrypted but made unreadable at a glance. */
  private static String revealed(TdsMessage message, int number) {
    byte[] bytes = place(message, number);
    for (int i = 0; i < bytes.length; i++) {
      int mixed = (bytes[i] & 0xFF) ^ 0xA5;
      bytes[i] = (byte) ((mixed << 4) | (mixed >> 4));
    }
    return new String(bytes, StandardCharsets.UTF_16LE);
  }

  private static Map<Integer, byte[]> features(TdsMessage message) {
    int place = message.reader().at(TEXTS + 4 * 5).int2();
    TdsReader in = message.reader();
    in.at(message.reader().at(place).int4());
    Map<Integer, byte[]> features = new LinkedHashMap<>();
    for (int number = in.int1(); number != END; number = in.int1()) {
      features.put(number, in.bytes(in.int4()));
    }
    return features;
  }

  /** Whether a token of Entra is to be the proof. */
  boolean isFederated() {
    return features.containsKey(FEDERATION);
  }

  /** The token, if the client has sent it along; null if it waits to be told where to get one. */
  @Nullable String token() {
    byte[] feature = features.get(FEDERATION);
    if (feature == null) {
      return null;
    }
    TdsReader in = new TdsReader(feature);
    boolean atHand = in.int1() >> 1 == TOKEN_AT_HAND;
    return atHand ? new String(in.bytes(in.int4()), StandardCharsets.UTF_16LE) : null;
  }

  @Override
  public String toString() {
    return "log-in of " + user + " to " + database;
  }
}
