package io.gds.database.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** A backup_manifest as a server writes it. */
final class SampleManifest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private final StringBuilder files = new StringBuilder();
  private String head = "{ \"PostgreSQL-Backup-Manifest-Version\": 1,\n";

  SampleManifest head(String text) {
    head = text;
    return this;
  }

  SampleManifest file(String path, long bytes) {
    return entry("\"Path\": \"" + path + "\"", bytes);
  }

  SampleManifest entry(String name, long bytes) {
    files
        .append(files.length() == 0 ? "" : ",\n")
        .append("{ ")
        .append(name)
        .append(", \"Size\": ")
        .append(bytes)
        .append(", \"Last-Modified\": \"2026-03-01 00:00:00 GMT\",")
        .append(" \"Checksum-Algorithm\": \"SHA256\", \"Checksum\": \"")
        .append(SHA256)
        .append("\" }");
    return this;
  }

  /** Lies in a directory. */
  Path lie(Path archive) throws IOException {
    String text =
        head
            + "\"Files\": [\n"
            + files
            + "\n],\n\"WAL-Ranges\": [\n"
            + "{ \"Timeline\": 1, \"Start-LSN\": \"0/2000028\", \"End-LSN\": \"0/3000100\" }\n"
            + "],\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String hash = HexFormat.of().formatHex(PostgresBaseManifest.sha256().digest(bytes));
    Files.createDirectories(archive);
    Files.writeString(
        archive.resolve(PostgresBaseManifest.NAME),
        text + "\"Manifest-Checksum\": \"" + hash + "\"}\n");
    return archive;
  }
}
