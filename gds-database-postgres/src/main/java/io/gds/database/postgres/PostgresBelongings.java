package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.SqlSession;
import io.gds.database.settings.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statements that give a database what belonged to another one and is not in it: owner, limit,
 * rights, comment, settings, labels. The values of settings that the server does not know are not
 * shown: applications keep keys and passwords in them. Settings and labels that this server does
 * not take are reported, not fatal: the rows are there. A clone, and what is kept of a replaced
 * database, bear the lack of a right too; a restore, whose roles were asked for before, does not.
 */
final class PostgresBelongings {
  /** The settings that are lists of quoted names: in one literal they would be one name. */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "shared_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  /** What one role's lack of a right, or a setting that is no more, may make of a statement. */
  private static final Set<ErrorCode> BEARABLE =
      Set.of(
          ErrorCode.PERMISSION_DENIED,
          ErrorCode.NOT_FOUND,
          ErrorCode.INVALID_OPTIONS,
          ErrorCode.PRECONDITION_FAILED,
          ErrorCode.STATEMENT_FAILED,
          ErrorCode.UNSUPPORTED_CAPABILITY,
          ErrorCode.WRONG_STATE);

  /** One that is sent as what the archive's values make of it; nothing if it holds none. */
  private interface Sent {
    Optional<String> sql(PostgresHeldSettings held);
  }

  private record Statement(Sent sent, String shown, boolean mayFail) {}

  private final PostgresFacts facts;
  private final String database;
  private final boolean lenient;
  private final List<Statement> statements = new ArrayList<>();

  private PostgresBelongings(PostgresFacts facts, String database, boolean lenient) {
    this.facts = facts;
    this.database = PostgresSql.name(database);
    this.lenient = lenient;
  }

  /**
   * What a restored database is given.
   *
   * @param owner whether it belongs to whom it belonged; if not, to whoever restores it
   * @param acl whether rights, and settings of roles, are among them
   */
  static PostgresBelongings ofRestore(
      PostgresFacts facts, String database, boolean owner, boolean acl) {
    PostgresBelongings all = new PostgresBelongings(facts, database, false);
    boolean sameOwner = owner && !facts.owner().isEmpty();
    String holder = sameOwner ? PostgresSql.name(facts.owner()) : "CURRENT_USER";
    if (sameOwner) {
      all.must(all.alter() + " OWNER TO " + holder);
    }
    all.common(holder, sameOwner, acl);
    if (facts.template()) {
      all.may(all.alter() + " IS_TEMPLATE true");
    }
    return all;
  }

  /**
   * What a restored database is given of the one it replaces.
   *
   * @param owner whom it belongs to; empty if to whoever restores it
   * @param whole whether all is given; else what somebody may do in it, and the settings of roles
   */
  static PostgresBelongings ofReplaced(
      PostgresFacts facts, String database, Optional<String> owner, boolean whole) {
    PostgresBelongings all = new PostgresBelongings(facts, database, true);
    boolean sameOwner = owner.filter(facts.owner()::equals).isPresent();
    String holder = owner.map(PostgresSql::name).orElse("CURRENT_USER");
    if (whole) {
      owner.ifPresent(name -> all.must(all.alter() + " OWNER TO " + holder));
      all.common(holder, sameOwner, true);
    } else {
      facts.acl().ifPresent(entries -> all.rights(entries, holder, sameOwner));
      all.ofRoles();
    }
    return all;
  }

  /**
   * What a clone is given.
   *
   * @param owner whom it belongs to; gets what the source's owner has
   * @param acl whether rights, and settings of roles, are among them
   */
  static PostgresBelongings ofClone(
      PostgresFacts facts, String database, String owner, boolean acl) {
    PostgresBelongings all = new PostgresBelongings(facts, database, true);
    all.common(PostgresSql.name(owner), owner.equals(facts.owner()), acl);
    return all;
  }

  private String alter() {
    return "ALTER DATABASE " + database;
  }

  private void must(String sql) {
    add(sql, lenient);
  }

  private void may(String sql) {
    add(sql, true);
  }

  private void add(String sql, boolean mayFail) {
    statements.add(new Statement(held -> Optional.of(sql), sql, mayFail));
  }

  /** A setting, by the statement's begin. */
  private void setting(String alter, String name, String value) {
    String begin = alter + " SET " + parts(name) + " TO ";
    String sql = begin + values(name, value);
    statements.add(
        new Statement(
            held -> Optional.of(sql),
            PostgresFacts.mayHoldSecret(name) ? begin + Setting.HIDDEN : sql,
            true));
  }

  /** A setting whose value is in the archive alone. */
  private void held(String alter, String role, String name) {
    String begin = alter + " SET " + parts(name) + " TO ";
    statements.add(
        new Statement(
            held -> held.value(role, name).map(value -> begin + values(name, value)),
            begin + Setting.HIDDEN,
            true));
  }

  private void common(String holder, boolean sameOwner, boolean acl) {
    facts
        .value(PostgresFacts.CONNECTION_LIMIT)
        .filter(limit -> limit.matches("[0-9]{1,9}"))
        .ifPresent(limit -> must(alter() + " CONNECTION LIMIT " + limit));
    if (acl) {
      facts.acl().ifPresent(entries -> rights(entries, holder, sameOwner));
    }
    facts
        .value(PostgresFacts.COMMENT)
        .ifPresent(
            text -> must("COMMENT ON DATABASE " + database + " IS " + PostgresSql.literal(text)));
    facts.settings().forEach((name, value) -> setting(alter(), name, value));
    facts
        .hidden()
        .getOrDefault(PostgresFacts.EVERYBODY, List.of())
        .forEach(name -> held(alter(), PostgresFacts.EVERYBODY, name));
    if (acl) {
      ofRoles();
    }
    facts
        .labels()
        .forEach(
            (provider, label) ->
                may(
                    "SECURITY LABEL FOR "
                        + PostgresSql.name(provider)
                        + " ON DATABASE "
                        + database
                        + " IS "
                        + PostgresSql.literal(label)));
  }

  private void ofRoles() {
    facts.roleSettings().forEach((role, lines) -> lines.forEach(line -> ofRole(role, line)));
    facts
        .hidden()
        .forEach(
            (role, names) -> {
              if (!role.equals(PostgresFacts.EVERYBODY)) {
                names.forEach(name -> held(alterRole(role), role, name));
              }
            });
  }

  private String alterRole(String role) {
    return "ALTER ROLE " + PostgresSql.name(role) + " IN DATABASE " + database;
  }

  private void ofRole(String role, String line) {
    int equals = line.indexOf('=');
    setting(alterRole(role), line.substring(0, equals), line.substring(equals + 1));
  }

  /** Takes the rights that every new database grants away, and grants those that there were. */
  private void rights(List<String> entries, String holder, boolean sameOwner) {
    String revoke = "REVOKE ALL ON DATABASE " + database + " FROM ";
    // Whatever may fail: what was closed to everybody is never left open without a word.
    add(revoke + "PUBLIC", false);
    must(revoke + holder);
    for (String entry : entries) {
      PostgresAcl acl = PostgresAcl.parse(entry);
      boolean byAnother = sameOwner && !acl.grantor().equals(facts.owner());
      if (byAnother) {
        must("SET ROLE " + PostgresSql.name(acl.grantor()));
      }
      boolean toOwner = acl.grantee().filter(facts.owner()::equals).isPresent();
      String to = toOwner ? holder : acl.grantee().map(PostgresSql::name).orElse("PUBLIC");
      acl.grants(database, to).forEach(this::must);
      if (byAnother) {
        must("RESET ROLE");
      }
    }
  }

  /** The roles that the statements of a restore name. */
  static Set<String> roles(PostgresFacts facts, boolean owner, boolean acl) {
    Set<String> roles = new LinkedHashSet<>();
    if (owner) {
      facts.value(PostgresFacts.OWNER).ifPresent(roles::add);
    }
    if (acl) {
      for (String entry : facts.acl().orElse(List.of())) {
        PostgresAcl one = PostgresAcl.parse(entry);
        roles.addAll(owner ? one.roles() : one.grantee().stream().toList());
      }
      roles.addAll(facts.roleSettings().keySet());
      roles.addAll(facts.hidden().keySet());
      roles.remove(PostgresFacts.EVERYBODY);
      if (!owner) {
        roles.remove(facts.owner());
      }
    }
    return roles;
  }

  private static String parts(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .map(PostgresSql::name)
        .collect(Collectors.joining("."));
  }

  private static String values(String name, String value) {
    List<String> values = LISTS.contains(name) ? elements(value) : List.of(value);
    return values.stream().map(PostgresSql::literal).collect(Collectors.joining(", "));
  }

  /** The elements of a list as the catalogue holds it: commas between, some in double quotes. */
  static List<String> elements(String value) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' && quoted && i + 1 < value.length() && value.charAt(i + 1) == '"') {
        element.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        elements.add(element.toString());
        element.setLength(0);
      } else if (c != ' ' || quoted) {
        element.append(c);
      }
    }
    elements.add(element.toString());
    return elements;
  }

  boolean isEmpty() {
    return statements.isEmpty();
  }

  /** All statements, for the step's text. */
  String text() {
    return statements.stream().map(Statement::shown).collect(Collectors.joining(";\n"));
  }

  /** Executes them in one session; returns what could not be applied and should be looked at. */
  List<String> run(PostgresContext context, StepContext step) {
    return run(context, PostgresHeldSettings.NONE, step);
  }

  /**
   * The same with values that an archive holds.
   *
   * @param held of a proved archive
   */
  List<String> run(PostgresContext context, PostgresHeldSettings held, StepContext step) {
    List<String> left = new ArrayList<>();
    try (SqlSession session = context.sql().session()) {
      SqlSession during = session.during(step);
      boolean done = false;
      try {
        for (Statement statement : statements) {
          step.throwIfCancelled();
          Optional<String> sql = statement.sent().sql(held);
          if (sql.isEmpty()) {
            left.add("Not applied: " + statement.shown() + ": the archive does not hold its value");
            continue;
          }
          try {
            // Only where a value is hidden: the server's words say why a grant was refused.
            boolean hidden = !statement.shown().equals(sql.get());
            (hidden ? during.showing(statement.shown()) : during).execute(sql.get());
          } catch (DatabaseException e) {
            if (!statement.mayFail() || !BEARABLE.contains(e.code())) {
              throw e;
            }
            left.add("Not applied: " + statement.shown() + ": " + e.details().message());
          }
        }
        done = true;
      } finally {
        if (!done) {
          // It may be in the middle of another role's grants.
          session.discard();
        }
      }
    }
    return left;
  }
}
