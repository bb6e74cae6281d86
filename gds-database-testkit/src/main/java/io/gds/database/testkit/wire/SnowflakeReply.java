package io.gds.database.testkit.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes over the wire.
 *
 * @param status of HTTP; 0 for a connection that is closed without a word
 */
record SnowflakeReply(int status, String body) {
  /** The connection is closed without a word. */
  static final SnowflakeReply NONE = new SnowflakeReply(0, "");

  private static final JsonFactory JSON = new JsonFactory();
  private static final int OK = 200;

  /** Writes what stands in {@code data}, or fields of it. */
  @FunctionalInterface
  interface Data {
    /** Writes. */
    void write(JsonGenerator out) throws IOException;
  }

  /** An error of HTTP. */
  static SnowflakeReply turned(int status, String text) {
    return new SnowflakeReply(status, text);
  }

  /** A success. */
  static SnowflakeReply success(Data data) {
    return of(null, null, true, data);
  }

  /** A success with nothing to tell. */
  static SnowflakeReply success() {
    return success(out -> {});
  }

  /** An error that is not of a statement. */
  static SnowflakeReply refused(WireAnswer.Failure failure) {
    return of(SnowflakeCodes.code(failure), failure.message(), false, out -> {});
  }

  private static SnowflakeReply of(
      @Nullable String code, @Nullable String message, boolean success, Data data) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeObjectFieldStart("data");
      data.write(out);
      out.writeEndObject();
      out.writeStringField("code", code);
      out.writeStringField("message", message);
      out.writeBooleanField("success", success);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an answer that cannot be written", e);
    }
    return new SnowflakeReply(OK, text.toString());
  }

  /**
   * What came of a statement.
   *
   * @throws IllegalArgumentException or a DateTimeException or ArithmeticException, if the script's
   *     values do not fit their columns, or its error is none of the server's
   */
  static SnowflakeReply of(SnowflakeQuery query, SnowflakeEnd end) {
    if (end instanceof SnowflakeEnd.Rows rows) {
      return success(out -> rows(out, query, rows));
    }
    if (end instanceof SnowflakeEnd.Failed failed) {
      return failed(query, failed.failure());
    }
    return end instanceof SnowflakeEnd.Turned turned
        ? turned(turned.status(), turned.text())
        : NONE;
  }

  static SnowflakeReply failed(SnowflakeQuery query, WireAnswer.Failure failure) {
    String code = SnowflakeCodes.code(failure);
    String state = SnowflakeCodes.state(failure);
    return of(
        code,
        failure.message(),
        false,
        out -> {
          out.writeBooleanField("internalError", false);
          out.writeStringField("errorCode", code);
          out.writeStringField("sqlState", state);
          out.writeStringField("queryId", query.id());
          out.writeNumberField("line", -1);
          out.writeNumberField("pos", -1);
          out.writeStringField("type", "COMPILATION");
        });
  }

  /** It runs; its answer can be fetched. */
  static SnowflakeReply progress(SnowflakeQuery query, boolean async) {
    return of(
        async ? "333334" : "333333",
        "Query execution in progress...",
        true,
        out -> {
          out.writeStringField("queryId", query.id());
          out.writeStringField("getResultUrl", "/queries/" + query.id() + "/result");
          out.writeNumberField("queryAbortsAfterSecs", 300);
          out.writeNullField("progressDesc");
        });
  }

  private static void rows(JsonGenerator out, SnowflakeQuery query, SnowflakeEnd.Rows end)
      throws IOException {
    WireAnswer.Rows rows = end.rows();
    List<SnowflakeType> types = SnowflakeType.of(rows.columns());
    parameters(out, end.state().parameters());
    columns(out, rows.columns(), types);
    out.writeArrayFieldStart("rowset");
    int count = 0;
    for (WireRow row : rows.rows()) {
      if (query.mostRows() > 0 && count == query.mostRows()) {
        break;
      }
      out.writeStartArray();
      for (int i = 0; i < types.size(); i++) {
        Object value = row.values().get(i);
        out.writeString(value == null ? null : types.get(i).text(value));
      }
      out.writeEndArray();
      count++;
    }
    out.writeEndArray();
    out.writeNumberField("total", count);
    out.writeNumberField("returned", count);
    about(out, query, end.kind(), end.state().place(), query.request().binds().size());
  }

  static void columns(JsonGenerator out, List<WireColumn> columns, List<SnowflakeType> types)
      throws IOException {
    out.writeArrayFieldStart("rowtype");
    for (int i = 0; i < types.size(); i++) {
      types.get(i).describe(columns.get(i).name(), out);
    }
    out.writeEndArray();
  }

  static void parameters(JsonGenerator out, Map<String, String> parameters) throws IOException {
    out.writeArrayFieldStart("parameters");
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      String value = parameter.getValue();
      out.writeStartObject();
      out.writeStringField("name", parameter.getKey());
      out.writeFieldName("value");
      if (value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")) {
        out.writeBoolean(value.equalsIgnoreCase("true"));
      } else if (value.matches("-?\\d{1,18}")) {
        out.writeNumber(Long.parseLong(value));
      } else {
        out.writeString(value);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  static void about(
      JsonGenerator out, SnowflakeQuery query, long kind, SnowflakePlace place, int binds)
      throws IOException {
    out.writeStringField("queryId", query.id());
    out.writeNullField("databaseProvider");
    name(out, "finalDatabaseName", place.database());
    name(out, "finalSchemaName", place.schema());
    name(out, "finalWarehouseName", place.warehouse());
    name(out, "finalRoleName", place.role());
    out.writeNumberField("numberOfBinds", binds);
    out.writeBooleanField("arrayBindSupported", kind == SnowflakeKinds.INSERT);
    out.writeNumberField("statementTypeId", kind);
    out.writeNumberField("version", 1);
    out.writeStringField("queryResultFormat", "json");
  }

  static void name(JsonGenerator out, String field, String name) throws IOException {
    out.writeStringField(field, name.isEmpty() ? null : name);
  }

  /** What the server's monitoring tells of statements. */
  static SnowflakeReply monitored(List<SnowflakeRan> all) {
    return success(
        out -> {
          out.writeArrayFieldStart("queries");
          for (SnowflakeRan ran : all) {
            out.writeStartObject();
            out.writeStringField("id", ran.id());
            out.writeStringField("status", ran.status());
            out.writeStringField("state", ran.ended().isPresent() ? "DONE" : "RUNNING");
            out.writeStringField("sqlText", ran.statement());
            out.writeNumberField("sessionId", ran.session());
            out.writeNumberField("startTime", ran.begun().toEpochMilli());
            long end = ran.ended().map(Instant::toEpochMilli).orElse(0L);
            out.writeNumberField("endTime", end);
            out.writeNumberField("totalDuration", Math.max(0, end - ran.begun().toEpochMilli()));
            out.writeStringField("errorCode", ran.code().isEmpty() ? null : ran.code());
            out.writeStringField("errorMessage", ran.message().isEmpty() ? null : ran.message());
            name(out, "warehouseName", ran.place().warehouse());
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }
}
