package io.gds.database.testkit.mongodb;

import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoSilentServerException;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;

/** Hands commands to a test's answers first, and to mongo-java-server then. */
final class MongoKitBackend extends MemoryBackend {
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  /** Of what comes by no connection. */
  private static final Channel ASIDE = new EmbeddedChannel();

  /** What connections send by themselves. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of("hello", "ismaster", "endsessions", "killcursors");

  /** What every database is told to take on the disk. */
  private static final long PAGE = 4096;

  private static final int LONGEST = 16 * 1024 * 1024;

  private final Shown version;
  private final String setName;
  private final BsonObjectId election = new BsonObjectId(new ObjectId());
  private final Map<String, UnaryOperator<BsonDocument>> answers = new ConcurrentHashMap<>();
  private final MongoKitOperations operations = new MongoKitOperations();
  private final MongoKitFsync fsync = new MongoKitFsync();
  private final List<MongoKitRoom> rooms;
  private final List<BsonDocument> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile String address = "";

  MongoKitBackend(String version, String setName) {
    this.version = Shown.of(version);
    this.setName = setName;
    rooms =
        List.of(
            operations,
            fsync,
            new MongoKitUsers(),
            new MongoKitCollections(),
            new MongoKitObservation(version),
            new MongoKitProfile(),
            new MongoKitSet(setName, () -> address),
            new MongoKitOplog(),
            new MongoKitParameters(this.version.series(), !setName.isEmpty()));
    version(this.version);
  }

  /** A version as mongo-java-server wants it. */
  private record Shown(List<Integer> parts) implements de.bwaldvogel.mongo.MongoVersion {
    static Shown of(String version) {
      return new Shown(
          Stream.concat(Arrays.stream(version.split("\\.")).map(Integer::valueOf), Stream.of(0))
              .toList());
    }

    /** The first two numbers. */
    String series() {
      return parts.get(0) + "." + parts.get(1);
    }

    @Override
    public List<Integer> getVersionArray() {
      return parts;
    }

    @Override
    public String toVersionString() {
      return parts.get(0) + "." + parts.get(1) + "." + parts.get(2);
    }

    /** As in the driver's {@code ServerDescription}; versions to come have that of the newest. */
    @Override
    public int getWireVersion() {
      return switch (parts.get(0)) {
        case 4 -> parts.get(1) >= 4 ? 9 : 8;
        case 5 -> 13;
        case 6 -> 17;
        case 7 -> 21;
        case 8 -> 25 + parts.get(1);
        default -> 29;
      };
    }
  }

  void at(String address) {
    this.address = address;
  }

  MongoKitOperations operations() {
    return operations;
  }

  MongoKitFsync fsync() {
    return fsync;
  }

  String setName() {
    return setName;
  }

  String version() {
    return version.toVersionString();
  }

  BsonDocument answer(BsonDocument command) {
    String name = command.getFirstKey();
    try {
      return ours(handleCommand(ASIDE, command.getString("$db").getValue(), name, theirs(command)));
    } catch (MongoServerError refused) {
      return MongoKitRoom.refusal(
          refused.getCode(), refused.getCodeName(), refused.getMessageWithoutErrorCode());
    } catch (MongoSilentServerException refused) {
      // It is thrown for what is not there, without the number that belongs to that.
      return MongoKitRoom.refusal(26, "NamespaceNotFound", String.valueOf(refused.getMessage()));
    }
  }

  void on(String command, UnaryOperator<BsonDocument> answer) {
    answers.put(key(command), answer);
  }

  void off(String command) {
    answers.remove(key(command));
  }

  void refuse(String command, int code, String codeName, String message, boolean once) {
    BsonDocument error = MongoKitRoom.refusal(code, codeName, message);
    on(
        command,
        request -> {
          if (once) {
            off(command);
          }
          return error;
        });
  }

  List<BsonDocument> sent(String command) {
    return sent.stream().filter(each -> key(each.getFirstKey()).equals(key(command))).toList();
  }

  List<String> commands() {
    return sent.stream()
        .map(BsonDocument::getFirstKey)
        .filter(name -> !OF_CONNECTIONS.contains(key(name)))
        .toList();
  }

  void forget() {
    sent.clear();
  }

  private static String key(String command) {
    return command.toLowerCase(Locale.ROOT);
  }

  @Override
  public Document handleCommand(
      Channel channel, String database, String command, Document document) {
    BsonDocument request = ours(document);
    sent.add(request);
    UnaryOperator<BsonDocument> answer = answers.get(key(command));
    if (answer != null) {
      return answered(answer.apply(request));
    }
    return switch (key(command)) {
      case "hello", "ismaster" -> theirs(hello());
      case "endsessions" -> theirs(new BsonDocument("ok", new BsonInt32(1)));
      case "listdatabases" ->
          theirs(
              databases(
                  request,
                  ours(super.handleCommand(channel, database, command, document)),
                  name -> hasCollections(channel, name)));
      default -> {
        UnaryOperator<BsonDocument> server = asked -> ours(byServer(channel, asked));
        yield rooms.stream()
            .flatMap(room -> room.answer(request, server).stream())
            .findFirst()
            .map(MongoKitBackend::answered)
            .orElseGet(() -> super.handleCommand(channel, database, command, document));
      }
    };
  }

  private static Document answered(BsonDocument answer) {
    BsonDocument reply = answer.clone();
    reply.putIfAbsent("ok", new BsonInt32(1));
    return theirs(reply);
  }

  private Document byServer(Channel channel, BsonDocument asked) {
    Document document = theirs(asked);
    return super.handleCommand(
        channel, asked.getString("$db").getValue(), asked.getFirstKey(), document);
  }

  /** A database is there as long as it has a collection; mongo-java-server keeps it for longer. */
  private boolean hasCollections(Channel channel, String database) {
    Document command = new Document("listCollections", 1).append("cursor", new Document());
    return !ours(super.handleCommand(channel, database, "listCollections", command))
        .getDocument("cursor")
        .getArray("firstBatch")
        .isEmpty();
  }

  /** mongo-java-server tells no sizes, and filters nothing. */
  private static BsonDocument databases(
      BsonDocument request, BsonDocument all, Predicate<String> there) {
    boolean names = request.getBoolean("nameOnly", BsonBoolean.FALSE).getValue();
    BsonDocument filter = request.getDocument("filter", new BsonDocument());
    BsonArray databases = new BsonArray();
    for (BsonValue each : all.getArray("databases")) {
      BsonDocument found = new BsonDocument("name", each.asDocument().get("name"));
      boolean wanted = filter.isEmpty() || filter.equals(found);
      if (wanted && there.test(found.getString("name").getValue())) {
        databases.add(names ? found : found.append("sizeOnDisk", new BsonInt64(PAGE)));
      }
    }
    return new BsonDocument("databases", databases).append("ok", new BsonInt32(1));
  }

  private BsonDocument hello() {
    BsonDocument hello =
        new BsonDocument("isWritablePrimary", BsonBoolean.TRUE)
            .append("ismaster", BsonBoolean.TRUE)
            .append("maxBsonObjectSize", new BsonInt32(LONGEST))
            .append("maxMessageSizeBytes", new BsonInt32(48_000_000))
            .append("maxWriteBatchSize", new BsonInt32(100_000))
            .append("localTime", new BsonDateTime(System.currentTimeMillis()))
            .append("minWireVersion", new BsonInt32(0))
            .append("maxWireVersion", new BsonInt32(version.getWireVersion()))
            .append("logicalSessionTimeoutMinutes", new BsonInt32(30))
            .append("connectionId", new BsonInt32(connections.incrementAndGet()))
            .append("readOnly", BsonBoolean.FALSE);
    if (!setName.isEmpty()) {
      BsonString me = new BsonString(address);
      hello
          .append("setName", new BsonString(setName))
          .append("setVersion", new BsonInt32(1))
          .append("electionId", election)
          .append("secondary", BsonBoolean.FALSE)
          .append("hosts", new BsonArray(List.of(me)))
          .append("primary", me)
          .append("me", me);
    }
    return hello.append("ok", new BsonInt32(1));
  }

  /** What mongo-java-server decoded, as the driver has it. */
  private static BsonDocument ours(Document document) {
    ByteBuf buffer = Unpooled.buffer();
    BsonEncoder.encodeDocument(document, buffer);
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes);
    return new RawBsonDocument(bytes).decode(CODEC);
  }

  private static Document theirs(BsonDocument document) {
    RawBsonDocument raw = new RawBsonDocument(document, CODEC);
    ByteBuf buffer = Unpooled.buffer();
    org.bson.ByteBuf bytes = raw.getByteBuffer();
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    buffer.writeBytes(copy);
    return BsonDecoder.decodeBson(buffer);
  }
}
