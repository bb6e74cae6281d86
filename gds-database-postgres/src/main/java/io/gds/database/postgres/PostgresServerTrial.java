package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Checks;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.Directories;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolLocator;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.ProgressUnit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a base backup can be restored: takes it out beside the archive, has the server's own
 * program recover it to its end, opens it and looks into it, and removes it again. The copy has a
 * configuration of its own, lets nobody in, loads no libraries, and archives nothing.
 */
final class PostgresServerTrial {
  private static final String SERVER = "postgres";
  private static final String CONTROL = "pg_controldata";
  private static final String CHECKSUMS = "pg_checksums";
  private static final String NAMESPACE = "unshare";

  private final PostgresContext context;
  private final PostgresBaseChain chain;
  private final BackupInfo backup;
  private final PostgresReach.Base base;
  private final Optional<Path> tools;
  private final boolean check;
  private final Path scratch;

  /**
   * Plans it.
   *
   * @param chain the backup with all that it builds on
   * @param archive beside what it is done
   * @param check whether its pages are checked as well
   */
  PostgresServerTrial(
      PostgresContext context,
      PostgresBaseChain chain,
      Path archive,
      Optional<Path> tools,
      boolean check) {
    this.context = context;
    this.chain = chain;
    this.backup = chain.last();
    this.base = PostgresReach.Base.of(backup);
    this.tools = tools;
    this.check = check;
    this.scratch = ArchiveNames.partialOf(archive);
  }

  /** Where the copy lies while it is looked at. */
  Path scratch() {
    return scratch;
  }

  private PostgresToolbox.Wanted wanted() {
    return new PostgresToolbox.Wanted(
        base.major(), base.major(), "the backup is of PostgreSQL " + base.major());
  }

  /** Adds what the trial needs of this machine. */
  <T extends @Nullable Object> void demand(Plan.Builder<T> plan) {
    demand(
        context,
        plan,
        this::wanted,
        tools,
        check
            ? Optional.of(() -> "on".equals(backup.attributes().get(PostgresServerFacts.CHECKSUMS)))
            : Optional.empty());
    if (chain.isIncremental()) {
      combination().demand(plan);
    }
    plan.check(
        () ->
            Directories.freeSpace(
                PostgresServerTarget.above(scratch),
                chain.isIncremental() ? combination().bytes() : chain.size().total(),
                context.clock().instant()));
  }

  private PostgresCombination combination() {
    return new PostgresCombination(context, chain, tools, scratch.resolve("combined"), false);
  }

  /**
   * Adds what a trial needs of this machine, whatever the backup.
   *
   * @param wanted which tools will do
   * @param checksums tells whether pages have checksums, if they are checked
   */
  static <T extends @Nullable Object> void demand(
      PostgresContext context,
      Plan.Builder<T> plan,
      Supplier<PostgresToolbox.Wanted> wanted,
      Optional<Path> tools,
      Optional<Supplier<Boolean>> checksums) {
    PostgresToolChecks checks = new PostgresToolChecks(context);
    List<String> needed = new ArrayList<>(List.of(SERVER, CONTROL));
    checksums.ifPresent(
        on -> {
          needed.add(CHECKSUMS);
          plan.check(
              () ->
                  context
                      .checks()
                      .demand(
                          "the pages can be checked",
                          context.runner().engine(),
                          on,
                          "with checksums",
                          "without checksums",
                          ErrorCode.PRECONDITION_FAILED,
                          "Verify at level RESTORE, or have the server use checksums:"
                              + " pg_checksums --enable."));
        });
    needed.forEach(tool -> plan.check(() -> checks.fits(tool, wanted, tools)));
    plan.check(() -> user(context));
  }

  /** The server's program refuses root, who is nobody in a user namespace of its own. */
  private static Check user(PostgresContext context) {
    Optional<String> why = Optional.empty();
    if (isRoot()) {
      Optional<Tool> namespace = ToolLocator.onPath().find(NAMESPACE);
      if (namespace.isEmpty()) {
        why = Optional.of("this process runs as root, and there is no " + NAMESPACE);
      } else {
        try {
          context
              .toolbox()
              .runner()
              .run(
                  ToolRun.of(
                      ToolCommand.builder(namespace.get()).arguments("-U", "/bin/true").build()));
        } catch (DatabaseException e) {
          why = Optional.of("this process runs as root, and may make no user namespace");
        }
      }
    }
    return Checks.demand(
        context.clock(),
        why.isEmpty(),
        "the copy can be started by this user",
        System.getProperty("user.name", "?"),
        why.orElse("it can"),
        "a user other than root",
        ErrorCode.PERMISSION_DENIED,
        "Run this as another user than root, which PostgreSQL refuses.");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Restores, recovers and opens it; returns what was found good, as sentences. */
  List<String> run(StepContext step) {
    return run(step, new PostgresRemoval("what was restored on trial"));
  }

  List<String> run(StepContext step, PostgresRemoval removal) {
    List<Path> made = new ArrayList<>(List.of(scratch));
    List<String> checked;
    try {
      Path socket = Files.createTempDirectory("gds-pg-");
      made.add(socket);
      checked = proved(scratch.resolve("data"), socket, step);
    } catch (IOException e) {
      DatabaseException failure = StorageFailures.writing(scratch, "restoring on trial", e);
      removal.after(failure, made);
      throw failure;
    } catch (RuntimeException | Error e) {
      removal.after(e, made);
      throw e;
    }
    removal.of(made);
    return checked;
  }

  private List<String> proved(Path data, Path socket, StepContext step) throws IOException {
    RestrictedFiles.createDirectory(scratch);
    List<String> checked = restore(data, step);
    configure(data, socket);
    checked.add(recover(data, step));
    checked.add(open(data, step));
    if (check) {
      step.progress("checking pages", 0, OptionalLong.empty(), ProgressUnit.PAGES);
      execute(CHECKSUMS, false, List.of("--check", "--pgdata=" + data), "", step);
      checked.add("pg_checksums found each page's checksum right");
    }
    return checked;
  }

  /** Says what is more than was proved of the backup already. */
  private List<String> restore(Path data, StepContext step) {
    List<String> checked = new ArrayList<>();
    Map<String, Path> places = new TreeMap<>();
    PostgresServerFacts.tablespaces(backup.attributes())
        .keySet()
        .forEach(oid -> places.put(oid, scratch.resolve("tablespace-" + oid)));
    PostgresServerTarget target = new PostgresServerTarget(data, places);
    Path archive = backup.location().path();
    if (chain.isIncremental()) {
      PostgresCombination combination = combination();
      List<String> said =
          target.fill((into, spaces) -> combination.into(into, spaces, step), archive, Map.of());
      checked.add(said.get(said.size() - 1));
    } else {
      target.fill(PostgresBaseArchive.at(archive), base.segmentBytes(), Map.of(), step);
    }
    target.publish();
    return checked;
  }

  private void configure(Path data, Path socket) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("listen_addresses", "");
    settings.put("unix_socket_directories", socket.toString());
    settings.put("hot_standby", "off");
    settings.put("archive_mode", "off");
    settings.put("logging_collector", "off");
    settings.put("shared_buffers", "16MB");
    settings.putAll(logSizes(base.segmentBytes()));
    settings.put("autovacuum", "off");
    settings.put(
        "max_prepared_transactions", control(data, "max_prepared_xacts setting").orElse("0"));
    settings.put("restore_command", "false");
    // By its number: its control file may still tell of one that was left during the backup.
    settings.put("recovery_target_timeline", Long.toString(base.timeline()));
    Map.Entry<String, String> stop = base.stop();
    settings.put(stop.getKey(), stop.getValue());
    settings.put("recovery_target_action", "shutdown");
    write(data.resolve("postgresql.conf"), PostgresRecovery.lines(settings));
    write(data.resolve("postgresql.auto.conf"), "");
    write(data.resolve("pg_hba.conf"), "local all all reject\n");
    write(data.resolve("pg_ident.conf"), "");
  }

  /**
   * As initdb reckons them: with segments of 64 MB and more the server refuses its own defaults.
   */
  static Map<String, String> logSizes(long segmentBytes) {
    long megabytes = segmentBytes >> 20;
    return Map.of("min_wal_size", 5 * megabytes + "MB", "max_wal_size", 64 * megabytes + "MB");
  }

  private static void write(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    RestrictedFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private String recover(Path data, StepContext step) {
    step.progress("recovering the copy", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    execute(SERVER, true, List.of("-D", data.toString()), "", step);
    String state = control(data, "Database cluster state").orElse("");
    Optional<PostgresLsn> reached =
        control(data, "Minimum recovery ending location").flatMap(PostgresLsn::parse);
    if (!state.equals("shut down in recovery")
        || reached.filter(lsn -> lsn.compareTo(base.end()) >= 0).isEmpty()) {
      throw damaged("recovers to the state \"" + state + "\" and not to its end " + base.end());
    }
    return "the server's own program recovered a copy to "
        + base.end()
        + ", where it is consistent";
  }

  /** Opens it by itself, without anybody let in, and counts what is in it. */
  private String open(Path data, StepContext step) throws IOException {
    step.progress("opening the copy", 0, OptionalLong.empty(), ProgressUnit.BYTES);
    Files.deleteIfExists(data.resolve("recovery.signal"));
    String said =
        execute(
            SERVER,
            true,
            List.of("--single", "-D", data.toString(), "template1"),
            """
            SELECT 'found ' || count(*) || ' databases' AS found FROM pg_database
            SELECT 'on timeline ' || timeline_id AS found FROM pg_control_checkpoint()
            """,
            step);
    Matcher found = Pattern.compile("found ([0-9]+) databases").matcher(said);
    if (!found.find() || !said.contains("on timeline " + base.timeline() + "\"")) {
      throw damaged("opens on another timeline than " + base.timeline() + ", or not at all");
    }
    return "it was opened on timeline "
        + base.timeline()
        + " with "
        + found.group(1)
        + " databases, and closed";
  }

  private DatabaseException damaged(String why) {
    return PostgresArchive.refused(ErrorCode.ARCHIVE_CORRUPT, backup.location().toString(), why);
  }

  private Optional<String> control(Path data, String name) {
    String said = execute(CONTROL, false, List.of("--pgdata=" + data), "", null);
    return said.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private String execute(
      String name,
      boolean asServer,
      List<String> arguments,
      String input,
      @Nullable StepContext step) {
    Tool tool = context.toolbox().require(name, wanted(), tools).tool();
    List<String> all = new ArrayList<>(arguments);
    if (asServer && isRoot()) {
      all.addAll(0, List.of("-U", tool.binary().toString()));
      tool = ToolLocator.onPath().find(NAMESPACE).orElse(tool);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ToolRun run =
        ToolRun.of(ToolCommand.builder(tool).arguments(all).build())
            .input(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
            .output(out);
    try {
      context.toolbox().runner().run(step == null ? run : run.cancellation(step));
    } catch (DatabaseException e) {
      if (e.code() == ErrorCode.TOOL_FAILED) {
        throw damaged(
                "was restored on trial, but "
                    + name
                    + " failed: "
                    + e.details().get("stderr").orElse(String.valueOf(e.getMessage())))
            .fillIn("tool", tool.binary().toString());
      }
      throw e;
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What leads a server to a data directory, whichever its configuration names. */
  static String dataDirectory(Path directory) {
    return "-c data_directory=" + quoted(directory.toString());
  }

  /** A text for a POSIX shell. */
  static String quoted(String text) {
    return text.matches("[A-Za-z0-9_@%+=:,./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
