package io.gds.database.testkit.sqlserver;

/**
 * A release of SQL Server.
 *
 * @see <a
 *     href="https://learn.microsoft.com/troubleshoot/sql/releases/download-and-install-latest-updates">the
 *     vendor's list of builds</a>
 */
public enum SqlServerRelease {
  /** SQL Server 2016 with its third service pack. */
  SQL_SERVER_2016(13, "13.0.6300.2", "SP3"),
  /** SQL Server 2017. */
  SQL_SERVER_2017(14, "14.0.3456.2", "RTM"),
  /** SQL Server 2019. */
  SQL_SERVER_2019(15, "15.0.4345.5", "RTM"),
  /** SQL Server 2022. */
  SQL_SERVER_2022(16, "16.0.4135.4", "RTM"),
  /** SQL Server 2025. */
  SQL_SERVER_2025(17, "17.0.1000.7", "RTM");

  private final int major;
  private final String version;
  private final String level;

  SqlServerRelease(int major, String version, String level) {
    this.major = major;
    this.version = version;
    this.level = level;
  }

  /** The first number of the version. */
  public int major() {
    return major;
  }

  /** The version of the build, as {@code SERVERPROPERTY('ProductVersion')} has it. */
  public String version() {
    return version;
  }

  String level() {
    return level;
  }

  /** The year in the product's name. */
  public int year() {
    return Integer.parseInt(name().substring(name().lastIndexOf('_') + 1));
  }

  /** The compatibility level of new databases. */
  int compatibility() {
    return major * 10;
  }
}
