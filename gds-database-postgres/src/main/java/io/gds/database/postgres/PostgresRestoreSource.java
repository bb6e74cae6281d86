package io.gds.database.postgres;

import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Checks;
import io.gds.database.core.archive.ArchiveVerifier;
import io.gds.database.core.archive.Manifest;
import io.gds.database.core.archive.ManifestFile;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.operation.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known of an archive before it is proved; read once, while planning. */
final class PostgresRestoreSource {
  private final PostgresArchive archive;
  private final boolean withoutManifest;
  private @Nullable Manifest manifest;
  private @Nullable PostgresBackupFormat format;
  private @Nullable PostgresToc toc;
  private @Nullable BackupInfo info;
  private @Nullable DatabaseException failure;

  private PostgresRestoreSource(PostgresArchive archive, boolean withoutManifest) {
    this.archive = archive;
    this.withoutManifest = withoutManifest;
  }

  /** Reads; what fails is told by the check. */
  static PostgresRestoreSource read(PostgresArchive archive, boolean withoutManifest) {
    PostgresRestoreSource source = new PostgresRestoreSource(archive, withoutManifest);
    try {
      source.info = archive.inspect();
      if (!archive.hasManifest() && !withoutManifest) {
        ManifestFile.read(archive.path());
      }
      Manifest manifest = archive.manifest().orElse(null);
      if (manifest != null) {
        PostgresFacts.of(manifest).requireSense(archive.path().toString());
      }
      if (manifest != null && manifest.backupType() != BackupType.LOGICAL) {
        throw PostgresArchive.refused(
            ErrorCode.ARCHIVE_UNRECOGNIZED,
            archive.path().toString(),
            "is a backup of type " + manifest.backupType() + ", not of a single database");
      }
      if (manifest != null) {
        ArchiveVerifier.verifyContent(
            archive.path(), manifest.content(), VerifyLevel.MANIFEST, bytes -> {}, () -> {});
      }
      if (manifest != null) {
        source.format = formOf(manifest, archive);
      } else {
        source.format = archive.format();
        source.toc = archive.toc().orElse(null);
      }
      source.manifest = manifest;
    } catch (DatabaseException e) {
      source.failure = e;
    }
    return source;
  }

  private static PostgresBackupFormat formOf(Manifest manifest, PostgresArchive archive) {
    String form = manifest.attributes().getOrDefault(PostgresArchive.FORMAT, "");
    return Arrays.stream(PostgresBackupFormat.values())
        .filter(format -> format.name().equals(form))
        .findFirst()
        .orElseThrow(
            () ->
                PostgresArchive.refused(
                    ErrorCode.ARCHIVE_UNRECOGNIZED,
                    archive.path().toString(),
                    "is of a form that this version does not know"));
  }

  PostgresArchive archive() {
    return archive;
  }

  boolean isReadable() {
    return failure == null;
  }

  Optional<PostgresBackupFormat> format() {
    return Optional.ofNullable(format);
  }

  /**
   * What the manifest says of the table of contents: the table itself may have been damaged, and is
   * not believed before it was proved.
   */
  private Set<String> listed(String attribute, Function<PostgresToc, Set<String>> ofTable) {
    return attribute(attribute)
        .<Set<String>>map(text -> new TreeSet<>(PostgresTexts.split(text)))
        .or(() -> Optional.ofNullable(toc).map(ofTable))
        .orElse(Set.of());
  }

  /** The roles that own what is in it. */
  Set<String> owners() {
    return listed(PostgresFacts.OWNERS, PostgresToc::owners);
  }

  /** The extensions in it. */
  Set<String> extensions() {
    return listed(PostgresFacts.HELD_EXTENSIONS, PostgresToc::extensions);
  }

  /** The tablespaces that what is in it lies in. */
  Set<String> tablespaces() {
    return listed(PostgresFacts.TABLESPACES, PostgresToc::tablespaces);
  }

  /** The encoding of an archive without manifest, if its table of contents tells. */
  Optional<String> encoding() {
    return Optional.ofNullable(toc).flatMap(PostgresToc::encoding);
  }

  /** The oldest major whose tools read it. */
  int needs() {
    return Optional.ofNullable(toc)
        .map(PostgresToc::needs)
        .orElseGet(
            () ->
                Optional.ofNullable(manifest)
                    .flatMap(Manifest::toolVersion)
                    .map(PostgresToc::major)
                    .map(PostgresToc::needsOf)
                    .orElse(0));
  }

  Optional<PostgresFacts> facts() {
    return Optional.ofNullable(manifest).map(PostgresFacts::of);
  }

  /** The backup's id, if a manifest tells one. */
  Optional<String> id() {
    return Optional.ofNullable(manifest).map(Manifest::backupId);
  }

  private Optional<String> attribute(String name) {
    return Optional.ofNullable(manifest)
        .flatMap(known -> Optional.ofNullable(known.attributes().get(name)));
  }

  PostgresBackupContent content() {
    return Arrays.stream(PostgresBackupContent.values())
        .filter(content -> attribute("content").filter(content.name()::equals).isPresent())
        .findFirst()
        .orElse(PostgresBackupContent.ALL);
  }

  /** What part of the database it holds, in words. */
  String part() {
    return content() + (isFiltered() ? ", of some schemas or tables" : "");
  }

  /** Whether the archive holds a part of its database. */
  boolean isFiltered() {
    return attribute("filtered").filter("true"::equals).isPresent();
  }

  /** Where the server's globals lie beside the archive. */
  Optional<Path> globals() {
    return Optional.ofNullable(manifest)
        .filter(PostgresGlobals::has)
        .map(known -> PostgresGlobals.of(archive.path()));
  }

  /** The major of the server it was made of; 0 if nobody tells. */
  int serverMajor() {
    return Optional.ofNullable(info)
        .flatMap(BackupInfo::serverVersion)
        .map(PostgresToc::major)
        .orElse(0);
  }

  /** The archive is there and says of itself that it can be taken. */
  Check readable(Clock clock) {
    PostgresRestoreSource now = read(archive, withoutManifest);
    String rule = "the archive can be read";
    String subject = archive.path().toString();
    DatabaseException e = now.failure;
    if (e == null) {
      BackupInfo backup = now.info;
      return Checks.demand(
          clock,
          true,
          rule,
          subject,
          backup == null
              ? "readable"
              : "a backup of " + backup.database() + " of " + backup.finishedAt(),
          "a logical backup of PostgreSQL",
          ErrorCode.ARCHIVE_UNRECOGNIZED,
          "");
    }
    return new Check(
        rule,
        subject,
        String.valueOf(e.getMessage()),
        "a logical backup of PostgreSQL",
        Verdict.REFUSED,
        e.code(),
        clock.instant(),
        e.code() == ErrorCode.ARCHIVE_UNRECOGNIZED && !archive.hasManifest()
            ? "Put its manifest beside it, or take it as it is by "
                + PostgresRestore.WITHOUT_MANIFEST.id()
                + "=true."
            : e.remedy().orElse("Check the path."));
  }
}
