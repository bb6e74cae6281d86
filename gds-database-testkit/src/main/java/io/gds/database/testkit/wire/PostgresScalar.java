package io.gds.database.testkit.wire;

import java.util.List;

/**
 * A type of PostgreSQL, as {@code pg_type} has it.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat">
 *     pg_type.dat</a>
 */
enum PostgresScalar {
  BOOL(16, 1000, 1, "bool", "boolean"),
  BYTEA(17, 1001, -1, "bytea", "bytes"),
  CHAR(18, 1002, 1, "\"char\"", "char"),
  NAME(19, 1003, 64, "name"),
  INT8(20, 1016, 8, "int8", "bigint"),
  INT2(21, 1005, 2, "int2", "smallint"),
  INT4(23, 1007, 4, "int4", "integer"),
  TEXT(25, 1009, -1, "text", "string"),
  OID(26, 1028, 4, "oid"),
  JSON(114, 199, -1, "json"),
  FLOAT4(700, 1021, 4, "float4", "real"),
  FLOAT8(701, 1022, 8, "float8", "float", "double precision"),
  INET(869, 1041, -1, "inet"),
  BPCHAR(1042, 1014, -1, "bpchar"),
  VARCHAR(1043, 1015, -1, "varchar", "character varying"),
  DATE(1082, 1182, 4, "date"),
  TIME(1083, 1183, 8, "time", "time without time zone"),
  TIMESTAMP(1114, 1115, 8, "timestamp", "timestamp without time zone"),
  TIMESTAMPTZ(1184, 1185, 8, "timestamptz", "timestamp with time zone"),
  INTERVAL(1186, 1187, 16, "interval"),
  NUMERIC(1700, 1231, -1, "numeric", "decimal"),
  UUID(2950, 2951, 16, "uuid"),
  PG_LSN(3220, 3221, 8, "pg_lsn"),
  JSONB(3802, 3807, -1, "jsonb");

  private final int oid;
  private final int arrayOid;
  private final int length;
  private final String names;

  PostgresScalar(int oid, int arrayOid, int length, String... names) {
    this.oid = oid;
    this.arrayOid = arrayOid;
    this.length = length;
    this.names = String.join("|", names);
  }

  int oid() {
    return oid;
  }

  int arrayOid() {
    return arrayOid;
  }

  /** In bytes; -1 if it varies. */
  int length() {
    return length;
  }

  /** Under which it is known, its own first. */
  List<String> names() {
    return List.of(names.split("\\|"));
  }
}
