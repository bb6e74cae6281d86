package io.gds.database.mongodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gds.database.error.ArchiveException;
import io.gds.database.error.ConstraintViolationException;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.NotFoundException;
import io.gds.database.error.PermissionDeniedException;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonDocument;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MongoImportsTest {
  @TempDir Path directory;

  private final MongoScene scene = MongoScene.start();
  private final MongoDatabase shop = scene.engine().database("shop");

  @AfterEach
  void close() {
    scene.close();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "in", ""), text);
  }

  private MongoImportOptions.Builder from(String text) throws IOException {
    return MongoImportOptions.builder().collection("items").from(file(text));
  }

  private MongoImportOptions.Builder csv(String text) throws IOException {
    return from(text).format(MongoFileFormat.CSV);
  }

  private List<BsonDocument> there() {
    return scene
        .kit()
        .client()
        .getDatabase("shop")
        .getCollection("items", BsonDocument.class)
        .find()
        .sort(new Document("_id", 1))
        .into(new ArrayList<>());
  }

  private List<String> imported(MongoImportOptions.Builder options) {
    scene.kit().client().getDatabase("shop").drop();
    shop.importCollection(options.build());
    return there().stream().peek(each -> each.remove("_id")).map(BsonDocument::toJson).toList();
  }

  private static BsonDocument json(String text) {
    return BsonDocument.parse(text);
  }

  @Test
  void linesAreInsertedAndCounted() throws IOException {
    Operation<MongoImportInfo> planned =
        shop.prepareImport(
            from("\ufeff{\"_id\": 1, \"n\": {\"$numberLong\": \"7\"}}\r\n\n {\"_id\": 2} ")
                .build());
    assertThat(planned.script().text()).contains("insert each document", "\"shop.items\"");
    assertThat(scene.kit().commands()).doesNotContain("insert", "create", "drop");
    MongoImportInfo info = planned.run();
    assertThat(there()).containsExactly(json("{_id: 1, n: {$numberLong: '7'}}"), json("{_id: 2}"));
    assertThat(info.read()).isEqualTo(2);
    assertThat(info.inserted()).isEqualTo(2);
    assertThat(info.refusals()).isEmpty();
    assertThat(scene.kit().sent("insert"))
        .singleElement()
        .extracting(sent -> sent.getDocument("writeConcern").getString("w").getValue())
        .isEqualTo("majority");
  }

  @Test
  void whatWasExportedComesBackWithItsTypes() throws IOException {
    List<BsonDocument> documents =
        List.of(
            json("{_id: {$oid: '5f0000000000000000000001'}, n: {$numberLong: '5'}, d: 1.0}"),
            json("{_id: {$oid: '5f0000000000000000000002'}, at: {$date: -1}, s: '\\u2028\"'}"),
            json("{_id: {$oid: '5f0000000000000000000003'}, a: [{b: {$minKey: 1}}], x: null}"));
    for (MongoFileFormat format : List.of(MongoFileFormat.JSON_LINES, MongoFileFormat.JSON_ARRAY)) {
      scene.kit().client().getDatabase("shop").drop();
      scene
          .kit()
          .client()
          .getDatabase("shop")
          .getCollection("items", BsonDocument.class)
          .insertMany(documents);
      Path to = directory.resolve(format + ".gz");
      shop.exportCollection(
          MongoExportOptions.builder()
              .collection("items")
              .to(to)
              .format(format)
              .canonical(true)
              .gzip(true)
              .build());
      MongoImportInfo info =
          shop.importCollection(
              MongoImportOptions.builder()
                  .collection("items")
                  .from(to)
                  .format(format)
                  .gzip(true)
                  .drop(true)
                  .build());
      assertThat(info.inserted()).isEqualTo(3);
      assertThat(there()).isEqualTo(documents);
    }
  }

  @Test
  void documentsThatAreThereAreRefusedCountedAndTold() throws IOException {
    shop.importCollection(from("{_id: 'b'}").build());
    String four = "{_id: 'a'}\n{_id: 'b'}\n{_id: 'b'}\n{_id: 'c'}\n";
    for (boolean ordered : List.of(false, true)) {
      scene
          .kit()
          .client()
          .getDatabase("shop")
          .getCollection("items")
          .deleteMany(Document.parse("{_id: {$ne: 'b'}}"));
      MongoImportInfo info = shop.importCollection(from(four).ordered(ordered).build());
      assertThat(there())
          .extracting(each -> each.getString("_id").getValue())
          .containsExactly("a", "b", "c");
      assertThat(info.read()).isEqualTo(4);
      assertThat(info.refused()).isEqualTo(2);
      assertThat(info.refusals()).extracting(MongoImportRefusal::line).containsExactly(2L, 3L);
      assertThat(info.refusals())
          .allSatisfy(
              each -> {
                assertThat(each.id()).isEqualTo("\"b\"");
                assertThat(each.code()).isEqualTo(OptionalInt.of(11_000));
              });
    }
    ConstraintViolationException refused =
        catchThrowableOfType(
            ConstraintViolationException.class,
            () ->
                shop.importCollection(
                    from("{_id: 'd'}\n{_id: 'b'}\n").stopAtOnce(true).batch(1).build()));
    assertThat(refused).hasMessageContaining("line 2");
    assertThat(refused.remedy()).hasValueSatisfying(text -> assertThat(text).contains("line 1"));
    assertThat(there()).contains(json("{_id: 'd'}"));
  }

  @Test
  void anyOtherRefusalEndsIt() throws IOException {
    scene
        .kit()
        .on("insert", "{n: 0, writeErrors: [{index: 0, code: 17280, errmsg: 'key too large'}]}");
    assertThatThrownBy(() -> shop.importCollection(from("{a: 1}").build()))
        .isInstanceOf(DatabaseException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("key too large");
    scene.kit().on("insert", "{n: 1, writeConcernError: {code: 64, errmsg: 'waiting timed out'}}");
    assertThatThrownBy(() -> shop.importCollection(from("{a: 1}").build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void documentsAreReplacedMergedAndDeleted() throws IOException {
    shop.importCollection(from("{_id: 1, k: 'a', n: 1, o: 1}\n{_id: 2, k: 'b', n: 2}").build());
    MongoImportInfo upserted =
        shop.importCollection(
            from("{_id: 1, k: 'a', n: 10}\n{_id: 3, n: 3}\n").mode(MongoImportMode.UPSERT).build());
    assertThat(upserted.inserted()).isEqualTo(1);
    assertThat(upserted.matched()).isEqualTo(1);
    assertThat(there())
        .containsExactly(
            json("{_id: 1, k: 'a', n: 10}"),
            json("{_id: 2, k: 'b', n: 2}"),
            json("{_id: 3, n: 3}"));
    MongoImportInfo merged =
        shop.importCollection(
            from("{k: 'b', m: {x: 1}}\n")
                .mode(MongoImportMode.MERGE)
                .upsertFields(List.of("k"))
                .build());
    assertThat(merged.modified()).isEqualTo(1);
    assertThat(there()).contains(json("{_id: 2, k: 'b', n: 2, m: {x: 1}}"));
    MongoImportInfo deleted =
        shop.importCollection(
            from("{m: {x: 1}}\n{n: 3}\n")
                .mode(MongoImportMode.DELETE)
                .upsertFields(List.of("m.x"))
                .build());
    assertThat(deleted.deleted()).as("one has none of the fields").isEqualTo(1);
    assertThat(there()).extracting(each -> each.getInt32("_id").getValue()).containsExactly(1, 3);
  }

  @Test
  void aValueOfTheFileIsNeverAnOperator() throws IOException {
    shop.importCollection(from("{_id: 1}\n{_id: 2}").build());
    MongoImportOptions bad = from("{\"_id\": {\"$gt\": 0}}").mode(MongoImportMode.DELETE).build();
    scene.kit().forget();
    shop.importCollection(bad);
    assertThat(scene.kit().sent("delete"))
        .singleElement()
        .extracting(sent -> sent.getArray("deletes").get(0).asDocument().getDocument("q"))
        .isEqualTo(json("{_id: {$eq: {$gt: 0}}}"));
    for (MongoImportMode mode : List.of(MongoImportMode.UPSERT, MongoImportMode.MERGE)) {
      assertThatThrownBy(
              () -> shop.importCollection(from("{_id: 1, $set: {a: 1}}").mode(mode).build()))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("line 1");
    }
    assertThatThrownBy(
            () ->
                shop.importCollection(
                    from("{_id: 1, \"a.b\": 1}").mode(MongoImportMode.MERGE).build()))
        .hasMessageContaining("a path");
  }

  @Test
  void aLineThatCannotBeReadEndsItOrIsLeftOut() throws IOException {
    String text =
        "{_id: 1}\n{_id: 2\n{_id: 3} {_id: 4}\nnull\n{_id: 5, a: {$oid: 'x'}}\n{_id: 6}\n";
    ArchiveException ended =
        catchThrowableOfType(
            ArchiveException.class, () -> shop.importCollection(from(text).build()));
    assertThat(ended.code()).isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
    assertThat(ended).hasMessageContaining("line 2: it has no end");
    assertThat(ended.remedy()).hasValueSatisfying(left -> assertThat(left).contains("line 1"));
    assertThat(there()).as("what stood before").containsExactly(json("{_id: 1}"));
    MongoImportInfo info = shop.importCollection(from(text).skipMalformed(true).drop(true).build());
    assertThat(info.inserted()).isEqualTo(2);
    assertThat(info.malformed()).isEqualTo(4);
    assertThat(info.read()).isEqualTo(6);
    assertThat(info.refusals())
        .extracting(MongoImportRefusal::line)
        .containsExactly(2L, 3L, 4L, 5L);
    assertThat(info.refusals().get(1).reason()).isEqualTo("something follows behind the document");
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'{', '"', (byte) 0xE9});
    assertThatThrownBy(() -> shop.importCollection(MongoImportOptions.of(latin, "items")))
        .hasMessageContaining("line 1: it is not UTF-8");
    String deep = "{a: ".repeat(500) + "1" + "}".repeat(500);
    assertThatThrownBy(() -> shop.importCollection(from(deep).build()))
        .hasMessageContaining("nested deeper");
  }

  @Test
  void nothingIsDroppedBeforeTheFileHasShownWhatItIs() throws IOException {
    shop.importCollection(from("{_id: 1}").build());
    Operation<MongoImportInfo> planned = shop.prepareImport(from("no JSON\n").drop(true).build());
    assertThat(planned.checks())
        .anySatisfy(
            check -> assertThat(check.measured()).isEqualTo("dropped first, with its 1 documents"));
    assertThatThrownBy(planned::run).isInstanceOf(ArchiveException.class);
    assertThatThrownBy(
            () ->
                shop.importCollection(
                    from("[{_id: 2}]x").format(MongoFileFormat.JSON_LINES).drop(true).build()))
        .isInstanceOf(ArchiveException.class);
    assertThat(there()).containsExactly(json("{_id: 1}"));
    assertThatThrownBy(
            () -> shop.importCollection(MongoImportOptions.of(directory.resolve("none"), "items")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void arraysAreReadToTheirEndAndNoFurther() throws IOException {
    String good = "[\n {_id: 1, s: '}\\'{', t: \"]\\\\\"},\n{_id: 2, a: [{b: []}]}\n]\n";
    assertThat(imported(from(good).format(MongoFileFormat.JSON_ARRAY)))
        .containsExactly("{\"s\": \"}'{\", \"t\": \"]\\\\\"}", "{\"a\": [{\"b\": []}]}");
    assertThat(imported(from(" [ ] ").format(MongoFileFormat.JSON_ARRAY))).isEmpty();
    for (String bad :
        List.of(
            "{_id: 1}",
            "",
            "[",
            "[{_id: 1}",
            "[{_id: 1},]",
            "[{_id: 1} {_id: 2}]",
            "[{_id: 1}] 2",
            "[1]",
            "[{_id: 1, s: 'x]")) {
      assertThatThrownBy(
              () ->
                  shop.importCollection(
                      from(bad).format(MongoFileFormat.JSON_ARRAY).skipMalformed(true).build()))
          .as(bad)
          .isInstanceOf(ArchiveException.class);
    }
  }

  @Test
  void packedFilesAreUnpackedAndTornOnesFound() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write("{_id: 1}\n".repeat(3).getBytes(StandardCharsets.UTF_8));
    }
    Path packed = Files.write(directory.resolve("p.gz"), bytes.toByteArray());
    assertThatThrownBy(() -> shop.importCollection(MongoImportOptions.of(packed, "items")))
        .hasMessageContaining("packed by gzip");
    MongoImportOptions.Builder options =
        MongoImportOptions.builder().collection("items").gzip(true);
    assertThat(shop.importCollection(options.from(packed).build()).read()).isEqualTo(3);
    Path torn =
        Files.write(
            directory.resolve("t.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
    assertThatThrownBy(() -> shop.importCollection(options.from(torn).build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.ARCHIVE_TRUNCATED);
    Path plain = file("{}");
    assertThatThrownBy(() -> shop.importCollection(options.from(plain).build()))
        .extracting(e -> ((DatabaseException) e).code())
        .isEqualTo(ErrorCode.ARCHIVE_CORRUPT);
  }

  @Test
  void csvValuesHaveTheTypesThatTheyLookLike() throws IOException {
    assertThat(
            imported(
                csv(
                    String.join(
                        "\r\n",
                        "_id,i,l,d,e,s,q,in.a,in.b.c",
                        "1,007,3000000000,1.5,1e3,1.5x,\"a \"\"b\"\",\nc\",x,y",
                        "",
                        "2, -5,,,,\n"))))
        .containsExactly(
            "{\"i\": 7, \"l\": 3000000000, \"d\": 1.5, \"e\": 1000.0, \"s\": \"1.5x\","
                + " \"q\": \"a \\\"b\\\",\\nc\", \"in\": {\"a\": \"x\", \"b\": {\"c\": \"y\"}}}",
            "{\"i\": -5, \"l\": \"\", \"d\": \"\", \"e\": \"\", \"s\": \"\"}");
    assertThat(imported(csv("1,\n2,x\n").fields(List.of("_id", "a")).ignoreBlanks(true)))
        .containsExactly("{}", "{\"a\": \"x\"}");
    assertThat(imported(csv("z\n007\n").types(MongoColumnTypes.TEXT)))
        .containsExactly("{\"z\": \"007\"}");
    assertThat(imported(csv("a,b,c\nInf,9223372036854775808,1e999")))
        .containsExactly(
            "{\"a\": {\"$numberDouble\": \"Infinity\"}, \"b\": 9.223372036854776E+18,"
                + " \"c\": \"1e999\"}");
  }

  @Test
  void csvValuesHaveTheTypesThatAreDeclared() throws IOException {
    String header =
        "o.objectid(),z.string(),i.int32(),l.int64(),d.double(),m.decimal(),b.boolean(),"
            + "x.binary(hex),\"t.date(2006-01-02T15:04:05.000Z)\",u.date_ms(dd/MM/yy HH:mm),"
            + "v.date_oracle(YYYY-MON-DD),w.date_go(Jan 2, 2006 at 3:04PM -0700)\n";
    String quoted =
        header.replace(
            "w.date_go(Jan 2, 2006 at 3:04PM -0700)", "\"w.date_go(Jan 2, 2006 at 3:04PM -0700)\"");
    String row =
        "ObjectId(5f0000000000000000000001),007,1,2,3,1.10,TRUE,aBcD,1970-01-01T00:00:01.500Z,"
            + "01/02/70 00:00,1970-Jan-02,\"Jan 1, 1970 at 1:00AM +0100\"\n";
    assertThat(imported(csv(quoted + row).types(MongoColumnTypes.DECLARED)))
        .containsExactly(
            json("{o: {$oid: '5f0000000000000000000001'}, z: '007', i: 1,"
                    + " l: {$numberLong: '2'}, d: 3.0, m: {$numberDecimal: '1.10'}, b: true,"
                    + " x: {$binary: {base64: 'q80=', subType: '00'}}, t: {$date: 1500},"
                    + " u: {$date: '1970-02-01T00:00:00Z'}, v: {$date: 86400000},"
                    + " w: {$date: 0}}")
                .toJson());
    MongoImportInfo info =
        shop.importCollection(
            csv("i.int32(),b.boolean()\n1.5,true\n1,yes\n2147483648,1\n3,0\n4,0,9\n5\n")
                .types(MongoColumnTypes.DECLARED)
                .skipMalformed(true)
                .build());
    assertThat(info.inserted()).isEqualTo(2);
    assertThat(info.refusals())
        .extracting(MongoImportRefusal::toString)
        .containsExactly(
            "line 2: the value of i is no int32",
            "line 3: the value of b is no boolean",
            "line 4: the value of i is no int32",
            "line 6: it has 3 values, and there are 2 columns");
  }

  @Test
  void csvThatIsNoneIsRefusedByLine() throws IOException {
    for (String bad :
        List.of(
            "a,a\n1,2",
            "a,a.b\n",
            "$a\n1",
            "a..b\n1",
            "",
            "a,\n",
            "a\n1,2",
            "a\nx\"y",
            "a\n\"x\"y",
            "a\n\"x\n\n")) {
      assertThatThrownBy(() -> shop.importCollection(csv(bad).build()))
          .as(bad)
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining(", line ");
    }
    MongoImportInfo info =
        shop.importCollection(
            csv("a,b\n\"x\"y,1\n\"in\nit\",2\nx\"y,3\n\"z\",4").skipMalformed(true).build());
    assertThat(info.inserted()).isEqualTo(2);
    assertThat(info.refusals()).extracting(MongoImportRefusal::line).containsExactly(2L, 5L);
    for (String type :
        List.of("a", "a.what()", "a.int32(x)", "a.binary(base32)", "a.date()", "a.date_ms(QQ)")) {
      assertThatThrownBy(
              () -> csv("").types(MongoColumnTypes.DECLARED).fields(List.of(type)).build())
          .as(type)
          .isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void whatMayNotBeDoneIsRefusedFirst() throws IOException {
    scene
        .kit()
        .on(
            "connectionStatus",
            "{authInfo: {authenticatedUsers: [{user: 'u', db: 'admin'}],"
                + " authenticatedUserPrivileges: [{resource: {db: 'shop', collection: 'items'},"
                + " actions: ['insert']}]}}");
    assertThatThrownBy(() -> shop.importCollection(from("{}").mode(MongoImportMode.UPSERT).build()))
        .isInstanceOf(PermissionDeniedException.class)
        .hasMessageContaining("update");
    assertThat(
            shop.prepareImport(from("{}").drop(true).validate(false).build()).checks().stream()
                .filter(Check::refused)
                .map(Check::rule))
        .containsExactly(
            "the user has the action dropCollection",
            "the user has the action bypassDocumentValidation");
    shop.importCollection(from("{}").build());
    for (String name : List.of("", "system.users", "a$b", "a\0b", ".a")) {
      assertThatThrownBy(
              () -> shop.prepareImport(MongoImportOptions.of(directory.resolve("x"), name)))
          .isInstanceOf(InvalidOptionsException.class);
    }
    assertThatThrownBy(() -> scene.engine().database("admin").importCollection(from("{}").build()))
        .hasMessageContaining("system database");
    for (MongoImportOptions.Builder bad :
        List.of(
            MongoImportOptions.builder(),
            from("").upsertFields(List.of("a")),
            from("").mode(MongoImportMode.DELETE).drop(true),
            from("").mode(MongoImportMode.UPSERT).upsertFields(List.of("$a")),
            from("").ignoreBlanks(true),
            from("").batch(0),
            from("").writeConcern("0"))) {
      assertThatThrownBy(bad::build).isInstanceOf(InvalidOptionsException.class);
    }
  }

  @Test
  void batchesAreBoundedByCountAndBySize() throws IOException {
    String large = "{s: '" + "x".repeat(3_000_000) + "'}\n";
    scene.kit().forget();
    shop.importCollection(from(large.repeat(2) + "{a: 1}\n".repeat(5)).batch(3).build());
    assertThat(scene.kit().sent("insert"))
        .extracting(sent -> sent.getArray("documents").size())
        .containsExactly(1, 3, 3);
    String tooLarge = "{s: '" + "x".repeat(17_000_000) + "'}\n";
    assertThatThrownBy(() -> shop.importCollection(from(tooLarge).build()))
        .isInstanceOf(ArchiveException.class)
        .hasMessageContaining("16 MiB");
  }

  @Test
  void aLostConnectionLeavesTheOutcomeUnknownAndTellsHowFarItWas() throws IOException {
    try (MongoStore store = MongoStore.alone(MongoDumpTest.SEVEN);
        DatabaseManager manager = DatabaseManager.of(new MongoProvider())) {
      store.on(
          "insert",
          request -> {
            if (request.getArray("documents").get(0).asDocument().containsKey("last")) {
              store.cut();
            }
            return Optional.empty();
          });
      MongoDatabase there =
          manager
              .open(MongoUrlGrammar.parse(store.url()).orElseThrow(), MongoEngine.class)
              .database("shop");
      assertThatThrownBy(
              () -> there.importCollection(from("{a: 1}\n{a: 2}\n{last: 1}\n").batch(1).build()))
          .isInstanceOfSatisfying(
              DatabaseException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
                assertThat(e.remedy().orElse("")).contains("line 2", "up to line 3");
              });
    }
  }
}
