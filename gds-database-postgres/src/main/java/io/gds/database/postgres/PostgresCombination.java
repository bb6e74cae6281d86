package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.core.Plan;
import io.gds.database.core.StepContext;
import io.gds.database.core.archive.ArchiveNames;
import io.gds.database.core.archive.RestrictedFiles;
import io.gds.database.core.archive.StorageFailures;
import io.gds.database.core.tool.Tool;
import io.gds.database.core.tool.ToolCommand;
import io.gds.database.core.tool.ToolRun;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes a data directory of a full backup and the incremental ones behind it, by pg_combinebackup,
 * and has pg_verifybackup prove it. That tool reads plain directories only, so tar files are taken
 * out first, each file checked on its way, into a directory beside the target that is removed in
 * any case. Used by one thread.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgcombinebackup.html">pg_combinebackup
 *     </a>
 */
final class PostgresCombination {
  static final String TOOL = "pg_combinebackup";
  private static final List<String> NEEDED =
      List.of(TOOL, PostgresBaseRun.VERIFY_TOOL, PostgresBaseRun.WAL_TOOL);

  private final PostgresContext context;
  private final PostgresBaseChain chain;
  private final PostgresReach.Base base;
  private final Optional<Path> tools;
  private final Path scratch;
  private final boolean lasting;

  /**
   * Plans it.
   *
   * @param target the data directory to be made; beside it the members are taken out
   * @param lasting whether what is made is brought to the disk
   */
  PostgresCombination(
      PostgresContext context,
      PostgresBaseChain chain,
      Optional<Path> tools,
      Path target,
      boolean lasting) {
    this.context = context;
    this.lasting = lasting;
    this.chain = chain;
    this.base = PostgresReach.Base.of(chain.last());
    this.tools = tools;
    this.scratch = ArchiveNames.partialOf(target);
  }

  private PostgresToolbox.Wanted wanted() {
    return new PostgresToolbox.Wanted(
        base.major(), base.major(), "the backup is of PostgreSQL " + base.major());
  }

  /** Adds what it needs of this machine. */
  <T extends @Nullable Object> void demand(Plan.Builder<T> plan) {
    PostgresToolChecks checks = new PostgresToolChecks(context);
    NEEDED.forEach(tool -> plan.check(() -> checks.fits(tool, this::wanted, tools)));
    plan.check(() -> chain.check(context.clock()));
  }

  /** How many bytes are written: what is taken out, and what is made of it. */
  long bytes() {
    return takenOut() + chain.size().total();
  }

  /** How many bytes are taken out, which lie beside the target until it is made. */
  long takenOut() {
    try {
      return chain.members().stream()
          .filter(member -> !isReadInPlace(member))
          .mapToLong(
              member ->
                  PostgresBaseSize.of(List.of(archive(member).path()), base.segmentBytes()).total())
          .sum();
    } catch (DatabaseException e) {
      // What cannot be read is refused by those who read it in earnest.
      return 0;
    }
  }

  /**
   * A plain directory need not be copied, but for the last, whose tablespaces are led elsewhere.
   */
  private boolean isReadInPlace(BackupInfo member) {
    return !member.equals(chain.last()) && archive(member).layout() == PostgresBackupLayout.PLAIN;
  }

  private static PostgresBaseArchive archive(BackupInfo member) {
    return PostgresBaseArchive.at(member.location().path());
  }

  /** What is done, for people. */
  String text() {
    StringBuilder text = new StringBuilder("take out, checking each file, into " + scratch + ":");
    List<Path> members = new ArrayList<>();
    for (BackupInfo member : chain.members()) {
      Path place = place(member);
      members.add(place);
      text.append("\n  ").append(member.location());
      if (!place.equals(scratch.resolve(directory(member)))) {
        text.append(" (read where it lies)");
      }
    }
    return text
        + "\nthen "
        + command(
            context.toolbox().shown(TOOL, wanted(), tools),
            "<unfinished directory>",
            Map.of(),
            members,
            false)
        + (PostgresServerFacts.tablespaces(chain.last().attributes()).isEmpty()
            ? ""
            : " with a --tablespace-mapping for each tablespace")
        + ", first with --dry-run; prove what it made by "
        + PostgresBaseRun.VERIFY_TOOL;
  }

  private String directory(BackupInfo member) {
    return "member-" + (chain.members().indexOf(member) + 1);
  }

  /** Where the tool finds a member. */
  private Path place(BackupInfo member) {
    boolean inPlace;
    try {
      inPlace = isReadInPlace(member);
    } catch (DatabaseException e) {
      inPlace = false;
    }
    return inPlace
        ? member.location().path().toAbsolutePath().normalize()
        : scratch.resolve(directory(member));
  }

  private ToolCommand command(
      Tool tool, String into, Map<Path, Path> tablespaces, List<Path> members, boolean dry) {
    List<String> arguments = new ArrayList<>();
    if (dry) {
      arguments.add("--dry-run");
    }
    if (!lasting) {
      arguments.add("--no-sync");
    }
    arguments.add("--manifest-checksums=SHA256");
    arguments.add("--output=" + into);
    tablespaces.forEach(
        (from, to) ->
            arguments.add(
                "--tablespace-mapping="
                    + PostgresBaseRun.mapped(from.toString())
                    + "="
                    + PostgresBaseRun.mapped(to.toString())));
    members.forEach(member -> arguments.add(member.toString()));
    return ToolCommand.builder(tool).arguments(arguments).build();
  }

  /**
   * Does it.
   *
   * @param data the data directory, there and empty
   * @param tablespaces where the tablespaces go by their OIDs, there and empty
   * @return what was found good, as sentences
   */
  List<String> into(Path data, Map<String, Path> tablespaces, StepContext step) {
    chain.requireWhole();
    Tool tool = context.toolbox().require(TOOL, wanted(), tools).tool();
    List<String> checked = new ArrayList<>();
    try (PostgresScratch held = PostgresScratch.make(scratch, "what was taken out")) {
      Map<Path, Path> led = new TreeMap<>();
      List<Path> members = new ArrayList<>();
      for (BackupInfo member : chain.members()) {
        checked.addAll(takeOut(member, held.path(), tablespaces, led, step));
        members.add(place(member));
      }
      step.progress("combining the backups", 0, OptionalLong.empty(), ProgressUnit.BYTES);
      execute(command(tool, data.toString(), led, members, true), step);
      execute(command(tool, data.toString(), led, members, false), step);
      step.progress("proving what was combined", 0, OptionalLong.empty(), ProgressUnit.BYTES);
      PostgresToolbox.Found verifier =
          context.toolbox().require(PostgresBaseRun.VERIFY_TOOL, wanted(), tools);
      execute(
          ToolCommand.builder(verifier.tool())
              .arguments("--quiet", "--exit-on-error", data.toString())
              .build(),
          step);
      Files.deleteIfExists(data.resolve(PostgresBaseManifest.NAME));
      checked.add(
          TOOL
              + " made a whole of "
              + members.size()
              + " backups, in which "
              + PostgresBaseRun.VERIFY_TOOL
              + " "
              + verifier.version()
              + " found no fault");
      return checked;
    } catch (IOException e) {
      throw StorageFailures.writing(scratch, "taking out the backups to be combined", e);
    }
  }

  private List<String> takeOut(
      BackupInfo member,
      Path into,
      Map<String, Path> tablespaces,
      Map<Path, Path> led,
      StepContext step)
      throws IOException {
    PostgresBaseArchive archive = archive(member);
    String of = "of " + member.location() + ": ";
    if (isReadInPlace(member)) {
      return new PostgresBaseCheck(archive, step)
          .run(base.segmentBytes()).stream().map(of::concat).toList();
    }
    Path place = place(member);
    RestrictedFiles.createDirectory(place);
    boolean isLast = member.equals(chain.last());
    Map<String, Path> spaces = new TreeMap<>();
    for (String oid : PostgresServerFacts.tablespaces(member.attributes()).keySet()) {
      Path space =
          isLast
              ? into.resolve("tablespace-" + oid)
              : place.resolve(PostgresBaseArchive.TABLESPACES).resolve(oid);
      spaces.put(oid, space);
      if (!isLast) {
        Files.createDirectories(PostgresServerTarget.above(space));
      }
      RestrictedFiles.createDirectory(space);
    }
    List<String> checked =
        new PostgresBaseExtract(archive, place, spaces, false, step).run(base.segmentBytes());
    Files.copy(
        archive.path().resolve(PostgresBaseManifest.NAME),
        place.resolve(PostgresBaseManifest.NAME),
        LinkOption.NOFOLLOW_LINKS);
    if (isLast) {
      lead(place, spaces, tablespaces, led);
    }
    return checked.stream().map(of::concat).toList();
  }

  /** The tool makes links where it finds links, and maps by where they lead. */
  private static void lead(
      Path place, Map<String, Path> from, Map<String, Path> to, Map<Path, Path> led)
      throws IOException {
    for (Map.Entry<String, Path> space : from.entrySet()) {
      Path target = to.get(space.getKey());
      if (target == null) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_CORRUPT,
            place.toString(),
            "holds a tablespace of no name: " + space.getKey());
      }
      Path link = place.resolve(PostgresBaseArchive.TABLESPACES).resolve(space.getKey());
      Files.createDirectories(PostgresServerTarget.above(link));
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, space.getValue());
      led.put(space.getValue(), target);
    }
  }

  private void execute(ToolCommand command, StepContext step) {
    try {
      context.toolbox().runner().run(ToolRun.of(command).cancellation(step));
    } catch (DatabaseException e) {
      throw PostgresToolErrors.explained(e, context.runner().engine());
    }
  }
}
