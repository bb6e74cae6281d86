package io.gds.database.mssql;

import io.gds.database.CreateOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The statements that make a database as it is wanted. */
final class MssqlCreation {
  private static final String PRIMARY = "PRIMARY";

  /** The server makes the log's name of the database's, and a name has 128 characters at most. */
  private static final int LONGEST_WITHOUT_LOG = 123;

  private final CreateOptions options;
  private final OptionValues values;

  MssqlCreation(CreateOptions options) {
    this.options = options;
    this.values = options.platformOptions();
  }

  /** Whether the server could not name the files after it: it is renamed to that afterwards. */
  boolean isTooLong(String name) {
    return name.length() > LONGEST_WITHOUT_LOG && values.given(MssqlCreate.LOG_FILES).isEmpty();
  }

  /** What cannot be, all at once. */
  List<OptionFault> faults(MssqlProduct product) {
    List<OptionFault> faults = new ArrayList<>();
    boolean data = values.given(MssqlCreate.DATA_FILES).isPresent();
    values
        .given(MssqlCreate.LOG_FILES)
        .ifPresent(
            log -> {
              if (!data) {
                faults.add(
                    new OptionFault(
                        MssqlCreate.LOG_FILES.id(),
                        "comes along with " + MssqlCreate.DATA_FILES.id()));
              }
              if (log.files().stream().anyMatch(file -> file.filegroup().isPresent())) {
                faults.add(new OptionFault(MssqlCreate.LOG_FILES.id(), "has no filegroups"));
              }
            });
    values
        .given(MssqlCreate.DATA_FILES)
        .filter(specs -> !groups(specs).containsKey(PRIMARY))
        .ifPresent(
            specs ->
                faults.add(new OptionFault(MssqlCreate.DATA_FILES.id(), "has a file in PRIMARY")));
    if (product.isService()) {
      values.keys().stream()
          .filter(key -> !key.equals(MssqlCreate.COMPATIBILITY_LEVEL))
          .filter(MssqlCreate.KEYS::contains)
          .forEach(
              key ->
                  faults.add(
                      new OptionFault(
                          key.id(), "is the service's business on " + product.edition())));
    }
    return faults;
  }

  private static Map<String, List<MssqlFileSpec>> groups(MssqlFileSpecs specs) {
    return specs.files().stream()
        .collect(
            Collectors.groupingBy(
                file -> file.filegroup().orElse(PRIMARY), LinkedHashMap::new, Collectors.toList()));
  }

  /** The statement that makes it. */
  String sql(String name) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(MssqlSql.name(name));
    values
        .given(MssqlCreate.CONTAINMENT)
        .ifPresent(containment -> sql.append(" CONTAINMENT = ").append(containment));
    values
        .given(MssqlCreate.DATA_FILES)
        .ifPresent(
            specs -> {
              Map<String, List<MssqlFileSpec>> groups = groups(specs);
              sql.append(" ON PRIMARY ").append(files(groups.getOrDefault(PRIMARY, List.of())));
              groups.remove(PRIMARY);
              groups.forEach(
                  (group, files) ->
                      sql.append(", FILEGROUP ")
                          .append(MssqlSql.name(group))
                          .append(' ')
                          .append(files(files)));
            });
    values
        .given(MssqlCreate.LOG_FILES)
        .ifPresent(specs -> sql.append(" LOG ON ").append(files(specs.files())));
    options
        .collation()
        .ifPresent(collation -> sql.append(" COLLATE ").append(collation(collation)));
    return sql.toString();
  }

  /**
   * A collation as it is written: a word without quotes.
   *
   * @throws io.gds.database.error.InvalidOptionsException if it cannot be one
   */
  private static String collation(String name) {
    if (!MssqlAlter.COLLATION.allows(name)) {
      throw ErrorDetails.of(ErrorCode.INVALID_OPTIONS, "this is no collation's name")
          .target("collation")
          .remedy("See sys.fn_helpcollations().")
          .toException();
    }
    return name;
  }

  private static String files(List<MssqlFileSpec> files) {
    return files.stream().map(MssqlFileSpec::sql).collect(Collectors.joining(", "));
  }

  /** What takes statements of its own, once it is there. */
  List<String> settings(String name) {
    String set = "ALTER DATABASE " + MssqlSql.name(name) + " SET ";
    List<String> all = new ArrayList<>();
    values.given(MssqlCreate.RECOVERY_MODEL).ifPresent(model -> all.add(set + "RECOVERY " + model));
    values
        .given(MssqlCreate.COMPATIBILITY_LEVEL)
        .ifPresent(level -> all.add(set + "COMPATIBILITY_LEVEL = " + level));
    options.owner().ifPresent(owner -> all.add(owner(name, owner)));
    return all;
  }

  static String owner(String name, String owner) {
    return "ALTER AUTHORIZATION ON DATABASE::"
        + MssqlSql.name(name)
        + " TO "
        + MssqlSql.name(owner);
  }
}
