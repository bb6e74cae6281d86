package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import java.util.Optional;

/**
 * What decides for good what a server can do.
 *
 * @param version its version; of a service it says nothing of what there is
 * @param edition its edition
 */
record MssqlProduct(MssqlVersion version, MssqlEdition edition) {
  /** The columns that {@link #of} reads. */
  static final String COLUMNS =
      "CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)) AS product_version,"
          + " CAST(SERVERPROPERTY('Edition') AS nvarchar(128)) AS edition,"
          + " CAST(SERVERPROPERTY('EngineEdition') AS int) AS engine_edition";

  static MssqlProduct of(Row row) {
    String text = row.text("product_version");
    MssqlVersion version =
        MssqlVersion.parse(text)
            .orElseThrow(
                () ->
                    ErrorDetails.of(
                            ErrorCode.INVALID_CONNECTION,
                            "the server says that its version is " + text)
                        .platform(DatabaseType.MSSQL.id())
                        .remedy("Connect to SQL Server.")
                        .toException());
    return new MssqlProduct(
        version,
        MssqlEdition.of(row.intValue("engine_edition"), row.optionalText("edition").orElse("")));
  }

  /** Why it does not have something; empty if it has. */
  Optional<MssqlFeature.Lack> lack(MssqlFeature feature) {
    return feature.lack(version, edition);
  }

  /** Whether files, states and recovery models are the service's business. */
  boolean isService() {
    return edition.isService();
  }

  /** Refuses what this library does not work with. */
  MssqlProduct require(String engine) {
    if (isService() && edition != MssqlEdition.MANAGED_INSTANCE) {
      throw refused(
          engine,
          "the server is " + edition + ", which this library does not work with",
          "Use SQL Server from 2016 on, or Azure SQL Managed Instance.");
    }
    if (!isService() && !version.atLeast(MssqlVersion.OLDEST)) {
      throw refused(
          engine,
          "the server is SQL Server "
              + version.shortText()
              + ", and 2016 is the oldest that is supported",
          "Upgrade the server; its version gets no security fixes any more.");
    }
    return this;
  }

  private static RuntimeException refused(String engine, String why, String remedy) {
    return ErrorDetails.of(ErrorCode.UNSUPPORTED_CAPABILITY, why)
        .platform(DatabaseType.MSSQL.id())
        .engine(engine)
        .remedy(remedy)
        .toException();
  }
}
