package io.gds.database.postgres;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The arguments of pg_dump that a backup's options ask for, and which combinations it has not. */
final class PostgresDump {
  /** The first major whose tools know methods of compression. */
  private static final int METHODS_SINCE = 16;

  private final OptionValues values;
  private final PostgresBackupFormat format;

  PostgresDump(OptionValues values) {
    this.values = values;
    this.format = values.valueOf(PostgresBackup.FORMAT);
  }

  PostgresBackupFormat format() {
    return format;
  }

  int jobs() {
    return values.valueOf(PostgresBackup.JOBS);
  }

  PostgresBackupContent content() {
    return values.valueOf(PostgresBackup.CONTENT);
  }

  /** Whether anything is left out of what the database holds. */
  boolean isFiltered() {
    return values.given(PostgresBackup.SCHEMAS).isPresent()
        || values.given(PostgresBackup.TABLES).isPresent()
        || values.given(PostgresBackup.EXCLUDE_SCHEMAS).isPresent()
        || values.given(PostgresBackup.EXCLUDE_TABLES).isPresent()
        || values.given(PostgresBackup.EXCLUDE_TABLE_DATA).isPresent();
  }

  /** Whether all names are the same in every encoding. */
  boolean isPlainlyNamed() {
    return nameKeys().stream()
        .flatMap(key -> values.given(key).stream())
        .allMatch(names -> StandardCharsets.US_ASCII.newEncoder().canEncode(names.toString()));
  }

  /** The combinations that the tools do not have, all of them. */
  List<OptionFault> faults() {
    List<OptionFault> faults = new ArrayList<>();
    compression(faults);
    if (jobs() > 1 && format != PostgresBackupFormat.DIRECTORY) {
      faults.add(
          new OptionFault(
              PostgresBackup.JOBS.id(),
              "more than one needs the form directory; the form is " + format));
    }
    if (content() == PostgresBackupContent.SCHEMA_ONLY
        && values.given(PostgresBackup.EXCLUDE_TABLE_DATA).isPresent()) {
      faults.add(
          new OptionFault(
              PostgresBackup.EXCLUDE_TABLE_DATA.id(), "there are no rows in SCHEMA_ONLY"));
    }
    for (OptionKey<PostgresNames> key :
        List.of(PostgresBackup.SCHEMAS, PostgresBackup.EXCLUDE_SCHEMAS)) {
      if (values.given(key).stream()
          .anyMatch(n -> n.names().stream().anyMatch(p -> p.size() > 1))) {
        faults.add(new OptionFault(key.id(), "a schema's name has one part; put dots into quotes"));
      }
    }
    for (OptionKey<PostgresNames> key : nameKeys()) {
      values.given(key).filter(names -> !passes(names)).ifPresent(names -> faults.add(lost(key)));
    }
    return faults;
  }

  private void compression(List<OptionFault> faults) {
    Optional<String> given = values.given(PostgresBackup.COMPRESSION);
    if (given.isEmpty() || isNone(given.get())) {
      return;
    }
    if (format == PostgresBackupFormat.TAR) {
      faults.add(
          new OptionFault(
              PostgresBackup.COMPRESSION.id(), "is not to be had in the form tar; only 0 is"));
    }
    if (format == PostgresBackupFormat.PLAIN && given.get().matches("(lz4|zstd).*")) {
      faults.add(
          new OptionFault(
              PostgresBackup.COMPRESSION.id(),
              "of the form plain is by gzip, since nothing else can be read back here"));
    }
  }

  private static boolean isNone(String compression) {
    return compression.equals("0") || compression.equals("none");
  }

  private static List<OptionKey<PostgresNames>> nameKeys() {
    return List.of(
        PostgresBackup.SCHEMAS,
        PostgresBackup.TABLES,
        PostgresBackup.EXCLUDE_SCHEMAS,
        PostgresBackup.EXCLUDE_TABLES,
        PostgresBackup.EXCLUDE_TABLE_DATA);
  }

  /** Java passes arguments in the encoding of the locale, and what it has not becomes a "?". */
  private static boolean passes(PostgresNames names) {
    String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
    Charset charset =
        Charset.isSupported(encoding) ? Charset.forName(encoding) : StandardCharsets.US_ASCII;
    return charset.newEncoder().canEncode(names.toString());
  }

  private static OptionFault lost(OptionKey<?> key) {
    return new OptionFault(
        key.id(),
        "holds characters that the locale of this JVM cannot pass to a program; start it with"
            + " LC_ALL=C.UTF-8");
  }

  /** A tool's version is known only later than the options. */
  Optional<String> refusedBy(int toolMajor) {
    boolean method =
        values
            .given(PostgresBackup.COMPRESSION)
            .filter(text -> !text.matches("[0-9]|none"))
            .isPresent();
    return method && toolMajor < METHODS_SINCE
        ? Optional.of(
            "methods of compression need tools of version "
                + METHODS_SINCE
                + " or newer, these are of "
                + toolMajor
                + ": give a level from 0 to 9")
        : Optional.empty();
  }

  /** The arguments but for the address, the snapshot and the place. */
  List<String> arguments() {
    List<String> all = new ArrayList<>();
    all.add("--format=" + format.letter());
    all.add("--no-password");
    all.add("--lock-wait-timeout=" + values.valueOf(PostgresBackup.LOCK_WAIT).toMillis());
    values
        .given(PostgresBackup.COMPRESSION)
        .map(text -> text.equals("none") ? "0" : text)
        .filter(text -> format != PostgresBackupFormat.TAR)
        .ifPresent(text -> all.add("--compress=" + text));
    switch (content()) {
      case DATA_ONLY -> all.add("--data-only");
      case SCHEMA_ONLY -> all.add("--schema-only");
      case ALL -> {}
    }
    if (format == PostgresBackupFormat.DIRECTORY) {
      all.add("--no-sync");
      all.add("--jobs=" + jobs());
    }
    if (values.given(PostgresBackup.SCHEMAS).isPresent()
        || values.given(PostgresBackup.TABLES).isPresent()) {
      all.add("--strict-names");
    }
    patterns(all, "--schema=", PostgresBackup.SCHEMAS);
    patterns(all, "--table=", PostgresBackup.TABLES);
    patterns(all, "--exclude-schema=", PostgresBackup.EXCLUDE_SCHEMAS);
    patterns(all, "--exclude-table=", PostgresBackup.EXCLUDE_TABLES);
    patterns(all, "--exclude-table-data=", PostgresBackup.EXCLUDE_TABLE_DATA);
    return all;
  }

  private void patterns(List<String> all, String option, OptionKey<PostgresNames> key) {
    values
        .given(key)
        .ifPresent(names -> names.patterns().forEach(pattern -> all.add(option + pattern)));
  }
}
