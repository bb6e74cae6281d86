package io.gds.database.core.archive;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The manifest beside an archive, as a file. Thread-safe. */
public final class ManifestFile {
  private ManifestFile() {}

  /**
   * Reads an archive's manifest. Proves nothing of the archive itself, which need not be there.
   *
   * @throws io.gds.database.error.ArchiveException ARCHIVE_UNRECOGNIZED if there is no manifest,
   *     ARCHIVE_CORRUPT, ARCHIVE_TOO_NEW or ARCHIVE_UNSAFE
   * @throws io.gds.database.error.StorageException if it cannot be read
   */
  public static Manifest read(Path archive) {
    Path file = ArchiveNames.manifestOf(archive);
    try {
      PlainFiles.requireFile(file, "the manifest");
      long size = Files.size(file);
      if (size > ManifestJson.MAX_BYTES) {
        throw ManifestJson.corrupt(
            file.toString(), "it is larger than 16 MiB", new IOException("size " + size));
      }
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return ManifestJson.read(in.readNBytes(ManifestJson.MAX_BYTES + 1), file.toString());
      }
    } catch (NoSuchFileException e) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_UNRECOGNIZED,
              "the archive "
                  + archive
                  + " has no manifest beside it, so nothing can be proved of it")
          .target(archive.toString())
          .with("path", archive.toString())
          .remedy(
              "Put its manifest beside it as "
                  + file
                  + "; it was written together with the archive.")
          .cause(e)
          .toException();
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the manifest", e);
    }
  }

  /**
   * Reads an archive's manifest and demands that it is of this platform.
   *
   * @throws io.gds.database.error.ArchiveException as {@link #read(Path)}, and
   *     ARCHIVE_WRONG_PLATFORM
   */
  public static Manifest read(Path archive, DatabaseType platform) {
    Manifest manifest = read(archive);
    if (!manifest.platform().equals(platform)) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_WRONG_PLATFORM,
              "the archive "
                  + archive
                  + " is of platform "
                  + manifest.platform()
                  + ", not of "
                  + platform)
          .target(archive.toString())
          .with("path", archive.toString())
          .remedy("Restore it on " + manifest.platform() + ", or choose another archive.")
          .toException();
    }
    return manifest;
  }

  /**
   * Puts a changed manifest, such as a pinned one, in the place of an archive's present one, whole
   * or not at all.
   *
   * @throws IllegalArgumentException if it tells of another content: that would make a lie of it
   */
  public static void replace(Path archive, Manifest manifest) {
    if (!read(archive).content().equals(manifest.content())) {
      throw new IllegalArgumentException("the content of an archive does not change");
    }
    FileSync.replace(ArchiveNames.manifestOf(archive), ManifestJson.write(manifest));
  }
}
