package io.gds.database.postgres;

import io.gds.database.core.StepContext;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.ProgressUnit;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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
  private final PostgresBaseManifest manifest;
  private final StepContext step;
  private final Set<String> left;
  private final Set<String> segments = new TreeSet<>();
  private final byte[] buffer = new byte[64 * 1024];
  private final long total;
  private long done;
  private long segmentBytes;

  PostgresBaseCheck(PostgresBaseArchive archive, PostgresBaseManifest manifest, StepContext step) {
    this.archive = archive;
    this.manifest = manifest;
    this.step = step;
    left = new TreeSet<>(manifest.files().keySet());
    total = manifest.files().values().stream().mapToLong(PostgresBaseManifest.Entry::bytes).sum();
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
    archive.walk(this);
    if (!left.isEmpty()) {
      throw corrupt("lacks its file " + left.iterator().next());
    }
    List<String> checked = new ArrayList<>();
    checked.add(
        "each of "
            + manifest.files().size()
            + " files is in size and SHA-256 as the server sent it");
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
    PostgresBaseManifest.Entry entry = manifest.files().get(name);
    if (entry == null || !left.remove(name)) {
      throw corrupt("holds " + printable(name) + ", which the server did not send, or twice");
    }
    if (entry.bytes() != bytes) {
      throw corrupt("has " + bytes + " bytes of " + printable(name) + ", not " + entry.bytes());
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
    if (!HexFormat.of().formatHex(digest.digest()).equals(entry.sha256())) {
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
