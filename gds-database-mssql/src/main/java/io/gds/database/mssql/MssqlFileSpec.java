package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a new database is to have. As text {@code name=shop,path=/data/shop.mdf,size=64MB,
 * max=1GB,growth=10%,filegroup=PRIMARY}, where all but name and path may be left out; sizes are in
 * KB, MB, GB or TB of 1024. Immutable and thread-safe.
 *
 * @param name its logical name, which no other file of the database has
 * @param path where it is to lie, as the server's machine sees it
 * @param sizeBytes how large it begins, rounded up to KB; empty for the server's default
 * @param maxSizeBytes how large it may grow; empty for as large as the disk
 * @param growthBytes by how much it grows, 0 for not at all; empty for the server's default
 * @param growthPercent by how many percent it grows instead
 * @param filegroup its filegroup; empty for PRIMARY. A log has none
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql">
 *     the vendor's page, filespec</a>
 */
public record MssqlFileSpec(
    String name,
    String path,
    OptionalLong sizeBytes,
    OptionalLong maxSizeBytes,
    OptionalLong growthBytes,
    OptionalInt growthPercent,
    Optional<String> filegroup) {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(KB|MB|GB|TB)");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,4})%");
  private static final long KB = 1024;
  private static final List<String> UNITS = List.of("KB", "MB", "GB", "TB");

  /**
   * Checks what the server would refuse.
   *
   * @throws IllegalArgumentException if a size is negative, or two kinds of growth are given
   */
  public MssqlFileSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(filegroup, "filegroup");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a file has a name");
    }
    if (sizeBytes.orElse(1) <= 0 || maxSizeBytes.orElse(1) <= 0 || growthBytes.orElse(0) < 0) {
      throw new IllegalArgumentException("sizes are positive");
    }
    if (growthBytes.isPresent() && growthPercent.isPresent()) {
      throw new IllegalArgumentException("a file grows by bytes or by percent");
    }
    if (growthPercent.orElse(1) < 1) {
      throw new IllegalArgumentException("a file grows by at least one percent");
    }
  }

  /** A file with this name and place, else as the server makes it. */
  public static MssqlFileSpec of(String name, String path) {
    return new MssqlFileSpec(
        name,
        path,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalInt.empty(),
        Optional.empty());
  }

  /** The same that begins with this size. */
  public MssqlFileSpec size(long bytes) {
    return new MssqlFileSpec(
        name, path, OptionalLong.of(bytes), maxSizeBytes, growthBytes, growthPercent, filegroup);
  }

  /** The same that grows to this size at most. */
  public MssqlFileSpec maxSize(long bytes) {
    return new MssqlFileSpec(
        name, path, sizeBytes, OptionalLong.of(bytes), growthBytes, growthPercent, filegroup);
  }

  /** The same that grows by so much, 0 for not at all. */
  public MssqlFileSpec growth(long bytes) {
    return new MssqlFileSpec(
        name,
        path,
        sizeBytes,
        maxSizeBytes,
        OptionalLong.of(bytes),
        OptionalInt.empty(),
        filegroup);
  }

  /** The same that grows by so many percent. */
  public MssqlFileSpec growthByPercent(int percent) {
    return new MssqlFileSpec(
        name,
        path,
        sizeBytes,
        maxSizeBytes,
        OptionalLong.empty(),
        OptionalInt.of(percent),
        filegroup);
  }

  /** The same in this filegroup. */
  public MssqlFileSpec in(String group) {
    return new MssqlFileSpec(
        name, path, sizeBytes, maxSizeBytes, growthBytes, growthPercent, Optional.of(group));
  }

  /**
   * Reads one from text; a comma is no part of a value here.
   *
   * @throws IllegalArgumentException if it is not written as above
   */
  public static MssqlFileSpec parse(String text) {
    String name = "";
    String path = "";
    MssqlFileSpec spec = of("x", "x");
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String key = equals < 0 ? part : part.substring(0, equals).strip();
      String value = equals < 0 ? "" : part.substring(equals + 1).strip();
      switch (key.toLowerCase(Locale.ROOT)) {
        case "name" -> name = value;
        case "path" -> path = value;
        case "size" -> spec = spec.size(bytes(value));
        case "max" -> spec = spec.maxSize(bytes(value));
        case "growth" -> {
          Matcher percent = PERCENT.matcher(value);
          spec =
              percent.matches()
                  ? spec.growthByPercent(Integer.parseInt(percent.group(1)))
                  : spec.growth(bytes(value));
        }
        case "filegroup" -> spec = spec.in(value);
        default -> throw new IllegalArgumentException("a file has no " + key);
      }
    }
    return new MssqlFileSpec(
        name,
        path,
        spec.sizeBytes,
        spec.maxSizeBytes,
        spec.growthBytes,
        spec.growthPercent,
        spec.filegroup);
  }

  private static long bytes(String text) {
    Matcher size = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!size.matches()) {
      throw new IllegalArgumentException("a size is written like 64MB");
    }
    long bytes = Long.parseLong(size.group(1));
    for (int i = 0; i <= UNITS.indexOf(size.group(2)); i++) {
      bytes = Math.multiplyExact(bytes, KB);
    }
    return bytes;
  }

  /** As the server takes it. */
  String sql() {
    List<String> parts = new ArrayList<>();
    parts.add("NAME = " + MssqlSql.name(name));
    parts.add("FILENAME = " + MssqlSql.literal(MssqlSql.path(path)));
    sizeBytes.ifPresent(bytes -> parts.add("SIZE = " + kilobytes(bytes)));
    maxSizeBytes.ifPresent(bytes -> parts.add("MAXSIZE = " + kilobytes(bytes)));
    growthBytes.ifPresent(bytes -> parts.add("FILEGROWTH = " + kilobytes(bytes)));
    growthPercent.ifPresent(percent -> parts.add("FILEGROWTH = " + percent + "%"));
    return "(" + String.join(", ", parts) + ")";
  }

  /** In the smallest unit in which the server takes the number. */
  private static String kilobytes(long bytes) {
    long amount = Math.floorDiv(bytes - 1, KB) + 1;
    int unit = 0;
    while (amount > Integer.MAX_VALUE) {
      amount = Math.floorDiv(amount - 1, KB) + 1;
      unit++;
    }
    return amount + UNITS.get(unit);
  }

  /** As text that {@link #parse} reads. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("name=" + name + ",path=" + path);
    sizeBytes.ifPresent(bytes -> text.append(",size=").append(kilobytes(bytes)));
    maxSizeBytes.ifPresent(bytes -> text.append(",max=").append(kilobytes(bytes)));
    growthBytes.ifPresent(bytes -> text.append(",growth=").append(kilobytes(bytes)));
    growthPercent.ifPresent(percent -> text.append(",growth=").append(percent).append('%'));
    filegroup.ifPresent(group -> text.append(",filegroup=").append(group));
    return text.toString();
  }
}
