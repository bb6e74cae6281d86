package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * A file of a database, as CREATE DATABASE and ALTER DATABASE describe it.
 *
 * @param size in pages of 8 KiB
 * @param growth in pages, or in percent
 * @param filegroup the group's name; empty for a log file
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/create-database-transact-sql">
 *     filespec</a>
 */
record ModelFile(
    String name,
    String path,
    long size,
    long maxSize,
    long growth,
    boolean percent,
    String filegroup) {
  static final int PAGE = 8 * 1024;
  private static final long KB = 1024;

  boolean isLog() {
    return filegroup.isEmpty();
  }

  /** Reads {@code (NAME = x, FILENAME = 'y', SIZE = 8MB, MAXSIZE = 1GB, FILEGROWTH = 10%)}. */
  static ModelFile read(TsqlReader reader, String filegroup) {
    String name = "";
    String path = "";
    long size = 8 * KB * KB / PAGE;
    long maxSize = -1;
    long growth = 64 * KB * KB / PAGE;
    boolean percent = false;
    reader.demand("(");
    do {
      switch (reader.one("NAME", "FILENAME", "SIZE", "MAXSIZE", "FILEGROWTH")) {
        case "NAME" -> name = reader.demand("=").nameOrText();
        case "FILENAME" -> path = reader.demand("=").text();
        case "SIZE" -> size = pages(reader.demand("="));
        case "MAXSIZE" -> {
          reader.demand("=");
          maxSize = reader.take("UNLIMITED") ? -1 : pages(reader);
        }
        default -> {
          BigDecimal amount = reader.demand("=").amount();
          percent = reader.take("%");
          growth = percent ? amount.longValue() : pages(amount, unit(reader));
        }
      }
    } while (reader.take(","));
    reader.demand(")");
    return new ModelFile(name, path, size, maxSize, growth, percent, filegroup);
  }

  private static long pages(TsqlReader reader) {
    BigDecimal amount = reader.amount();
    return pages(amount, unit(reader));
  }

  private static String unit(TsqlReader reader) {
    return reader.at("KB") || reader.at("MB") || reader.at("GB") || reader.at("TB")
        ? reader.word().toUpperCase(Locale.ROOT)
        : "MB";
  }

  private static long pages(BigDecimal amount, String unit) {
    long bytes =
        switch (unit) {
          case "KB" -> KB;
          case "GB" -> KB * KB * KB;
          case "TB" -> KB * KB * KB * KB;
          default -> KB * KB;
        };
    return amount.multiply(BigDecimal.valueOf(bytes)).longValue() / PAGE;
  }
}
