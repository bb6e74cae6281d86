package io.gds.database.postgres;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.observe.SupportsLogs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the server writes its log, and whether this role may read it there.
 *
 * @param role the role
 * @param database the database whose functions have to be granted
 * @param collector whether the server collects its log in files at all
 * @param destinations the forms it writes
 * @param directory the directory; empty if this role may not know
 * @param zone the zone of the times in it
 * @param offsetSeconds that zone's present offset
 * @param mayList whether this role may list the directory
 * @param mayRead whether it may read files by slices
 */
record PostgresLogPlace(
    String role,
    String database,
    boolean collector,
    List<String> destinations,
    Optional<String> directory,
    String zone,
    int offsetSeconds,
    boolean mayList,
    boolean mayRead) {
  /** The forms that can be read, the better first: JSON has one line for each entry. */
  private static final List<String> FORMS = List.of("jsonlog", "csvlog");

  /**
   * A file of the log.
   *
   * @param name its name in the directory
   * @param size how long it was when it was listed
   * @param modified when it was last written to, in whole seconds
   */
  record LogFile(String name, long size, Instant modified) {}

  static PostgresLogPlace read(PostgresContext context) {
    return context.sql().first(PostgresSql.text("logs"), PostgresLogPlace::of).orElseThrow();
  }

  /** Of a row that has the columns of the statement about logs. */
  static PostgresLogPlace of(Row row) {
    return new PostgresLogPlace(
        row.text("log_role"),
        row.text("log_database"),
        row.text("log_collector").equals("on"),
        Arrays.stream(row.text("log_destinations").split(",")).map(String::strip).toList(),
        row.optionalText("log_directory"),
        row.text("log_zone"),
        row.intValue("log_offset"),
        row.bool("log_may_list"),
        row.bool("log_may_read"));
  }

  /** The logs that can be read; the default first. */
  List<String> forms() {
    return collector ? FORMS.stream().filter(destinations::contains).toList() : List.of();
  }

  /** What stands against reading it; the status itself if nothing does. */
  CapabilityStatus status(CapabilityStatus available) {
    if (forms().isEmpty()) {
      return PostgresRights.but(
          available,
          Availability.CONFIGURATION,
          collector
              ? "the server writes its log as plain text only (log_destination is "
                  + String.join(", ", destinations)
                  + "), which cannot be taken apart reliably"
              : "the server does not collect its log in files (logging_collector is off)",
          collector
              ? "Set log_destination to csvlog, from PostgreSQL 15 on to jsonlog, and reload."
              : "Set logging_collector to on and log_destination to csvlog, and restart the"
                  + " server.");
    }
    List<String> grants = grants();
    return grants.isEmpty()
        ? available
        : PostgresRights.but(
            available,
            Availability.PERMISSION,
            "role \"" + role + "\" may not read the log's files",
            String.join(" ", grants) + " In database \"" + database + "\", by a superuser.");
  }

  /** The statements that let this role read. */
  private List<String> grants() {
    String to = " TO " + PostgresSql.name(role) + ";";
    List<String> grants = new ArrayList<>();
    if (!mayList || directory.isEmpty()) {
      grants.add("GRANT pg_monitor" + to);
    }
    if (!mayRead) {
      grants.add(
          "GRANT EXECUTE ON FUNCTION"
              + " pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)"
              + to);
    }
    return grants;
  }

  /** Refuses what {@link #status} has something against. */
  void require(String engine) {
    CapabilityStatus status = status(CapabilityStatus.available(SupportsLogs.class));
    if (status.availability() == Availability.PERMISSION) {
      throw ErrorDetails.of(ErrorCode.PERMISSION_DENIED, status.reason())
          .platform(DatabaseType.POSTGRESQL.id())
          .engine(engine)
          .with("right", String.join(" ", grants()))
          .remedy(status.remedy())
          .toException();
    }
    if (!status.isAvailable()) {
      throw UnsupportedCapabilityException.of(DatabaseType.POSTGRESQL.id(), engine, status);
    }
  }

  /** The form of this name, or the default. */
  String form(Optional<String> wanted, String engine) {
    String form = wanted.orElse(forms().get(0));
    if (!forms().contains(form)) {
      throw ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no log \"" + form + "\" to be read")
          .platform(DatabaseType.POSTGRESQL.id())
          .engine(engine)
          .target(form)
          .remedy("Ask for " + String.join(" or ", forms()) + ", as log_destination says.")
          .toException();
    }
    return form;
  }

  /** The files of a form, the oldest first. */
  List<LogFile> files(PostgresContext context, String form) {
    String suffix = form.equals("jsonlog") ? ".json" : ".csv";
    return context
        .sql()
        .query(
            "SELECT name, size, modification FROM pg_ls_logdir()",
            row ->
                new LogFile(row.text("name"), row.longValue("size"), row.instant("modification")))
        .stream()
        .filter(file -> file.name().endsWith(suffix))
        .sorted(Comparator.comparing(LogFile::modified).thenComparing(LogFile::name))
        .toList();
  }

  String path(LogFile file) {
    return directory.orElseThrow() + "/" + file.name();
  }
}
