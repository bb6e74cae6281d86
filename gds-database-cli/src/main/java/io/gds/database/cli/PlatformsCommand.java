package io.gds.database.cli;

import io.gds.database.connection.DatabaseType;
import io.gds.database.manager.DatabaseManager;
import io.gds.database.spi.DatabaseProvider;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the providers that were found. */
@Command(
    name = "platforms",
    description = "List the platforms found, with the versions of provider and driver.")
final class PlatformsCommand implements Callable<Integer> {
  private final Gds gds;

  PlatformsCommand(Gds gds) {
    this.gds = gds;
  }

  /**
   * One platform.
   *
   * @param offers what it has at most; a server's version or edition may lack some of it
   */
  record Platform(
      DatabaseType type,
      String libraryVersion,
      String driverVersion,
      String provider,
      List<String> offers) {
    static Platform of(DatabaseProvider provider) {
      return new Platform(
          provider.type(),
          Version.of(provider.getClass()),
          provider.driverVersion(),
          provider.getClass().getName(),
          provider.offers().stream().map(Class::getSimpleName).sorted().toList());
    }
  }

  @Override
  public Integer call() {
    try (DatabaseManager manager = gds.manager()) {
      gds.output()
          .list(
              manager.providers().stream().map(Platform::of).toList(),
              Platform.class,
              List.of(
                  Column.left("PLATFORM", Platform::type),
                  Column.left("LIBRARY", Platform::libraryVersion),
                  Column.left("DRIVER", Platform::driverVersion),
                  Column.right("CAPABILITIES", platform -> platform.offers().size()),
                  Column.left("PROVIDER", Platform::provider)));
      manager.brokenProviders().forEach(text -> gds.console().say("left out, broken: " + text));
    }
    return ExitCodes.DONE;
  }
}
