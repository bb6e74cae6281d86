package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireColumn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * COPY INTO a stage. What was written before an error stays: nothing cleans up here.
 *
 * @see <a href="https://docs.snowflake.com/en/sql-reference/sql/copy-into-location">COPY INTO a
 *     location</a>
 */
final class UnloadVerb implements SnowflakeVerb {
  /** The most rows of a file, so that there are several without many rows. */
  private static final int ROWS = 1000;

  @Override
  public boolean begins(SnowflakeReader statement) {
    return statement.take("COPY", "INTO")
        && statement.ahead().filter(each -> each.kind() == SnowflakeToken.Kind.STAGE).isPresent();
  }

  @Override
  public WireAnswer run(SnowflakeReader statement, ModelSession session) {
    statement.demand("COPY", "INTO");
    ModelStages.Place place = ModelStages.place(session, statement.stage());
    statement.demand("FROM", "(");
    List<SnowflakeToken> query = query(statement);
    statement.demand(")");
    CopyOptions options = CopyOptions.read(statement);
    boolean header = options.isTrue("HEADER");
    boolean single = options.isTrue("SINGLE");
    boolean withId = options.isTrue("INCLUDE_QUERY_ID");
    boolean detailed = options.isTrue("DETAILED_OUTPUT");
    boolean overwrite = options.isTrue("OVERWRITE");
    options.take("MAX_FILE_SIZE", "");
    options.demandKnown();
    if (withId && (single || overwrite)) {
      throw ModelError.invalid(
          "002167", "42601", "INCLUDE_QUERY_ID is not supported with SINGLE or OVERWRITE.");
    }
    session.demand(place.stage().url().isEmpty() ? "WRITE" : "USAGE", place.stage());
    session.demandWarehouse();
    ModelRows rows = ModelEvaluation.rows(session, query, statement.binds());
    demandTypes(rows, options.type());
    List<String> columns =
        header ? rows.columns().stream().map(WireColumn::name).toList() : List.of();
    WireAnswer.Rows written =
        WireAnswer.rows("FILE_NAME text", "FILE_SIZE fixed", "ROW_COUNT fixed");
    long bytes = 0;
    int number = 0;
    for (List<List<@Nullable Object>> part : parts(rows.rows(), single)) {
      String id = withId ? session.queryId() + "_" : "";
      String end = options.type().equals("PARQUET") ? ".snappy.parquet" : ".csv.gz";
      String path =
          single ? place.path() : place.path() + "data_" + id + "0_" + number + "_0" + end;
      if (place.stage().files().containsKey(path) && !overwrite) {
        throw ModelError.invalid(
            "001030",
            "22000",
            "Files already existing at the unload destination: "
                + place.stage().shown(path)
                + ". Use overwrite option to force unloading.");
      }
      ModelStageFile file =
          new ModelStageFile(
              options.type(),
              columns,
              part.stream().map(row -> kept(row, options.type())).toList(),
              session.account().moment().at());
      place.stage().files().put(path, file);
      bytes += file.size();
      number++;
      written = written.row(place.stage().shown(path), file.size(), (long) part.size());
    }
    return detailed
        ? written
        : WireAnswer.rows("rows_unloaded fixed", "input_bytes fixed", "output_bytes fixed")
            .row((long) rows.rows().size(), bytes, bytes);
  }

  /** Up to the bracket that ends the query, whatever commas are in it. */
  private static List<SnowflakeToken> query(SnowflakeReader statement) {
    List<SnowflakeToken> query = new ArrayList<>(statement.argument());
    while (statement.at(",")) {
      statement.ahead().ifPresent(query::add);
      statement.demand(",");
      query.addAll(statement.argument());
    }
    return query;
  }

  private static void demandTypes(ModelRows rows, String format) {
    for (WireColumn column : rows.columns()) {
      if (format.equals("PARQUET")
          && (column.type().startsWith("timestamp_ltz")
              || column.type().startsWith("timestamp_tz"))) {
        throw new ModelError(
            "100171",
            "22000",
            "Error encountered when unloading to PARQUET: TIMESTAMP_TZ and LTZ types are not"
                + " supported for unloading to Parquet. value for column "
                + column.name());
      }
    }
  }

  private static List<List<List<@Nullable Object>>> parts(
      List<List<@Nullable Object>> rows, boolean single) {
    List<List<List<@Nullable Object>>> parts = new ArrayList<>();
    int size = single ? Math.max(1, rows.size()) : ROWS;
    for (int i = 0; i < rows.size(); i += size) {
      parts.add(rows.subList(i, Math.min(rows.size(), i + size)));
    }
    return parts;
  }

  private static List<@Nullable Object> kept(List<@Nullable Object> row, String format) {
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object value : row) {
      kept.add(format.equals("CSV") && value != null ? String.valueOf(value) : value);
    }
    return kept;
  }
}
