package io.gds.database.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddonsTest {
  private static final String SERVICE = "META-INF/services/io.gds.database.spi.DatabaseProvider";
  private static final String PROVIDER =
      """
      package odd;

      import io.gds.database.*;
      import io.gds.database.connection.*;
      import io.gds.database.spi.*;
      import java.util.*;

      public final class OddProvider implements DatabaseProvider {
        public DatabaseType type() {
          return DatabaseType.of("odd");
        }
        public Set<Class<? extends Capability>> offers() {
          return Set.of();
        }
        public String driverVersion() {
          return "1.2.3";
        }
        public Optional<ConnectionInfo> parse(String url) {
          return Optional.empty();
        }
        public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
          throw new UnsupportedOperationException();
        }
      }
      """;

  @TempDir private Path directory;

  @Test
  void aPlatformWhoseJarLiesInTheFolderIsFound() throws Exception {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    addon(lib.resolve("odd.jar"));
    Files.writeString(lib.resolve("README"), "no jar");

    Child child = gds(lib.toString(), "platforms");

    assertThat(child.err()).isEmpty();
    assertThat(child.code()).isZero();
    assertThat(child.out()).contains("odd.OddProvider").contains("1.2.3").contains("sqlite");
  }

  @Test
  void aBrokenJarDoesNotHideTheOthers() throws Exception {
    Path lib = Files.createDirectory(directory.resolve("lib"));
    Files.writeString(lib.resolve("half.jar"), "PK half of it");
    addon(lib.resolve("odd.jar"));

    Child child = gds(lib.toString(), "platforms");

    assertThat(child.code()).isZero();
    assertThat(child.out()).contains("odd.OddProvider").contains("sqlite");
  }

  @Test
  void aFolderThatWasAskedForAndIsNoneIsRefusedByName() throws Exception {
    String missing = directory.resolve("missing").toString();

    Child child = gds(missing, "platforms");

    assertThat(child.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(child.err()).contains("GDS_LIB is " + missing).contains("no directory");
  }

  @Test
  void theUsualFolderNeedNotBeThere() {
    ClassLoader parent = getClass().getClassLoader();
    assertThat(Addons.loader(null, Optional.of(directory.resolve("lib")), parent)).isSameAs(parent);
    assertThat(Addons.loader("", Optional.empty(), parent)).isSameAs(parent);
    assertThatThrownBy(
            () -> Addons.loader(directory.resolve("lib").toString(), Optional.empty(), parent))
        .hasMessageContaining("GDS_LIB");
  }

  private record Child(int code, String out, String err) {}

  private Child gds(String lib, String... args) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Gds.class.getName());
    builder.command().addAll(List.of(args));
    builder.environment().put(Addons.VARIABLE, lib);
    Path out = directory.resolve("stdout");
    Path err = directory.resolve("stderr");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Child(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** A provider compiled for this, so that no class path but the folder's has it. */
  private void addon(Path jar) throws IOException {
    Path source = Files.createDirectories(directory.resolve("odd")).resolve("OddProvider.java");
    Files.writeString(source, PROVIDER);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertThat(failed).isZero();
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file)) {
      entries.putNextEntry(new ZipEntry(SERVICE));
      entries.write("odd.OddProvider".getBytes(StandardCharsets.UTF_8));
      entries.putNextEntry(new ZipEntry("odd/OddProvider.class"));
      Files.copy(directory.resolve("odd").resolve("OddProvider.class"), entries);
    }
  }
}
