package io.gds.database.testkit.wire;

import java.io.IOException;

/**
 * What a server says to a client that it lets in.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/b46a581a-39de-4745-b076-ec4dbb7d13ec">[MS-TDS],
 *     LOGINACK, FEATUREEXTACK</a>
 */
final class TdsWelcome {
  private static final int LOGIN_ACCEPTED = 0xAD;
  private static final int FEATURES_ACCEPTED = 0xAE;
  private static final int END = 0xFF;
  private static final int TRANSACT_SQL = 1;
  private static final int TDS_7_4 = 0x7400_0004;
  private static final int TDS_8 = 0x0800_0000;
  private static final int SMALLEST_PACKET = 512;
  private static final String LANGUAGE = "us_english";

  private TdsWelcome() {}

  /** Says it, and has the packets of all that follows in the size that the client wants. */
  static void say(TdsOutput out, TdsSetup setup, TdsLogin login, String database, boolean strict)
      throws IOException {
    out.changed(TdsOutput.DATABASE, database, "master");
    out.notice(contextChanged(database));
    // Without it the driver fails at its first prepared statement.
    out.changed(TdsOutput.COLLATION, setup.collation().bytes(), new byte[0]);
    out.changed(TdsOutput.LANGUAGE, LANGUAGE, "");
    out.notice(WireAnswer.notice("5703", "Changed language setting to " + LANGUAGE + "."));
    accept(out, setup.version(), strict);
    features(out, login);
    int size = Math.max(SMALLEST_PACKET, Math.min(login.packetSize(), Short.MAX_VALUE));
    out.changed(TdsOutput.PACKET_SIZE, String.valueOf(size), String.valueOf(TdsPackets.FIRST_SIZE));
    out.done(TdsOutput.DONE, 0, 0, 0);
    out.packets().end();
    out.packets().size(size);
  }

  /** What a server says when a session comes to another database. */
  static WireAnswer.Notice contextChanged(String database) {
    return WireAnswer.notice("5701", "Changed database context to '" + database + "'.");
  }

  private static void accept(TdsOutput out, TdsVersion server, boolean strict) throws IOException {
    int protocol = strict ? TDS_8 : TDS_7_4;
    TdsWriter body = new TdsWriter().int1(TRANSACT_SQL);
    body.int2Network(protocol >> 16).int2Network(protocol);
    body.shortText("Microsoft SQL Server");
    body.int1(server.major()).int1(server.minor()).int2Network(server.build());
    out.lengthy(LOGIN_ACCEPTED, body);
  }

  private static void features(TdsOutput out, TdsLogin login) throws IOException {
    TdsWriter token = new TdsWriter().int1(FEATURES_ACCEPTED);
    if (login.isFederated()) {
      token.int1(TdsLogin.FEDERATION).int4(0);
    }
    if (login.features().containsKey(TdsLogin.UTF8)) {
      token.int1(TdsLogin.UTF8).int4(1).int1(1);
    }
    out.plain(token.int1(END));
  }
}
