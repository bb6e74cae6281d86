package io.gds.database.mongodb;

import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Optional;

/** Which version of the driver is there: its jar says so, and no class of it does. */
final class MongoDriverVersions {
  private static final String UNKNOWN = "unknown";

  private MongoDriverVersions() {}

  static String driver() {
    URL own = MongoClients.class.getResource("MongoClients.class");
    try {
      if (own != null && own.openConnection() instanceof JarURLConnection jar) {
        try (InputStream ignored = jar.getInputStream()) {
          return Optional.ofNullable(jar.getManifest())
              .map(manifest -> manifest.getMainAttributes().getValue("Bundle-Version"))
              .orElse(UNKNOWN);
        }
      }
      return UNKNOWN;
    } catch (IOException e) {
      return UNKNOWN;
    }
  }
}
