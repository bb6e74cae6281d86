package io.gds.database.mssql;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Several files that a new database is to have. As text the files of {@link MssqlFileSpec}, with
 * semicolons between. Immutable and thread-safe.
 *
 * @param files the files, at least one
 */
public record MssqlFileSpecs(List<MssqlFileSpec> files) {
  /**
   * Takes a copy.
   *
   * @throws IllegalArgumentException if there are none
   */
  public MssqlFileSpecs {
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files");
    }
  }

  /** These files. */
  public static MssqlFileSpecs of(MssqlFileSpec... files) {
    return new MssqlFileSpecs(List.of(files));
  }

  /**
   * Reads them from text; a semicolon is no part of a value here.
   *
   * @throws IllegalArgumentException if they are not written so
   */
  public static MssqlFileSpecs parse(String text) {
    return new MssqlFileSpecs(
        Arrays.stream(text.split(";", -1)).map(MssqlFileSpec::parse).toList());
  }

  /** As text that {@link #parse} reads. */
  @Override
  public String toString() {
    return files.stream().map(MssqlFileSpec::toString).collect(Collectors.joining(";"));
  }
}
