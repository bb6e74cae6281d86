package io.gds.database.testkit.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A server's part of a log-in by NTLM, version 2: it sets the client a task that only who knows the
 * password can solve. What protects the messages themselves (MIC, channel bindings) is not looked
 * at.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-nlmp/b38c36ed-2804-4868-a9ff-8dd3182128e4">[MS-NLMP]:
 *     NT LAN Manager (NTLM) Authentication Protocol</a>
 */
final class TdsNtlm {
  /** What each message begins with. */
  static final byte[] SIGNATURE = "NTLMSSP\0".getBytes(StandardCharsets.US_ASCII);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int CHALLENGE = 2;
  private static final int TASK_LENGTH = 8;
  private static final int PROOF_LENGTH = 16;
  private static final int HEAD = 56;
  private static final int RESPONSE_PLACE = 20;
  private static final int DOMAIN_PLACE = 28;
  private static final int USER_PLACE = 36;

  /** Unicode, a target's name, NTLM, always signed, extended security, facts about the target. */
  private static final int FLAGS = 0x0088_8205;

  private static final int COMPUTER = 1;
  private static final int DOMAIN = 2;
  private static final int TIME = 7;
  private static final long SECONDS_FROM_1601 = 11_644_473_600L;

  private final byte[] task = new byte[TASK_LENGTH];
  private final String server;

  /** A server of this name. */
  TdsNtlm(String server) {
    this.server = server;
    RANDOM.nextBytes(task);
  }

  /** The task. */
  byte[] challenge() {
    byte[] target = server.getBytes(StandardCharsets.UTF_16LE);
    // In steps of 100 ns. A client takes a number whose lowest byte is 0 for none at all.
    long time = ((Instant.now().getEpochSecond() + SECONDS_FROM_1601) * 10_000_000L) | 1;
    TdsWriter facts = new TdsWriter();
    facts.int2(DOMAIN).int2(target.length).bytes(target);
    facts.int2(COMPUTER).int2(target.length).bytes(target);
    facts.int2(TIME).int2(8).int8(time);
    byte[] about = facts.int4(0).toBytes();
    TdsWriter out = new TdsWriter().bytes(SIGNATURE).int4(CHALLENGE);
    out.int2(target.length).int2(target.length).int4(HEAD).int4(FLAGS).bytes(task).int8(0);
    out.int2(about.length).int2(about.length).int4(HEAD + target.length);
    return out.int8(0).bytes(target).bytes(about).toBytes();
  }

  /** Who has solved it, as {@code DOMAIN\name}; empty if nobody of these has. */
  Optional<String> solved(byte[] answer, Map<String, String> passwords) {
    String domain = text(answer, DOMAIN_PLACE);
    String user = text(answer, USER_PLACE);
    String name = domain + "\\" + user;
    byte[] response = place(answer, RESPONSE_PLACE);
    return passwords.entrySet().stream()
        .filter(known -> known.getKey().equalsIgnoreCase(name))
        .filter(known -> proves(response, known.getValue(), user, domain))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Who says to have solved it. */
  static String claimed(byte[] answer) {
    return text(answer, DOMAIN_PLACE) + "\\" + text(answer, USER_PLACE);
  }

  private boolean proves(byte[] response, String password, String user, String domain) {
    if (response.length < PROOF_LENGTH) {
      return false;
    }
    byte[] key =
        code(
            TdsMd4.of(password.getBytes(StandardCharsets.UTF_16LE)),
            (user.toUpperCase(Locale.ROOT) + domain).getBytes(StandardCharsets.UTF_16LE));
    byte[] rest = Arrays.copyOfRange(response, PROOF_LENGTH, response.length);
    byte[] wanted = code(key, new TdsWriter().bytes(task).bytes(rest).toBytes());
    return MessageDigest.isEqual(wanted, Arrays.copyOf(response, PROOF_LENGTH));
  }

  private static byte[] code(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacMD5");
      mac.init(new SecretKeySpec(key, "HmacMD5"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no HMAC-MD5", e);
    }
  }

  private static String text(byte[] message, int at) {
    return new String(place(message, at), StandardCharsets.UTF_16LE);
  }

  /** What a message's field points to. */
  private static byte[] place(byte[] message, int at) {
    TdsReader field = new TdsReader(message).at(at);
    int length = field.int2();
    field.int2();
    return new TdsReader(message).at(field.int4()).bytes(length);
  }
}
