package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRow;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * CREATE STAGE, LIST and REMOVE.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/create-stage">CREATE STAGE</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/list">LIST</a>
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/remove">REMOVE</a>
 */
final class StageVerb implements SnowflakeVerb {
  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.atOne("LIST", "REMOVE") || statement.at("CREATE", "STAGE");
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    if (statement.take("CREATE", "STAGE")) {
      return create(statement, session);
    }
    boolean list = statement.one("LIST", "REMOVE").equals("LIST");
    ModelStages.Place place = ModelStages.place(session, statement.stage());
    statement.end();
    boolean internal = place.stage().url().isEmpty();
    session.demand(internal ? (list ? "READ" : "WRITE") : "USAGE", place.stage());
    SortedMap<String, ModelStageFile> found =
        place.stage().files().subMap(place.path(), place.path() + '￿');
    if (list) {
      return listed(place.stage(), found);
    }
    List<String> names = new ArrayList<>(found.keySet());
    names.forEach(name -> place.stage().files().remove(name));
    return WireAnswer.rows("name text", "result text")
        .all(names.stream().map(name -> WireRow.of(place.stage().shown(name), "removed")).toList());
  }

  private static WireAnswer create(SnowflakeReader statement, ModelSession session) {
    ModelName name = statement.qualified();
    ModelSchema schema = session.schemaOf(name);
    session.demand("CREATE STAGE", schema);
    if (ModelStages.of(schema).find(name.last()).isPresent()) {
      throw ModelError.exists(name);
    }
    String url = statement.option("URL") ? statement.text() : "";
    statement.end();
    ModelStages.of(schema).add(new ModelStage(schema, name.last(), url, session.role()));
    return SnowflakeVerb.done("Stage area " + name.last() + " successfully created.");
  }

  private static WireAnswer listed(ModelStage stage, SortedMap<String, ModelStageFile> found) {
    return WireAnswer.rows("name text", "size fixed", "md5 text", "last_modified text")
        .all(
            found.entrySet().stream()
                .map(
                    each ->
                        WireRow.of(
                            stage.shown(each.getKey()),
                            each.getValue().size(),
                            each.getValue().md5(),
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                each.getValue().written().atOffset(ZoneOffset.UTC))))
                .toList());
  }
}
