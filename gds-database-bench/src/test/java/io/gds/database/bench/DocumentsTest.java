package io.gds.database.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.testkit.server.PostgresCluster;
import io.gds.database.testkit.server.PostgresTestServer;
import io.gds.database.testkit.server.PostgresTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java block of the documents compiles and runs as it stands there. A block may use {@code
 * directory}, an empty directory, and on the pages of PostgreSQL {@code url}, a server of the major
 * that the installed tools are for, and {@code standbyUrl}, its standby {@code s1}; imports of the
 * whole library are given.
 */
class DocumentsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)(?:#[^)]*)?\\)");

  @TempDir Path directory;

  private static List<Path> documents() throws IOException {
    List<Path> documents =
        new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  @TestFactory
  Stream<DynamicTest> everyJavaBlockCompilesAndRuns() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path document : documents()) {
      Matcher blocks = BLOCK.matcher(Files.readString(document));
      for (int n = 1; blocks.find(); n++) {
        String code = blocks.group(1);
        String name = ROOT.relativize(document) + " block " + n;
        int number = tests.size();
        boolean onServer = document.getFileName().toString().startsWith("postgresql");
        tests.add(
            DynamicTest.dynamicTest(name, () -> compileAndRun("Block" + number, code, onServer)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(1);
    return tests.stream();
  }

  @Test
  void everyLinkInTheDocumentsLeadsToAFile() throws IOException {
    for (Path document : documents()) {
      Matcher links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        assertThat(document.resolveSibling(links.group(1))).as("link in %s", document).exists();
      }
    }
  }

  private void compileAndRun(String name, String code, boolean onServer) throws Exception {
    Path work = Files.createDirectories(directory.resolve(name));
    Path source = work.resolve(name + ".java");
    Files.writeString(source, program(name, code));
    compile(source, work);
    Path data = Files.createDirectories(work.resolve("data"));
    if (!onServer) {
      run(name, work, data, "", "");
    } else if (code.contains("standbyUrl")) {
      try (PostgresCluster cluster =
          PostgresCluster.start(PostgresTools.require().matchingServer())) {
        PostgresTestServer standby = cluster.addStandby("s1");
        run(name, work, data, cluster.primary().url("postgres"), standby.url("postgres"));
      }
    } else {
      try (PostgresTestServer server = PostgresTools.require().matchingServer().share()) {
        run(name, work, data, server.url("postgres"), "");
      }
    }
  }

  /**
   * Lines that begin with import go to the top; classes and tests stand as they are; the rest is a
   * method.
   */
  private static String program(String name, String code) {
    StringBuilder imports = new StringBuilder();
    StringBuilder body = new StringBuilder();
    code.lines()
        .forEach(line -> (line.startsWith("import ") ? imports : body).append(line).append('\n'));
    return """
        import io.gds.database.*;
        import io.gds.database.access.*;
        import io.gds.database.backup.*;
        import io.gds.database.cloning.*;
        import io.gds.database.connection.*;
        import io.gds.database.data.*;
        import io.gds.database.error.*;
        import io.gds.database.ha.*;
        import io.gds.database.lifecycle.*;
        import io.gds.database.manager.*;
        import io.gds.database.observe.*;
        import io.gds.database.operation.*;
        import io.gds.database.schema.*;
        import io.gds.database.settings.*;
        import io.gds.database.spi.*;
        import io.gds.database.sqlite.*;
        import io.gds.database.testkit.fake.*;
        import java.nio.file.*;
        import java.time.*;
        import java.util.*;
        %s
        public class %s {
          public static void run(Path directory, String url, String standbyUrl) throws Exception {
        %s
          }
        }
        """
        .formatted(imports, name, body);
  }

  private static void compile(Path source, Path into) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-classpath",
                      System.getProperty("java.class.path"),
                      "-d",
                      into.toString(),
                      "-proc:none"),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("%s%n%s", said, Files.readString(source)).isTrue();
    }
  }

  private static void run(String name, Path classes, Path data, String url, String standbyUrl)
      throws Exception {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass(name)
          .getMethod("run", Path.class, String.class, String.class)
          .invoke(null, data, url, standbyUrl);
    } catch (InvocationTargetException e) {
      throw new AssertionError("the block failed after printing: " + printed, e.getCause());
    } finally {
      System.setOut(out);
    }
  }
}
