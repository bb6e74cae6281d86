package io.gds.database.mssql;

/**
 * An edition of the server, by {@code SERVERPROPERTY('EngineEdition')} and the words of {@code
 * 'Edition'}, since Web and Standard have one number.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/functions/serverproperty-transact-sql">SERVERPROPERTY</a>
 */
enum MssqlEdition {
  /** Personal or desktop: not among the versions here. */
  PERSONAL(1),
  /** Standard. */
  STANDARD(2),
  /** Enterprise. */
  ENTERPRISE(3),
  /** Developer and Evaluation: all of Enterprise. */
  DEVELOPER(3),
  /** Express. */
  EXPRESS(4),
  /** Azure SQL Database. */
  AZURE_SQL_DATABASE(5),
  /** Azure Synapse, dedicated pools. */
  AZURE_SYNAPSE(6),
  /** Azure SQL Managed Instance. */
  MANAGED_INSTANCE(8),
  /** Azure SQL Edge. */
  EDGE(9),
  /** Azure Synapse, serverless. */
  AZURE_SYNAPSE_SERVERLESS(11),
  /** Fabric. */
  FABRIC(12),
  /** Web. */
  WEB(2),
  /** One that is not known here. */
  OTHER(0);

  private final int number;

  MssqlEdition(int number) {
    this.number = number;
  }

  /** By both. */
  static MssqlEdition of(int engineEdition, String words) {
    if (engineEdition == WEB.number && words.startsWith("Web")) {
      return WEB;
    }
    if (engineEdition == DEVELOPER.number
        && (words.startsWith("Developer")
            || words.startsWith("Enterprise Developer")
            || words.contains("Evaluation"))) {
      return DEVELOPER;
    }
    if (engineEdition == STANDARD.number) {
      return STANDARD;
    }
    for (MssqlEdition edition : values()) {
      if (edition != DEVELOPER && edition != WEB && edition.number == engineEdition) {
        return edition;
      }
    }
    return OTHER;
  }

  /** Whether it is a service that has no files and no machine of its own to be seen. */
  boolean isService() {
    return switch (this) {
      case AZURE_SQL_DATABASE, AZURE_SYNAPSE, AZURE_SYNAPSE_SERVERLESS, FABRIC, MANAGED_INSTANCE ->
          true;
      default -> false;
    };
  }
}
