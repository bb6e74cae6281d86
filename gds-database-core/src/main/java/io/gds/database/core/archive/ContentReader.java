package io.gds.database.core.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an archive holds, in pieces of 64 KiB, and asks between them whether to go on. Not
 * thread-safe.
 */
final class ContentReader {
  private final LongConsumer progress;
  private final Runnable checkpoint;
  private final byte[] buffer = new byte[Hashes.BUFFER_BYTES];
  private long done;

  /**
   * Makes a reader.
   *
   * @param progress told the bytes read so far, all files together
   * @param checkpoint throws if the reading shall stop
   */
  ContentReader(LongConsumer progress, Runnable checkpoint) {
    this.progress = progress;
    this.checkpoint = checkpoint;
  }

  /** What the file holds. */
  ArchiveContent file(Path file) throws IOException {
    MessageDigest digest = Hashes.sha256();
    long bytes = 0;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      while (true) {
        checkpoint.run();
        int read = in.read(buffer);
        if (read < 0) {
          return ArchiveContent.ofFile(bytes, Hashes.hex(digest.digest()));
        }
        digest.update(buffer, 0, read);
        bytes += read;
        done += read;
        progress.accept(done);
      }
    }
  }

  /** One member of an archive that is a directory. */
  ArchiveMember member(String name, Path path) throws IOException {
    ArchiveContent content =
        name.endsWith("/")
            ? ArchiveContent.ofFile(0, Hashes.hex(Hashes.sha256().digest()))
            : file(path);
    return new ArchiveMember(name, content.bytes(), content.sha256());
  }

  /**
   * All files and all empty directories below a directory, by their names as members.
   *
   * @throws io.gds.database.error.ArchiveException if there is a link or a device
   */
  static Map<String, Path> list(Path root) throws IOException {
    Map<String, Path> found = new TreeMap<>();
    Set<Path> filled = new HashSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            PlainFiles.requireFile(file, "the archive's member");
            found.put(nameOf(root, file), file);
            filled.add(file.getParent());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!directory.equals(root)) {
              if (!filled.contains(directory)) {
                found.put(nameOf(root, directory) + "/", directory);
              }
              filled.add(directory.getParent());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static String nameOf(Path root, Path path) {
    Path relative = root.relativize(path);
    StringBuilder name = new StringBuilder();
    for (Path part : relative) {
      name.append(name.length() == 0 ? "" : "/").append(part);
    }
    return name.toString();
  }
}
