package io.gds.database.manager;

import io.gds.database.spi.DatabaseProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A small jar of providers, compiled while the test runs, as somebody else would ship it. */
final class ProviderJar {
  private final Path directory;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> registered = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  ProviderJar(Path directory) {
    this.directory = directory;
  }

  /** A provider of this type that does nothing else. */
  ProviderJar provider(String name, String type) {
    return provider(name, "", "return DatabaseType.of(\"" + type + "\");");
  }

  /** A registered provider with further members and this body of {@code type()}. */
  ProviderJar provider(String name, String members, String typeBody) {
    return source(
            name,
            """
            package others;
            import io.gds.database.*;
            import io.gds.database.connection.*;
            import io.gds.database.spi.*;
            import java.util.*;
            public class %s implements DatabaseProvider {
              %s
              public DatabaseType type() { %s }
              public Set<Class<? extends Capability>> offers() { return Set.of(); }
              public Optional<ConnectionInfo> parse(String url) { return Optional.empty(); }
              public DatabaseEngine open(ConnectionInfo info, EngineEnvironment environment) {
                throw new UnsupportedOperationException();
              }
            }
            """
                .formatted(name, members, typeBody))
        .registered("others." + name);
  }

  ProviderJar source(String name, String text) {
    sources.put(name, text);
    return this;
  }

  /** Names a class in the services file, whether it is there or not. */
  ProviderJar registered(String className) {
    registered.add(className);
    return this;
  }

  /** Leaves a compiled class out of the jar. */
  ProviderJar without(String name) {
    missing.add(name);
    return this;
  }

  Path write(String fileName) throws IOException {
    Path classes = Files.createTempDirectory(directory, "classes");
    compile(classes);
    Path jar = directory.resolve(fileName);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (String name : sources.keySet()) {
        if (!missing.contains(name)) {
          out.putNextEntry(new ZipEntry("others/" + name + ".class"));
          Files.copy(classes.resolve("others/" + name + ".class"), out);
        }
      }
      out.putNextEntry(new ZipEntry("META-INF/services/" + DatabaseProvider.class.getName()));
      out.write(String.join("\n", registered).getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private void compile(Path classes) {
    if (sources.isEmpty()) {
      return;
    }
    String api =
        DatabaseProvider.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(new Source(name, text)));
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(
                null,
                null,
                null,
                List.of("-cp", api, "-d", classes.toString(), "-proc:none", "-nowarn"),
                null,
                files)
            .call();
    if (!compiled) {
      throw new IllegalStateException("the provider does not compile");
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///others/" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
