package io.gds.database.sqlite;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.UnsupportedCapabilityException;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.OptionFault;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.operation.Check;
import io.gds.database.operation.Effect;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.Options;
import io.gds.database.operation.StepKind;
import io.gds.database.settings.ResetConfigurationOptions;
import io.gds.database.settings.SetConfigurationOptions;
import io.gds.database.settings.Setting;
import io.gds.database.settings.SettingQuery;
import io.gds.database.settings.SupportsConfiguration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Pragmas as settings. Of an engine, those of each connection that it opens; of a database, also
 * those its file remembers, and only these can be set.
 */
final class SqliteSettings implements SupportsConfiguration {
  /** The name under which a manifest remembers the journal mode. */
  static final String JOURNAL_MODE = SqlitePragma.JOURNAL_MODE.pragma();

  private final SqliteContext context;

  SqliteSettings(SqliteContext context) {
    this.context = context;
  }

  @Override
  public List<Setting> configuration(SettingQuery query) {
    context.runner().requireOpen();
    query.user().ifPresent(this::refuseUser);
    return (query.database().isPresent() ? ofDatabase(query.database().get()) : ofConnections())
        .stream().filter(query::matches).toList();
  }

  private void refuseUser(String user) {
    throw UnsupportedCapabilityException.of(
        DatabaseType.SQLITE.id(),
        context.runner().engine(),
        CapabilityStatus.absent(
            SupportsConfiguration.class,
            Availability.NOT_ON_PLATFORM,
            "it has no users, so no settings of user " + user,
            "Leave the user out."));
  }

  private List<Setting> ofConnections() {
    try (SqlSession session = context.connections().openNone()) {
      context.pools().prepare(session);
      return read(session, pragma -> !pragma.isKept());
    }
  }

  private List<Setting> ofDatabase(String database) {
    SqliteFileFacts facts = context.files().require(SqliteNames.check(database));
    try (SqlSession session = context.connections().open(facts.file(), facts.access())) {
      context.pools().prepare(session);
      return read(session, pragma -> true);
    } catch (DatabaseException e) {
      throw SqliteErrors.about(e, database);
    }
  }

  private static List<Setting> read(SqlSession session, Predicate<SqlitePragma> wanted) {
    return Arrays.stream(SqlitePragma.values())
        .filter(wanted)
        .map(pragma -> pragma.setting(value(session, pragma)))
        .toList();
  }

  /** A database in memory has no answer for what concerns files: it is as by default. */
  private static String value(SqlSession session, SqlitePragma pragma) {
    return session
        .first("PRAGMA " + pragma.pragma(), row -> row.text(row.columns().get(0)))
        .orElse(pragma.defaultValue());
  }

  @Override
  public Optional<Setting> setting(String name) {
    return configuration(SettingQuery.all().advanced(true)).stream()
        .filter(setting -> setting.name().equals(name))
        .findFirst();
  }

  @Override
  public Set<OptionKey<?>> configurationKeys() {
    return Set.of();
  }

  @Override
  public Operation<List<Setting>> prepareSetConfiguration(SetConfigurationOptions options) {
    options.requireKnown(
        configurationKeys(),
        options.secrets().keySet().stream()
            .map(name -> new OptionFault("setSecret", name + " is no secret: use set"))
            .toList());
    options.user().ifPresent(this::refuseUser);
    return prepare("setConfiguration", options, options.database(), options.values());
  }

  @Override
  public Operation<List<Setting>> prepareResetConfiguration(ResetConfigurationOptions options) {
    options.requireKnown(configurationKeys(), List.of());
    options.user().ifPresent(this::refuseUser);
    Map<String, String> defaults = new LinkedHashMap<>();
    for (String name : options.settings()) {
      defaults.put(name, SqlitePragma.of(name).map(SqlitePragma::defaultValue).orElse(""));
    }
    return prepare("resetConfiguration", options, options.database(), defaults);
  }

  private Operation<List<Setting>> prepare(
      String verb, Options options, Optional<String> database, Map<String, String> values) {
    context.runner().requireOpen();
    String target = database.orElse(context.runner().engine());
    Plan.Builder<List<Setting>> plan =
        context.runner().<List<Setting>>plan(verb, target).options(options);
    database.ifPresent(
        name ->
            plan.check(() -> context.checks().exists(SqliteNames.check(name)))
                .check(() -> context.checks().writable(name)));
    values.forEach(
        (name, value) -> {
          plan.check(() -> settable(name, value, database));
          SqlitePragma.of(name)
              .filter(pragma -> pragma.takes(value))
              .ifPresent(
                  pragma -> {
                    String sql = SqliteSql.pragma(pragma.pragma(), value);
                    plan.step(
                        StepKind.SQL,
                        Effect.IDEMPOTENT,
                        sql,
                        step -> set(database.orElseThrow(), sql, value, step));
                  });
        });
    return plan.yields(
        () ->
            configuration(SettingQuery.all().database(database.orElseThrow())).stream()
                .filter(setting -> values.containsKey(setting.name()))
                .toList());
  }

  private Check settable(String name, String value, Optional<String> database) {
    Optional<SqlitePragma> pragma = SqlitePragma.of(name);
    if (pragma.isEmpty()) {
      return check(
          false,
          "the setting exists",
          name,
          "not there",
          "a known setting",
          ErrorCode.NOT_FOUND,
          "configuration() lists what there is.");
    }
    if (!pragma.get().isChangeable()) {
      return check(
          false,
          "the setting can be kept",
          name,
          pragma.get().isKept()
              ? "settled when the file was made"
              : "of each connection, and forgotten with it",
          "one that the file remembers",
          ErrorCode.INVALID_OPTIONS,
          pragma.get().isKept()
              ? "Create a database with it, and copy the content."
              : "Set it on the connections of the application.");
    }
    if (database.isEmpty()) {
      return check(
          false,
          "the database is named",
          name,
          "asked for the whole engine",
          "one database",
          ErrorCode.INVALID_OPTIONS,
          "Name the database whose file shall remember it.");
    }
    boolean takes = pragma.get().takes(value);
    return check(
        takes,
        "the setting takes the value",
        name,
        takes ? value : "another value",
        pragma.get().range(),
        ErrorCode.INVALID_OPTIONS,
        "Give one of these values.");
  }

  private Check check(
      boolean holds,
      String rule,
      String subject,
      String measured,
      String limit,
      ErrorCode code,
      String remedy) {
    return Checks.demand(
        context.clock(), holds, rule, subject, measured, limit, code, holds ? "" : remedy);
  }

  private void set(String database, String sql, String value, StepContext step) {
    SqliteFileFacts facts = context.files().require(database);
    context.pools().evict(facts.file());
    LockPatience patience = LockPatience.of(context.connections().lockWait(), facts.file(), step);
    try (SqlSession session =
        context.connections().open(facts.file(), SqliteAccess.READ_WRITE, LockPatience.SLICE)) {
      patience.until(() -> session.execute(sql));
      String name = sql.substring("PRAGMA ".length(), sql.indexOf(" ="));
      String now = SqliteConnections.value(session, name);
      if (!now.equalsIgnoreCase(value)) {
        throw io.gds.database.error.ErrorDetails.of(
                ErrorCode.STATEMENT_FAILED, name + " stays " + now + ", asked for was " + value)
            .target(database)
            .remedy("Look whether others use the database, and retry.")
            .toException();
      }
    }
  }
}
