package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when a database is created. A managed instance takes none of
 * them but {@link #COMPATIBILITY_LEVEL}.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql">
 *     CREATE DATABASE</a>
 */
public final class MssqlCreate {
  /** How much its log keeps. Default: none, which is that of the database model. */
  public static final OptionKey<MssqlRecoveryModel> RECOVERY_MODEL =
      OptionKey.of(
          "mssql.recovery-model", MssqlRecoveryModel.class, "How much the database's log keeps.");

  /** Whether it may have users of its own. Default: none, which is NONE. */
  public static final OptionKey<MssqlContainment> CONTAINMENT =
      OptionKey.of(
          "mssql.containment",
          MssqlContainment.class,
          "Whether the database may have users without logins.");

  /** The version whose behaviour it shows, such as 150. Default: none, which is the server's. */
  public static final OptionKey<Integer> COMPATIBILITY_LEVEL = MssqlAlter.COMPATIBILITY_LEVEL;

  /** Its files of rows; the first of PRIMARY comes first. Default: none, which is one by name. */
  public static final OptionKey<MssqlFileSpecs> DATA_FILES =
      OptionKey.of(
              "mssql.data-files",
              MssqlFileSpecs.class,
              "Its files of rows: name=…,path=…,size=64MB,max=1GB,growth=10%,filegroup=…;….")
          .checked(specs -> true, "name=…,path=…,size=…,max=…,growth=…,filegroup=…;…")
          .parsedBy(MssqlFileSpecs::parse);

  /** Its files of the log; with files of rows only. Default: none, which is one by name. */
  public static final OptionKey<MssqlFileSpecs> LOG_FILES =
      OptionKey.of(
              "mssql.log-files",
              MssqlFileSpecs.class,
              "Its files of the log: name=…,path=…,size=64MB,max=1GB,growth=10%;….")
          .checked(specs -> true, "name=…,path=…,size=…,max=…,growth=…;…")
          .parsedBy(MssqlFileSpecs::parse);

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(RECOVERY_MODEL, CONTAINMENT, COMPATIBILITY_LEVEL, DATA_FILES, LOG_FILES);

  private MssqlCreate() {}
}
