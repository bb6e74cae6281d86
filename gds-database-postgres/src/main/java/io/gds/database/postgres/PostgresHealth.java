package io.gds.database.postgres;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a DBA looks at first: one or two statements for the server, and one in each database that
 * takes connections. Reads only.
 */
final class PostgresHealth {
  /** Templates are left alone: a session in one keeps databases from being made. */
  private static final String TEMPLATE = "template";

  private static final Comparator<PostgresHealthFinding> ORDER =
      Comparator.comparing(PostgresHealthFinding::severity)
          .thenComparing(PostgresHealthFinding::topic)
          .thenComparing(finding -> finding.database().orElse(""))
          .thenComparing(PostgresHealthFinding::subject);

  private final PostgresContext context;

  PostgresHealth(PostgresContext context) {
    this.context = context;
  }

  /** Of the server and all its databases. */
  List<PostgresHealthFinding> ofServer() {
    List<PostgresHealthRow> rows =
        context.sql().query(PostgresSql.text("health-server"), PostgresHealthRow::ofServer);
    PostgresHealthLimits limits = PostgresHealthLimits.of(rows);
    List<PostgresHealthFinding> findings = new ArrayList<>();
    PostgresServerHealth judge = new PostgresServerHealth(limits, findings);
    rows.forEach(judge::add);
    if (context.version().atLeast(15)) {
      context
          .sql()
          .query(PostgresSql.text("health-collations"), PostgresHealthRow::ofCollation)
          .forEach(judge::add);
    }
    rows.stream()
        .filter(row -> row.kind().equals("database") && !row.detail().equals(TEMPLATE))
        .forEach(row -> look(row, limits, findings));
    return findings.stream().sorted(ORDER).toList();
  }

  private void look(
      PostgresHealthRow database,
      PostgresHealthLimits limits,
      List<PostgresHealthFinding> findings) {
    String name = database.subject();
    if (database.n4().orElse(-1) == -2) {
      return;
    }
    if (database.t2().filter("true"::equals).isEmpty()) {
      findings.add(unread(name, "it takes no connections", "Put it online."));
    } else if (database.t3().filter("true"::equals).isEmpty()) {
      findings.add(
          unread(
              name,
              "this role may not connect to it",
              "GRANT CONNECT ON DATABASE " + PostgresSql.name(name) + " TO this role."));
    } else {
      try {
        findings.addAll(inside(name, limits));
      } catch (DatabaseException e) {
        if (e.code() == ErrorCode.ENGINE_CLOSED || e.code() == ErrorCode.CANCELLED) {
          throw e;
        }
        findings.add(
            unread(
                name,
                String.valueOf(e.details().message()),
                e.remedy().orElse("See that the database can be connected to.")));
      } finally {
        context.connections().release(name);
      }
    }
  }

  private static PostgresHealthFinding unread(String name, String why, String remedy) {
    return new PostgresHealthFinding(
        PostgresHealthTopic.DATABASE,
        PostgresHealthSeverity.UNREADABLE,
        Optional.of(name),
        name,
        why,
        "readable",
        remedy);
  }

  /** Of one database. */
  List<PostgresHealthFinding> ofDatabase(String name) {
    List<PostgresHealthRow> limits =
        context
            .sql()
            .query(
                "SELECT 'limit' AS kind, current_setting('autovacuum_freeze_max_age')::bigint AS n1,"
                    + " current_setting('autovacuum_multixact_freeze_max_age')::bigint AS n2",
                PostgresHealthRow::ofLimits);
    return inside(name, PostgresHealthLimits.of(limits)).stream().sorted(ORDER).toList();
  }

  private List<PostgresHealthFinding> inside(String name, PostgresHealthLimits limits) {
    List<PostgresHealthFinding> findings = new ArrayList<>();
    PostgresDatabaseHealth judge = new PostgresDatabaseHealth(name, limits, findings);
    try {
      context
          .sql(name)
          .query(
              PostgresSql.text("health-database"),
              PostgresHealthRow::ofDatabase,
              limits.transactionWarning(),
              limits.multixactWarning())
          .forEach(judge::add);
    } catch (DatabaseException e) {
      throw PostgresErrors.about(e, name);
    }
    judge.end();
    return findings;
  }
}
