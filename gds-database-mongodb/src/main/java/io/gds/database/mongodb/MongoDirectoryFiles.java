package io.gds.database.mongodb;

import io.gds.database.core.archive.StorageFailures;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The files of a dump's directory. A link is refused, wherever it leads. */
final class MongoDirectoryFiles {
  private static final int BUFFER = 64 * 1024;

  /** More than the metadata of any collection have: 64 indexes, a validator, a pipeline. */
  private static final int LONGEST_TEXT = 32 * 1024 * 1024;

  private final String dump;

  /**
   * Files of a dump.
   *
   * @param dump what it is called in errors
   */
  MongoDirectoryFiles(String dump) {
    this.dump = dump;
  }

  /** What a directory holds, sorted by name. */
  List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
      found.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw StorageFailures.reading(
          directory, "reading the dump", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageFailures.reading(directory, "reading the dump", e);
    }
    entries.sort(null);
    return entries;
  }

  /** Whether this is a directory; what is neither a directory nor a file is refused. */
  boolean isDirectory(Path path) {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw StorageFailures.reading(path, "reading the dump", e);
    }
    if (attributes.isSymbolicLink() || attributes.isOther()) {
      throw MongoDumpEntries.unsafe(
          dump, attributes.isSymbolicLink() ? "a link, " + path : "a device or pipe, " + path);
    }
    return attributes.isDirectory();
  }

  /** Opens a file, unpacking it if that is wanted. */
  InputStream open(Path file, boolean packed) throws IOException {
    isDirectory(file);
    InputStream in =
        new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BUFFER);
    try {
      return packed ? new GZIPInputStream(in, BUFFER) : in;
    } catch (EOFException | ZipException e) {
      in.close();
      throw MongoFrames.corrupt(file.toString(), "it cannot be unpacked: " + e.getMessage());
    }
  }

  /** The whole of a small file. */
  String text(Path file, boolean packed) {
    try (InputStream in = open(file, packed)) {
      byte[] bytes = in.readNBytes(LONGEST_TEXT + 1);
      if (bytes.length > LONGEST_TEXT) {
        throw MongoFrames.corrupt(file.toString(), "it is too long for what it should be");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (EOFException | ZipException e) {
      throw MongoFrames.corrupt(file.toString(), "it cannot be unpacked: " + e.getMessage());
    } catch (IOException e) {
      throw StorageFailures.reading(file, "reading the dump", e);
    }
  }

  /**
   * A file's name without an ending, and whether it is packed.
   *
   * @param base the name without the ending
   */
  record Named(String base, boolean packed) {
    /** Empty if the name does not end so. */
    static Optional<Named> of(Path file, String ending) {
      String name = String.valueOf(file.getFileName());
      boolean packed = name.endsWith(MongoDirectoryTarget.GZIP);
      String plain =
          packed ? name.substring(0, name.length() - MongoDirectoryTarget.GZIP.length()) : name;
      return plain.endsWith(ending) && plain.length() > ending.length()
          ? Optional.of(new Named(plain.substring(0, plain.length() - ending.length()), packed))
          : Optional.empty();
    }
  }
}
