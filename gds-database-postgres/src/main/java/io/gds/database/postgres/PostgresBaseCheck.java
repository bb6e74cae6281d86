package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks each file of a base backup against the list that the server wrote with it, and that the
 * WAL it needs is there. pg_verifybackup does not read tar files before version 18. Used by one
 * thread.
 */
class PostgresBaseCheck implements PostgresBaseTar.Visitor {
  private final PostgresBaseArchive archive;
  private final StepContext step;

  /** What was not met yet: size and SHA-256, as few bytes as will do for a million files. */
  private final Map<String, byte[]> left = new HashMap<>();

  private final Set<String> segments = new TreeSet<>();
  private final byte[] buffer = new byte[64 * 1024];
  private long total;
  private long done;
  private long segmentBytes;

  PostgresBaseCheck(PostgresBaseArchive archive, StepContext step) {
    this.archive = archive;
    this.step = step;
  }

  private static byte[] expected(long bytes, byte[] sha256) {
    return ByteBuffer.allocate(Long.BYTES + sha256.length).putLong(bytes).put(sha256).array();
  }

  /**
   * Goes through the whole archive.
   *
   * @param segmentBytes the size of the server's WAL segments
   * @return what was found good, as sentences
   * @throws io.gds.database.error.ArchiveException if it is not what the server wrote
   */
  List<String> run(long segmentBytes) {
    this.segmentBytes = segmentBytes;
    PostgresBaseManifest manifest =
        PostgresBaseManifest.read(
            archive.path(), (path, bytes, sha256) -> left.put(path, expected(bytes, sha256)));
    total = manifest.bytes();
    archive.walk(this);
    if (!left.isEmpty()) {
      throw corrupt("lacks its file " + printable(Collections.min(left.keySet())));
    }
    List<String> checked = new ArrayList<>();
    checked.add(
        "each of " + manifest.files() + " files is in size and SHA-256 as the server sent it");
    for (PostgresBaseManifest.Range range : manifest.ranges()) {
      long last = range.end().segmentBefore(segmentBytes);
      for (long at = range.start().segment(segmentBytes); at <= last; at++) {
        String name = PostgresLsn.fileName(range.timeline(), at, segmentBytes);
        if (!segments.contains(name)) {
          throw corrupt("lacks the WAL segment " + name + ", without which it is not consistent");
        }
      }
    }
    checked.add("the WAL from " + manifest.start() + " to " + manifest.end() + " lies in it");
    return checked;
  }

  @Override
  public void directory(String name) throws IOException {
    step.throwIfCancelled();
  }

  @Override
  public void file(String name, long bytes, InputStream content) throws IOException {
    if (name.startsWith(PostgresBaseArchive.WAL)) {
      wal(name.substring(PostgresBaseArchive.WAL.length()), bytes, content);
      return;
    }
    byte[] expected = left.remove(name);
    if (expected == null) {
      throw corrupt("holds " + printable(name) + ", which the server did not send, or twice");
    }
    long due = ByteBuffer.wrap(expected).getLong();
    if (due != bytes) {
      throw corrupt("has " + bytes + " bytes of " + printable(name) + ", not " + due);
    }
    MessageDigest digest = PostgresBaseManifest.sha256();
    int read;
    while ((read = content.read(buffer)) > 0) {
      step.throwIfCancelled();
      digest.update(buffer, 0, read);
      write(buffer, read);
      done += read;
      step.progress(phase(), done, OptionalLong.of(Math.max(done, total)), ProgressUnit.BYTES);
    }
    if (!Arrays.equals(expected(bytes, digest.digest()), expected)) {
      throw corrupt("is damaged in " + printable(name));
    }
  }

  private void wal(String name, long bytes, InputStream content) throws IOException {
    if (name.matches("[0-9A-F]{24}")) {
      if (bytes != segmentBytes) {
        throw corrupt("has " + bytes + " bytes of the WAL segment " + name);
      }
      segments.add(name);
    } else if (!name.matches("[0-9A-F]{8}\\.history|archive_status/[0-9A-F.a-z]+")) {
      throw corrupt("holds " + printable(name) + " in its WAL, which does not belong there");
    }
    int read;
    while ((read = content.read(buffer)) > 0) {
      step.throwIfCancelled();
      write(buffer, read);
    }
  }

  /** What the progress is called. */
  String phase() {
    return "checking each file";
  }

  /** Takes what was just read; here nothing is done with it. */
  void write(byte[] bytes, int length) throws IOException {}

  private static String printable(String name) {
    return name.replaceAll("[^ -~]", "?");
  }

  private DatabaseException corrupt(String why) {
    return PostgresArchive.refused(ErrorCode.ARCHIVE_CORRUPT, archive.path().toString(), why);
  }
}
