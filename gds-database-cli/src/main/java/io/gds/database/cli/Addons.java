package io.gds.database.cli;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Platforms that are not in {@code gds.jar}, since their drivers are large: the jars of a folder,
 * in which providers are looked for as on the class path. The folder is the one that {@code
 * GDS_LIB} names, else the launcher's, else {@code lib} beside the jar.
 */
final class Addons {
  /** The environment's variable that names a folder, which has to be there then. */
  static final String VARIABLE = "GDS_LIB";

  /** The launcher's property, naming the folder that is looked into if it is there. */
  static final String PROPERTY = "gds.lib";

  private Addons() {}

  /**
   * A loader of the jars in the folder, in the order of their names; the parent itself if there are
   * none.
   *
   * @param wished the folder that was asked for by name, if one was
   * @param usual the folder to look into if none was asked for, whether it is there or not
   * @throws IllegalArgumentException if the folder that was asked for is none, or cannot be read
   */
  static ClassLoader loader(@Nullable String wished, Optional<Path> usual, ClassLoader parent) {
    Optional<Path> folder = wished == null || wished.isEmpty() ? usual : Optional.of(path(wished));
    URL[] jars = folder.filter(Files::isDirectory).map(Addons::jars).orElse(new URL[0]);
    return jars.length == 0 ? parent : new URLClassLoader("gds-lib", jars, parent);
  }

  private static Path path(String wished) {
    Path folder = Path.of(wished);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          VARIABLE + " is " + wished + ", and that is no directory; name one, or unset it");
    }
    return folder;
  }

  private static URL[] jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
      URL[] urls = new URL[jars.size()];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = jars.get(i).toUri().toURL();
      }
      return urls;
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the add-ons in " + folder + " cannot be read: " + e, e);
    }
  }

  /** The launcher's folder, else {@code lib} beside the jar that this class is in. */
  static Optional<Path> usual() {
    String launcher = System.getProperty(PROPERTY);
    if (launcher != null) {
      return Optional.of(Path.of(launcher));
    }
    CodeSource source = Addons.class.getProtectionDomain().getCodeSource();
    return Optional.ofNullable(source)
        .map(CodeSource::getLocation)
        .flatMap(Addons::file)
        .filter(Files::isRegularFile)
        .map(jar -> jar.resolveSibling("lib"));
  }

  private static Optional<Path> file(URL location) {
    try {
      URI uri = location.toURI();
      return uri.getScheme().equals("file") ? Optional.of(Path.of(uri)) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
