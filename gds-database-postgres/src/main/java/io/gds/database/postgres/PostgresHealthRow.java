package io.gds.database.postgres;

import io.gds.database.jdbc.Row;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that was looked at, with what is known of it; what the figures are depends on the kind,
 * see the statements.
 */
record PostgresHealthRow(
    String kind,
    String subject,
    String detail,
    OptionalLong n1,
    OptionalLong n2,
    OptionalLong n3,
    OptionalLong n4,
    Optional<String> t1,
    Optional<String> t2,
    Optional<String> t3) {

  static PostgresHealthRow ofServer(Row row) {
    return new PostgresHealthRow(
        row.text("kind"),
        row.text("subject"),
        row.text("detail"),
        row.optionalLong("n1"),
        row.optionalLong("n2"),
        row.optionalLong("n3"),
        row.optionalLong("n4"),
        row.optionalText("t1"),
        row.optionalText("t2"),
        row.optionalText("t3"));
  }

  static PostgresHealthRow ofCollation(Row row) {
    return of(
        "collation",
        row.text("subject"),
        OptionalLong.empty(),
        OptionalLong.empty(),
        row.optionalText("recorded"),
        row.optionalText("present"));
  }

  static PostgresHealthRow ofLimits(Row row) {
    return of(
        row.text("kind"),
        "",
        row.optionalLong("n1"),
        row.optionalLong("n2"),
        Optional.empty(),
        Optional.empty());
  }

  static PostgresHealthRow ofDatabase(Row row) {
    return of(
        row.text("kind"),
        row.text("subject"),
        row.optionalLong("n1"),
        row.optionalLong("n2"),
        row.optionalText("t1"),
        row.optionalText("t2"));
  }

  private static PostgresHealthRow of(
      String kind,
      String subject,
      OptionalLong n1,
      OptionalLong n2,
      Optional<String> t1,
      Optional<String> t2) {
    return new PostgresHealthRow(
        kind,
        subject,
        "",
        n1,
        n2,
        OptionalLong.empty(),
        OptionalLong.empty(),
        t1,
        t2,
        Optional.empty());
  }
}
