package io.gds.database.mongodb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Dumps that the vendor's own tool wrote. They are not ours to hand on, so they may be absent. */
final class MongoSamples {
  private static final Path DIRECTORY = Path.of("..", "..", "shared", "data", "mongodump");

  private MongoSamples() {}

  /** A file of them. */
  static Path file(String name) {
    Path file = DIRECTORY.resolve(name);
    assumeTrue(Files.exists(file), () -> "no dump of the vendor's tool lies at " + file);
    return file;
  }
}
