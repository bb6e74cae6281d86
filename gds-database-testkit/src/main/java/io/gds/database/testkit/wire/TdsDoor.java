package io.gds.database.testkit.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who logs in, and why not. */
final class TdsDoor {
  /** The number of every log-in that fails. */
  private static final String FAILED = "18456";

  private static final String DEFAULT_DATABASE = "master";
  private static final String ISSUER = "https://login.microsoftonline.com/peer";
  private static final String SERVICE = "https://database.windows.net/";
  private static final int VOUCHER = 0xED;
  private static final int FEDERATION_INFO = 0xEE;
  private static final int TO_ISSUER = 1;
  private static final int TO_SERVICE = 2;

  private final TdsSetup setup;
  private final TdsStartup startup;
  private final TdsLogin login;
  private boolean byPassword;
  private String user;

  /** A client at the door. */
  TdsDoor(TdsSetup setup, TdsStartup startup, TdsLogin login) {
    this.setup = setup;
    this.startup = startup;
    this.login = login;
    user = login.user();
  }

  /** Why the client is not let in, in the server's words; none if it is. */
  List<WireAnswer.Failure> refusal() throws IOException {
    WireAnswer.Failure unknown = unknown();
    WireUsers users = setup.users();
    if (unknown != null && byPassword && users != null) {
      List<WireAnswer.Failure> refused = users.refusal(login.user(), login.password(), database());
      if (!refused.isEmpty()) {
        return refused;
      }
    } else if (unknown != null) {
      return List.of(unknown);
    }
    if (setup.databases().test(database())) {
      return List.of();
    }
    return List.of(
        WireAnswer.error(
                "4060",
                "Cannot open database \"%s\" requested by the login. The login failed."
                    .formatted(database()))
            .field("severity", "11"),
        failed(user));
  }

  private WireAnswer.@Nullable Failure unknown() throws IOException {
    if (login.isFederated()) {
      String known = setup.tokens().get(token());
      user = known == null ? "<token-identified principal>" : known;
      return known == null && !setup.trusts() ? failed(user) : null;
    }
    if (login.integrated()) {
      return login.ntlm() && !setup.windows().isEmpty() ? windows() : untrusted();
    }
    if (!startup.certificate().isEmpty() && login.user().isEmpty()) {
      String known = setup.certificates().get(startup.certificate());
      user = known == null ? startup.certificate() : known;
      return known == null ? failed(user) : null;
    }
    boolean known = setup.trusts() || login.password().equals(setup.passwords().get(login.user()));
    byPassword = true;
    return known ? null : failed(login.user());
  }

  private static WireAnswer.Failure failed(String user) {
    return WireAnswer.error(FAILED, "Login failed for user '" + user + "'.")
        .field("severity", "14");
  }

  private static WireAnswer.Failure untrusted() {
    return WireAnswer.error(
            "18452",
            "Login failed. The login is from an untrusted domain and cannot be used with"
                + " Integrated authentication.")
        .field("severity", "14");
  }

  /** Sets the client the task of NTLM, and looks at the answer. */
  private WireAnswer.@Nullable Failure windows() throws IOException {
    TdsNtlm ntlm = new TdsNtlm(setup.server());
    TdsPackets packets = new TdsPackets(startup.out(), TdsMessage.REPLY, startup.process());
    byte[] challenge = ntlm.challenge();
    packets.say(new TdsWriter().int1(VOUCHER).int2(challenge.length).bytes(challenge).toBytes());
    packets.end();
    TdsReader in = TdsMessage.read(startup.in()).demand(TdsMessage.SSPI).reader();
    byte[] answer = in.bytes(in.remaining());
    Optional<String> known = ntlm.solved(answer, setup.windows());
    user = known.orElseGet(() -> TdsNtlm.claimed(answer));
    return known.isPresent() ? null : failed(user);
  }

  /** The client's token, which some clients send only when they are told where to get it. */
  private String token() throws IOException {
    String token = login.token();
    if (token != null) {
      return token;
    }
    TdsPackets packets = new TdsPackets(startup.out(), TdsMessage.REPLY, startup.process());
    packets.say(whereToGetATokenFrom());
    packets.end();
    TdsReader in = TdsMessage.read(startup.in()).demand(TdsMessage.FEDERATION_TOKEN).reader();
    in.int4();
    return new String(in.bytes(in.int4()), StandardCharsets.UTF_16LE);
  }

  private static byte[] whereToGetATokenFrom() {
    byte[] issuer = ISSUER.getBytes(StandardCharsets.UTF_16LE);
    byte[] service = SERVICE.getBytes(StandardCharsets.UTF_16LE);
    int texts = 4 + 2 * 9;
    TdsWriter body = new TdsWriter().int4(2);
    body.int1(TO_ISSUER).int4(issuer.length).int4(texts);
    body.int1(TO_SERVICE).int4(service.length).int4(texts + issuer.length);
    byte[] bytes = body.bytes(issuer).bytes(service).toBytes();
    return new TdsWriter().int1(FEDERATION_INFO).int4(bytes.length).bytes(bytes).toBytes();
  }

  /** Who it is, once it has been asked whether it is let in. */
  String user() {
    return user;
  }

  /** Where to. */
  String database() {
    return login.database().isEmpty() ? DEFAULT_DATABASE : login.database();
  }

  /** What the client has said besides; no proof of who it is. */
  Map<String, String> parameters() {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("application_name", login.application());
    said.put("host", login.host());
    said.put("server", login.server());
    said.put("library", login.library());
    said.put("protocol", Integer.toHexString(login.version()));
    said.put("packet_size", String.valueOf(login.packetSize()));
    said.put("intent", login.readOnly() ? "ReadOnly" : "ReadWrite");
    said.put("encryption", startup.encryption());
    said.put("authentication", authentication());
    said.put("certificate", startup.certificate());
    said.put(
        "features",
        login.features().keySet().stream().map(String::valueOf).collect(Collectors.joining(",")));
    return said;
  }

  private String authentication() {
    if (login.isFederated()) {
      return "token";
    }
    if (login.integrated()) {
      return login.ntlm() ? "ntlm" : "integrated";
    }
    boolean shown = !startup.certificate().isEmpty() && login.user().isEmpty();
    return shown ? "certificate" : "password";
  }
}
