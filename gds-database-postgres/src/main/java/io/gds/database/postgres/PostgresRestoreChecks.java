package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a restore needs of the server, measured before anything is made. */
final class PostgresRestoreChecks {
  private final PostgresContext context;
  private final PostgresRestoreSource source;
  private final OptionValues values;

  PostgresRestoreChecks(
      PostgresContext context, PostgresRestoreSource source, OptionValues values) {
    this.context = context;
    this.source = source;
    this.values = values;
  }

  private String subject() {
    return source.archive().path().toString();
  }

  /**
   * All that concerns what is in the archive; nothing if it cannot be read, which is told apart.
   */
  List<Check> all() {
    List<Check> checks = new ArrayList<>(ofTrial());
    if (checks.isEmpty()) {
      return checks;
    }
    checks.addAll(List.of(whole(), tool()));
    if (!values.valueOf(PostgresRestore.NO_OWNER) || !values.valueOf(PostgresRestore.NO_ACL)) {
      checks.add(roles());
    }
    if (!values.valueOf(PostgresRestore.NO_TABLESPACES)) {
      checks.add(tablespaces());
    }
    return checks;
  }

  /** What a trial without owners and rights needs; nothing if the archive cannot be read. */
  List<Check> ofTrial() {
    if (!source.isReadable()) {
      return List.of();
    }
    List<Check> checks = new ArrayList<>(List.of(version(), form()));
    checks.addAll(script());
    checks.add(extensions());
    return checks;
  }

  private Check version() {
    String rule = "the server is not older than that of the archive";
    return context
        .checks()
        .measured(
            rule,
            subject(),
            () -> {
              int from = source.serverMajor();
              return Checks.demand(
                  context.clock(),
                  context.version().atLeast(from),
                  rule,
                  subject(),
                  "PostgreSQL " + context.version().shortText(),
                  "PostgreSQL " + from + " or newer",
                  ErrorCode.ARCHIVE_TOO_NEW,
                  "Restore it on a server of major " + from + " or newer.");
            });
  }

  /** What is asked for can be done with an archive of this form. */
  private Check form() {
    List<String> faults = new ArrayList<>();
    PostgresBackupFormat format = source.format().orElseThrow();
    boolean parallel =
        format == PostgresBackupFormat.CUSTOM || format == PostgresBackupFormat.DIRECTORY;
    if (values.valueOf(PostgresRestore.JOBS) > 1 && !parallel) {
      faults.add(PostgresRestore.JOBS.id() + " needs the form custom or directory");
    }
    if (format == PostgresBackupFormat.PLAIN) {
      for (var key :
          List.of(
              PostgresRestore.NO_OWNER, PostgresRestore.NO_ACL, PostgresRestore.NO_TABLESPACES)) {
        if (values.valueOf(key)) {
          faults.add(key.id() + " cannot be had of a script");
        }
      }
    }
    if (source.content() == PostgresBackupContent.DATA_ONLY) {
      faults.add("it holds rows only, to be put into tables that exist");
    }
    return Checks.demand(
        context.clock(),
        faults.isEmpty(),
        "the archive can be restored as asked",
        subject(),
        faults.isEmpty() ? format.toString() : String.join("; ", faults),
        "a form and a content that allow it",
        ErrorCode.PRECONDITION_FAILED,
        source.content() == PostgresBackupContent.DATA_ONLY
            ? "Use pg_restore --data-only on a database that has the tables."
            : "Leave the options out that it does not allow.");
  }

  /** Not refused: who names an archive may want just the part. */
  private Check whole() {
    boolean whole = source.content() == PostgresBackupContent.ALL && !source.isFiltered();
    return Checks.advise(
        context.clock(),
        whole,
        "the archive holds the whole database",
        subject(),
        whole ? "the whole" : source.part(),
        "the whole",
        "What is not in it will not be in the restored database either.");
  }

  private List<Check> script() {
    if (source.format().orElseThrow() != PostgresBackupFormat.PLAIN) {
      return List.of();
    }
    boolean allowed = values.valueOf(PostgresRestore.RUN_SCRIPT);
    return List.of(
        Checks.demand(
            context.clock(),
            allowed,
            "running the script is allowed",
            subject(),
            allowed ? "allowed" : "not allowed",
            PostgresRestore.RUN_SCRIPT.id() + "=true",
            ErrorCode.PRECONDITION_FAILED,
            "A script can do everything psql can, on this machine too: if it is from a trusted"
                + " place, give "
                + PostgresRestore.RUN_SCRIPT.id()
                + "=true."));
  }

  private Check tool() {
    PostgresBackupFormat format = source.format().orElseThrow();
    String name = PostgresRestoreRun.toolOf(format);
    PostgresRestoreRun run = run();
    Check fits =
        new PostgresToolChecks(context)
            .fits(
                name,
                () -> run.wanted(format, source.needs()),
                values.given(PostgresRestore.TOOLS));
    if (fits.refused() || format != PostgresBackupFormat.PLAIN) {
      return fits;
    }
    return context
        .checks()
        .measured(
            fits.rule(),
            name,
            () -> {
              PostgresRestoreRun.requireRestricting(
                  context
                      .toolbox()
                      .require(
                          name,
                          run.wanted(format, source.needs()),
                          values.given(PostgresRestore.TOOLS)));
              return fits;
            });
  }

  PostgresRestoreRun run() {
    return new PostgresRestoreRun(
        context,
        values.given(PostgresRestore.TOOLS),
        new PostgresRestoreRun.Wish(
            values.valueOf(PostgresRestore.JOBS),
            !values.valueOf(PostgresRestore.NO_OWNER),
            !values.valueOf(PostgresRestore.NO_ACL),
            !values.valueOf(PostgresRestore.NO_TABLESPACES),
            true));
  }

  private Check extensions() {
    return present(
        "the server has the extensions",
        source.extensions(),
        "SELECT name::text AS name FROM pg_available_extensions",
        "Install them on the server: CREATE EXTENSION takes what is installed.");
  }

  private Check roles() {
    boolean owner = !values.valueOf(PostgresRestore.NO_OWNER);
    boolean acl = !values.valueOf(PostgresRestore.NO_ACL);
    Set<String> wanted = new LinkedHashSet<>();
    source
        .facts()
        .ifPresent(
            facts -> {
              wanted.addAll(PostgresBelongings.roles(facts, owner, acl));
              // Of an archive with a part of the database, only the table of contents knows whose.
              if (!source.isFiltered() && owner && acl) {
                wanted.addAll(facts.list(PostgresFacts.ROLES));
              }
            });
    if (owner) {
      wanted.addAll(source.owners());
    }
    return present(
        "the server has the roles",
        wanted,
        "SELECT rolname::text AS name FROM pg_roles",
        "Create them, as "
            + source.globals().map(file -> file + " does").orElse("pg_dumpall --globals-only tells")
            + ", or restore with "
            + PostgresRestore.NO_OWNER.id()
            + "=true and "
            + PostgresRestore.NO_ACL.id()
            + "=true.");
  }

  private Check tablespaces() {
    Set<String> wanted = new TreeSet<>(source.tablespaces());
    source.facts().flatMap(facts -> facts.value(PostgresFacts.TABLESPACE)).ifPresent(wanted::add);
    return present(
        "the server has the tablespaces",
        wanted,
        "SELECT spcname::text AS name FROM pg_tablespace",
        "Create them, or restore with " + PostgresRestore.NO_TABLESPACES.id() + "=true.");
  }

  private Check present(String rule, Set<String> wanted, String question, String remedy) {
    return context
        .checks()
        .measured(
            rule,
            subject(),
            () -> {
              Set<String> missing = new TreeSet<>(wanted);
              if (!missing.isEmpty()) {
                context.sql().query(question, row -> row.text("name")).forEach(missing::remove);
              }
              return Checks.demand(
                  context.clock(),
                  missing.isEmpty(),
                  rule,
                  subject(),
                  missing.isEmpty()
                      ? "all " + wanted.size()
                      : "not there: " + String.join(", ", missing),
                  "all",
                  ErrorCode.PRECONDITION_FAILED,
                  remedy);
            });
  }
}
