package io.gds.database.testkit.server;

import io.gds.database.testkit.server.TestServers.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks packed servers into a directory that outlives the JVM, each once, named by its content.
 * Others may do the same at the same time.
 */
final class Unpacker {
  // By URL: reading one again takes as long as starting a server from it.
  private static final Map<String, String> DIGESTS = new ConcurrentHashMap<>();

  private final Path cache;

  Unpacker(Path cache) {
    this.cache = cache;
  }

  /** The directory that holds the unpacked server. */
  Path unpack(URL packed) throws IOException {
    Path done = cache.resolve(digest(packed));
    if (Files.isDirectory(done)) {
      demandOurs(cache);
      return done;
    }
    Files.createDirectories(cache);
    demandOurs(cache);
    Path partial = Files.createTempDirectory(cache, "partial-");
    try {
      write(packed, partial);
      // A temporary directory is its maker's only; the server may run as another user.
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(partial, done, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(done)) { // else another was faster
        throw e;
      }
    } finally {
      Trees.delete(partial);
    }
    return done;
  }

  /** Programs are run from there: they must not be another user's. */
  private static void demandOurs(Path cache) throws IOException {
    Path mine = Files.createTempFile(cache, "owner-", "");
    try {
      if (!Files.getOwner(cache).equals(Files.getOwner(mine))) {
        throw new Unavailable(cache + " belongs to " + Files.getOwner(cache));
      }
    } finally {
      Files.deleteIfExists(mine);
    }
  }

  private static void write(URL packed, Path into) throws IOException {
    try (InputStream raw = open(packed);
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException(packed + " holds an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
          continue;
        }
        Files.createDirectories(target.resolveSibling("."));
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, target);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  private static String digest(URL packed) throws IOException {
    String known = DIGESTS.get(packed.toString());
    if (known == null) {
      known = computed(packed);
      DIGESTS.put(packed.toString(), known);
    }
    return known;
  }

  private static String computed(URL packed) throws IOException {
    try (InputStream in = open(packed)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Opens without the JVM's cache of jars, which would keep the file open. */
  static InputStream open(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    return connection.getInputStream();
  }
}
