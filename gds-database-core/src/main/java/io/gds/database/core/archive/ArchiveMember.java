package io.gds.database.core.archive;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One file of an archive that is a directory.
 *
 * @param name its path inside the archive, with {@code /} between the parts; ends with {@code /}
 *     for a directory that holds nothing, which has no bytes
 * @param bytes its size
 * @param sha256 the SHA-256 of its bytes, in lower-case hexadecimal
 */
public record ArchiveMember(String name, long bytes, String sha256) {
  static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private static final int MAX_NAME_CHARS = 4096;

  /**
   * Checks that the name stays inside the archive.
   *
   * @throws io.gds.database.error.ArchiveException with code ARCHIVE_UNSAFE if it leads, or could
   *     be taken to lead, elsewhere
   */
  public ArchiveMember {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(sha256, "sha256");
    if (!isSafe(name)) {
      throw ErrorDetails.of(
              ErrorCode.ARCHIVE_UNSAFE,
              "the archive has a member whose name could lead outside of it: "
                  + name.substring(0, Math.min(name.length(), 200)).replaceAll("\\p{Cntrl}", "?"))
          .remedy("Do not use this archive; it was not made by this library.")
          .toException();
    }
    if (bytes < 0 || !SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a size is not negative, a SHA-256 has 64 hex digits");
    }
  }

  /** Whether it stands for an empty directory. */
  public boolean isDirectory() {
    return name.endsWith("/");
  }

  private static boolean isSafe(String name) {
    String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (path.isEmpty()
        || path.length() > MAX_NAME_CHARS
        || path.indexOf('\\') >= 0
        || path.indexOf('\0') >= 0
        || (path.length() > 1 && path.charAt(1) == ':')) {
      return false;
    }
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
