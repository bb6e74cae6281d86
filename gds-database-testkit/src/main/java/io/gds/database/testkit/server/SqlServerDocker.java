package io.gds.database.testkit.server;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.LicenseAcceptance;

/**
 * SQL Server, Developer, in a container of the official image. Whoever runs it accepts its licence
 * by a line in a file {@code container-license-acceptance.txt} on the class path. Needs
 * Testcontainers.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/linux/sql-server-linux-docker-container-deployment">the
 *     vendor's page on its containers</a>
 * @see <a href="https://go.microsoft.com/fwlink/?linkid=857698">the licence</a>
 */
final class SqlServerDocker {
  private static final String REPOSITORY = "mcr.microsoft.com/mssql/server:";
  private static final int PORT = 1433;
  private static final int NEWEST = 2022;
  private static final Map<Integer, String> TAGS =
      Map.of(
          2017,
          "2017-CU21-ubuntu-16.04",
          2019,
          "2019-CU27-ubuntu-20.04",
          NEWEST,
          "2022-CU14-ubuntu-22.04");

  private SqlServerDocker() {}

  /**
   * A server, running.
   *
   * @param year of the release; 0 for the newest there is
   */
  static SqlServerNode started(int year) {
    String tag = TAGS.get(year == 0 ? NEWEST : year);
    if (tag == null) {
      throw new TestServers.Unavailable("no image of " + year + " is known here");
    }
    String image = REPOSITORY + tag;
    demandAccepted(image);
    // Of four kinds of characters, as the server demands.
    String password = "Aa1-" + UUID.randomUUID();
    GenericContainer<?> container = new GenericContainer<>(image);
    container
        .withEnv("ACCEPT_EULA", "Y")
        .withEnv("MSSQL_PID", "Developer")
        .withEnv("MSSQL_SA_PASSWORD", password)
        .withExposedPorts(PORT)
        .waitingFor(
            Wait.forLogMessage(".*Recovery is complete.*", 1)
                .withStartupTimeout(Duration.ofMinutes(3)));
    try {
      container.start();
      SqlServerNode node =
          new SqlServerNode(
                  container.getHost(),
                  container.getMappedPort(PORT),
                  "sa",
                  password,
                  "",
                  "encrypt=true&trustServerCertificate=true",
                  container::close)
              .asked();
      LiveNodes.add(node);
      return node;
    } catch (Exception e) {
      container.close();
      throw new TestServers.Unavailable("no container of " + image + ": " + e, e);
    }
  }

  private static void demandAccepted(String image) {
    try {
      LicenseAcceptance.assertLicenseAccepted(image);
    } catch (IllegalStateException e) {
      throw new TestServers.Unavailable(
          "nobody has accepted the licence of "
              + image
              + ": put its name as a line into container-license-acceptance.txt on the class path",
          e);
    }
  }
}
