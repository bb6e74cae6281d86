package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What clients may say that mssql-jdbc does not, byte by byte. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class SqlServerPeerProtocolTest {
  private static final int LOGIN_LENGTH = 94;
  private static final String NO_HEADERS = "04000000";
  private static final String DONE = "fd0000";
  private static final String DONE_WITH_ERROR = "fd0200";
  private static final String ATTENTION_SEEN = "fd2000";

  private SqlServerPeer peer;
  private Socket socket;
  private OutputStream out;
  private DataInputStream in;

  @BeforeEach
  void logIn() throws IOException {
    peer = SqlServerPeer.builder().start();
    socket = new Socket(peer.host(), peer.port());
    socket.setSoTimeout(10_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
    say(TdsMessage.PRELOGIN, 1, new byte[] {(byte) 0xFF});
    assertThat(heard()).startsWith("00001a0006");
    TdsWriter login = new TdsWriter().int4(LOGIN_LENGTH).int4(0x7400_0004).int4(100);
    login.bytes(new byte[LOGIN_LENGTH - 12]);
    say(TdsMessage.LOGIN, 1, login.toBytes());
    assertThat(heard()).startsWith("e3").contains("ad");
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
  }

  private void say(int type, int status, byte[] body) throws IOException {
    TdsWriter packet = new TdsWriter().int1(type).int1(status);
    packet.int2Network(TdsMessage.HEADER + body.length).int4(0).bytes(body);
    out.write(packet.toBytes());
  }

  private void say(int type, int status, String hex) throws IOException {
    say(type, status, HexFormat.of().parseHex(hex));
  }

  /** A message of the server, in hexadecimal digits. */
  private String heard() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    int status;
    do {
      assertThat(in.read()).isEqualTo(TdsMessage.REPLY);
      status = in.readUnsignedByte();
      byte[] content = new byte[in.readUnsignedShort() - TdsMessage.HEADER];
      in.skipNBytes(4);
      in.readFully(content);
      message.writeBytes(content);
    } while (status == 0);
    return HexFormat.of().formatHex(message.toByteArray());
  }

  private static String utf16(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16LE));
  }

  @Test
  void aBatchMayComeInManyPackets() throws IOException {
    peer.script().on("SELECT 2").answer(WireAnswer.updated(5));
    say(TdsMessage.BATCH, 0, "0400");
    say(TdsMessage.BATCH, 0, "0000" + utf16("SELE").substring(0, 14));
    say(TdsMessage.BATCH, 1, utf16("SELECT 2").substring(14));
    assertThat(heard()).isEqualTo("fd1000c5000500000000000000");
    assertThat(peer.script().statements()).containsExactly("SELECT 2");
  }

  @Test
  void anEmptyBatchIsDone() throws IOException {
    say(TdsMessage.BATCH, 1, NO_HEADERS);
    assertThat(heard()).startsWith(DONE);
    assertThat(peer.script().requests()).isEmpty();
  }

  @Test
  void anAttentionToNothingIsSeen() throws IOException {
    say(TdsMessage.ATTENTION, 1, "");
    assertThat(heard()).startsWith(ATTENTION_SEEN);
    assertThat(peer.cancels()).isEqualTo(1);
  }

  @Test
  void anAttentionThatFollowsAtOnceIsNotLost() throws IOException {
    peer.script().on("SELECT 2").answer(WireAnswer.done().held(new WireGate()));
    for (int i = 0; i < 50; i++) {
      say(TdsMessage.BATCH, 1, NO_HEADERS + utf16("SELECT 2"));
      say(TdsMessage.ATTENTION, 1, "");
      assertThat(heard()).as("the end of the answer").startsWith(DONE_WITH_ERROR);
      assertThat(heard()).as("and then, in a message of its own").startsWith(ATTENTION_SEEN);
    }
  }

  @Test
  void aMessageThatIsGivenUpHalfWayIsNotRun() throws IOException {
    say(TdsMessage.BATCH, 0, NO_HEADERS);
    say(TdsMessage.BATCH, 3, utf16("SELECT 2"));
    assertThat(heard()).startsWith(DONE_WITH_ERROR);
    assertThat(peer.script().everything()).isEmpty();
  }

  @Test
  void severalCallsOfAMessageAreAnsweredInOne() throws IOException {
    String prepare = "ffff0b000000" + "000126040400000000" + "0000e7401f0904d00034ffff";
    String statement = "0000e7401f0904d00034" + "1000" + utf16("SELECT 2");
    String execute = "ffff0c000000" + "00002604" + "0401000000";
    String lost = "ffff0c000000" + "00002604" + "0409000000";
    peer.script().on("SELECT 2").answer(WireAnswer.rows("a int").row(7));
    say(TdsMessage.RPC, 1, NO_HEADERS + prepare + statement + "ff" + execute + "ff" + lost);
    String answer = heard();
    assertThat(answer)
        .as("the handle of the statement, and that there is more")
        .startsWith("7900000000" + "ac0000" + "0001" + "00000000" + "0100" + "2604" + "0401000000")
        .contains("fe0100")
        .as("the row of the second")
        .contains("d1" + "0407000000" + "ff1100c1000100000000000000" + "7900000000")
        .as("the error of the third, and the end")
        .contains("aa")
        .endsWith("79" + "f31f0000" + "fe0200" + "00000000000000000000");
  }

  @Test
  void whatThePeerDoesNotKnowFailsTheTest() throws IOException {
    say(TdsMessage.TRANSACTION_MANAGER, 1, NO_HEADERS + "0500");
    assertThat(heard()).contains(utf16("distributed transactions"));
    say(TdsMessage.BULK, 1, "81");
    assertThat(heard()).contains(utf16("bulk load"));
    say(0x42, 1, "81");
    assertThat(heard()).contains(utf16("message 0x42"));
    say(TdsMessage.RPC, 1, NO_HEADERS + "ffff0a00");
    assertThat(heard()).startsWith("aa");
    say(TdsMessage.BATCH, 1, "ffffff7f");
    assertThat(heard()).startsWith("aa");
    assertThatThrownBy(peer::verify)
        .hasMessageContaining("the peer knows no distributed transactions")
        .hasMessageContaining("the peer knows no bulk load");
    peer.script().reset();
  }

  @Test
  void theSessionEndsWithItsClient() throws Exception {
    socket.close();
    for (int i = 0; i < 500 && peer.sessions() > 0; i++) {
      Thread.sleep(10);
    }
    assertThat(peer.sessions()).isZero();
  }
}
