package io.gds.database.core.archive;

import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM to be killed: publishes one archive after the other, in each of the three ways. */
final class PublishUntilKilled {
  private PublishUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    byte[] bytes = TestArchives.bytes(Integer.parseInt(arguments[1]), 9);
    for (int i = 0; ; i++) {
      Path archive = directory.resolve(arguments[2] + "-" + i + ".db");
      switch (i % 3) {
        case 0 -> TestArchives.publish(archive, bytes);
        case 1 -> TestArchives.publishDirectory(archive);
        default -> {
          try (ArchivePublisher publisher = ArchivePublisher.file(archive)) {
            Files.write(publisher.partial(), bytes);
            publisher.publish(
                TestArchives.manifest().content(publisher.seal(TestArchives.ON)).build());
          }
        }
      }
    }
  }
}
