package io.gds.database.testkit.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.LeakCheck;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the protocol this driver does not use, and what is none of it. */
@ExtendWith(LeakCheck.class)
@Timeout(30)
class MongoPeerProtocolTest {
  private static final int OP_MSG = 2013;
  private static final int OP_QUERY = 2004;
  private static final int OP_COMPRESSED = 2012;

  private static byte[] message(int operation, byte[] body) {
    return ByteBuffer.allocate(16 + body.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(16 + body.length)
        .putInt(7)
        .putInt(0)
        .putInt(operation)
        .put(body)
        .array();
  }

  private static byte[] body(String json) {
    return MongoOutput.encoded(BsonDocument.parse(json));
  }

  private static byte[] msg(int flags, byte[]... sections) {
    int length = 4;
    for (byte[] section : sections) {
      length += section.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(flags);
    for (byte[] section : sections) {
      all.put(section);
    }
    return message(OP_MSG, all.array());
  }

  private static byte[] kind0(String json) {
    byte[] document = body(json);
    return ByteBuffer.allocate(1 + document.length).put((byte) 0).put(document).array();
  }

  private static byte[] kind1(String name, String... documents) {
    ByteBuffer all = ByteBuffer.allocate(1000).order(ByteOrder.LITTLE_ENDIAN);
    all.put((byte) 1).putInt(0).put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    for (String document : documents) {
      all.put(body(document));
    }
    all.putInt(1, all.position() - 1);
    byte[] section = new byte[all.position()];
    all.flip().get(section);
    return section;
  }

  private static byte[] query(String collection, String json) {
    byte[] document = body(json);
    byte[] name = collection.getBytes(StandardCharsets.UTF_8);
    return message(
        OP_QUERY,
        ByteBuffer.allocate(4 + name.length + 1 + 8 + document.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0)
            .put(name)
            .put((byte) 0)
            .putInt(0)
            .putInt(-1)
            .put(document)
            .array());
  }

  /** Puts a checksum behind a message that says it has one. */
  private static byte[] summed(byte[] message) {
    ByteBuffer all =
        ByteBuffer.allocate(message.length + 4).order(ByteOrder.LITTLE_ENDIAN).put(message);
    all.putInt(0, message.length + 4);
    CRC32C sum = new CRC32C();
    sum.update(all.array(), 0, message.length);
    return all.putInt((int) sum.getValue()).array();
  }

  /** An answer. */
  private record Said(int to, int operation, int flags, BsonDocument document) {}

  private static Said read(DataInputStream in) throws IOException {
    ByteBuffer head = ByteBuffer.wrap(in.readNBytes(16)).order(ByteOrder.LITTLE_ENDIAN);
    int length = head.getInt();
    head.getInt();
    int to = head.getInt();
    int operation = head.getInt();
    ByteBuffer rest = ByteBuffer.wrap(in.readNBytes(length - 16)).order(ByteOrder.LITTLE_ENDIAN);
    int flags = rest.getInt();
    rest.position(operation == OP_MSG ? 5 : 20);
    byte[] document = new byte[rest.remaining()];
    rest.get(document);
    return new Said(to, operation, flags, new RawBsonDocument(document));
  }

  private static Said ask(MongoPeer peer, byte[] message) throws IOException {
    try (Socket socket = new Socket(peer.host(), peer.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(message);
      return read(new DataInputStream(socket.getInputStream()));
    }
  }

  /** Sends what ends the connection, and looks what is told of it. */
  private static void assertFault(String fault, byte[] message) throws IOException {
    MongoPeer peer = MongoPeer.builder().start();
    try (Socket socket = new Socket(peer.host(), peer.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(message);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThatThrownBy(peer::close).isInstanceOf(AssertionError.class).hasMessageContaining(fault);
  }

  @Test
  void helloIsAnsweredInEitherProtocol() throws IOException {
    try (MongoPeer peer = MongoPeer.builder().version("5.0.9").start()) {
      Said old = ask(peer, query("admin.$cmd", "{isMaster: 1, helloOk: true}"));
      assertThat(old.operation()).isEqualTo(1);
      assertThat(old.to()).isEqualTo(7);
      assertThat(old.document()).containsKeys("ismaster", "helloOk", "topologyVersion");
      Said now = ask(peer, msg(0, kind0("{hello: 1, $db: 'admin'}")));
      assertThat(now.operation()).isEqualTo(OP_MSG);
      assertThat(now.flags()).isZero();
      assertThat(now.document())
          .containsKeys("isWritablePrimary")
          .doesNotContainKeys("ismaster", "helloOk", "setName", "compression");
    }
  }

  @Test
  void documentsBesideTheCommandArePutIntoIt() throws IOException {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      peer.on("insert").answer(WireAnswer.updated(2));
      ask(
          peer,
          msg(
              0,
              kind1("documents", "{_id: 1}", "{_id: 2}"),
              kind0("{insert: 'a', $db: 'shop'}"),
              kind1("none")));
      assertThat(peer.requests().get(0).body())
          .isEqualTo(
              BsonDocument.parse("{insert: 'a', documents: [{_id: 1}, {_id: 2}], none: []}"));
    }
  }

  @Test
  void aChecksumIsLookedAt() throws IOException {
    byte[] right = summed(msg(1, kind0("{ping: 1, $db: 'admin'}")));
    try (MongoPeer peer = MongoPeer.builder().start()) {
      assertThat(ask(peer, right).document()).containsKey("ok");
    }
    right[right.length - 1]++;
    assertFault("wrong checksum", right);
  }

  @Test
  void anExhaustHelloIsAnsweredAgainAtEachChangeUntilTheScriptEndsIt() throws IOException {
    try (MongoPeer peer = MongoPeer.builder().replicaSet("rs0").start();
        Socket socket = new Socket(peer.host(), peer.port())) {
      socket.setSoTimeout(5000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(msg(0, kind0("{hello: 1, $db: 'admin'}")));
      BsonDocument known = read(in).document().getDocument("topologyVersion");
      String wait =
          "{hello: 1, topologyVersion: %s, maxAwaitTimeMS: 20000, $db: 'admin'}"
              .formatted(known.toJson());
      peer.become(MongoRole.SECONDARY);
      socket.getOutputStream().write(msg(1 << 16, kind0(wait)));
      Said first = read(in);
      assertThat(first.flags()).isEqualTo(2);
      assertThat(first.document().getBoolean("secondary").getValue()).isTrue();
      peer.become(MongoRole.PRIMARY);
      Said second = read(in);
      assertThat(second.document().getBoolean("isWritablePrimary").getValue()).isTrue();
      assertThat(second.document()).containsKeys("electionId", "primary");
      assertThat(second.to()).isNotEqualTo(first.to());
      peer.on("hello").once(MongoReply.error(11600, "interrupted at shutdown"));
      peer.hello(told -> told.put("tags", BsonDocument.parse("{dc: 'east'}")));
      Said last = read(in);
      assertThat(last.flags()).isZero();
      assertThat(last.document().getInt32("code").getValue()).isEqualTo(11600);
    }
  }

  @Test
  void whoCanTakeOneAnswerOnlyGetsOne() throws IOException {
    try (MongoPeer peer = MongoPeer.builder().start();
        Socket socket = new Socket(peer.host(), peer.port())) {
      socket.setSoTimeout(5000);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(msg(1 << 16, kind0("{hello: 1, $db: 'admin'}")));
      BsonDocument known = read(in).document().getDocument("topologyVersion");
      String wait =
          "{hello: 1, topologyVersion: %s, maxAwaitTimeMS: 20, $db: 'admin'}"
              .formatted(known.toJson());
      socket.getOutputStream().write(msg(0, kind0(wait)));
      Said answer = read(in);
      assertThat(answer.flags()).isZero();
      assertThat(answer.document().getDocument("topologyVersion")).isEqualTo(known);
    }
  }

  @Test
  void whatIsNotSpokenFailsTheTest() throws IOException {
    assertFault("operation 2012 is not spoken", message(OP_COMPRESSED, new byte[9]));
    assertFault("OP_QUERY is spoken for hello only", query("admin.$cmd", "{ping: 1}"));
    assertFault("OP_QUERY of shop.items", query("shop.items", "{}"));
    assertFault("flags of OP_MSG", msg(4, kind0("{ping: 1, $db: 'admin'}")));
    assertFault("without a command", msg(0, kind1("documents")));
    assertFault("or without a database", msg(0, kind0("{ping: 1}")));
    assertFault("a section of kind 2", msg(0, new byte[] {2}));
    assertFault(
        "a section of kind 0", msg(0, kind0("{ping: 1, $db: 'a'}"), kind0("{ping: 1, $db: 'a'}")));
    assertFault("a sequence of documents", msg(0, kind1("a", "{}"), kind1("a", "{}")));
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 4, 5000})
  void aDocumentOfAnotherLengthIsNone(int length) throws IOException {
    UnaryOperator<byte[]> wrong =
        message -> {
          ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(21, length);
          return message;
        };
    assertFault("a document of " + length, wrong.apply(msg(0, kind0("{ping: 1, $db: 'a'}"))));
  }

  @Test
  void aMessageOfAnotherLengthIsNone() throws IOException {
    byte[] message = msg(0, kind0("{ping: 1, $db: 'a'}"));
    ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 8);
    assertFault("a message of 8 bytes", message);
    assertFault("breaks off", message(OP_MSG, new byte[2]));
  }

  @Test
  void whoHangsUpInTheMidstIsNoFault() throws IOException {
    try (MongoPeer peer = MongoPeer.builder().start()) {
      byte[] message = msg(0, kind0("{ping: 1, $db: 'a'}"));
      for (int sent : new int[] {0, 3, 20}) {
        try (Socket socket = new Socket(peer.host(), peer.port())) {
          socket.getOutputStream().write(message, 0, sent);
        }
      }
    }
  }
}
