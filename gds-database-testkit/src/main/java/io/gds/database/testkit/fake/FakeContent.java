package io.gds.database.testkit.fake;

import io.gds.database.core.json.Json;
import io.gds.database.schema.SchemaInfo;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * All that is in a fake database at one instant. Immutable and thread-safe; equal by what it holds.
 *
 * @param schemas the schemas, if any
 * @param tables the tables, in order
 */
public record FakeContent(List<SchemaInfo> schemas, List<FakeTable> tables) {
  private static final FakeContent EMPTY = new FakeContent(List.of(), List.of());

  /** Takes copies. */
  public FakeContent {
    schemas = List.copyOf(schemas);
    tables = List.copyOf(tables);
  }

  /** Nothing at all: what a new database holds. */
  public static FakeContent empty() {
    return EMPTY;
  }

  /** These tables, without schemas. */
  public static FakeContent of(FakeTable... tables) {
    return new FakeContent(List.of(), List.of(tables));
  }

  /** The same with one table more; one of the same schema and name is replaced. */
  public FakeContent with(FakeTable table) {
    List<FakeTable> all = new ArrayList<>(tables);
    all.removeIf(
        other ->
            other.info().name().equals(table.info().name())
                && other.info().schema().equals(table.info().schema()));
    all.add(table);
    return new FakeContent(schemas, all);
  }

  /** The same with one schema more. */
  public FakeContent with(SchemaInfo schema) {
    List<SchemaInfo> all = new ArrayList<>(schemas);
    all.add(schema);
    return new FakeContent(all, tables);
  }

  /** The same definitions without rows. */
  public FakeContent structureOnly() {
    return new FakeContent(schemas, tables.stream().map(FakeTable::emptied).toList());
  }

  /** How many rows there are in all tables. */
  public long rowCount() {
    return tables.stream().mapToLong(table -> table.rows().size()).sum();
  }

  /** What it would take on a disk, in bytes. */
  public long sizeBytes() {
    return tables.stream().mapToLong(FakeTable::sizeBytes).sum();
  }

  /** The SHA-256 of everything in it, in lower-case hexadecimal: equal for equal content. */
  public String sha256() {
    return sha256(Json.line(this).getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
