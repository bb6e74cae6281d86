package io.gds.database.testkit;

import io.gds.database.connection.SecretRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A secret that must turn up nowhere. A test logs in with it, does what it does, and then looks for
 * it in everything that was written: as it is, percent-encoded, in Base64 alone or behind a user's
 * name, and, since SQL, shells and JSON each write quotes and the like in their own way, its
 * longest stretch of letters and digits alone. Each {@code assertAbsent…} throws an {@link
 * AssertionError} that tells where the secret was seen, and never the secret. Immutable and
 * thread-safe.
 */
public final class Canary {
  private static final int BUFFER_BYTES = 64 * 1024;

  /** What is shorter could stand anywhere by chance. */
  private static final int LEAST_CORE = 16;

  private static final Path PROCESSES = Path.of("/proc");

  private final String secret;
  private final Map<String, String> forms = new LinkedHashMap<>();

  private Canary(String secret) {
    if (secret.length() < 8) {
      throw new IllegalArgumentException("a secret this short would be found by chance");
    }
    this.secret = secret;
    forms.put("as it is", secret);
    forms.put("percent-encoded", URLEncoder.encode(secret, StandardCharsets.UTF_8));
    forms.put("in Base64", base64(secret, 0));
    forms.put("in Base64 behind other text", base64(secret, 1));
    forms.put("in Base64 behind some other text", base64(secret, 2));
    String core = core(secret);
    if (core.length() >= LEAST_CORE) {
      forms.put("without its special characters", core);
    }
  }

  /**
   * What stays of it in Base64 whatever stands before and behind it, so many bytes off the beat.
   */
  private static String base64(String secret, int offset) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int mixedBefore = offset == 0 ? 0 : offset + 1;
    int mixedBehind = shifted.length % 3 == 0 ? 0 : 1;
    return text.substring(mixedBefore, text.length() - mixedBehind);
  }

  private static String core(String secret) {
    return Arrays.stream(secret.split("[^A-Za-z0-9]+"))
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  /** A secret of its own, with characters that URLs, shells and SQL treat in their own way. */
  public static Canary random() {
    return new Canary("Canary" + UUID.randomUUID().toString().replace("-", "") + "@/:'$é");
  }

  /**
   * This secret, of at least 8 characters.
   *
   * @throws IllegalArgumentException if it is shorter
   */
  public static Canary of(String secret) {
    return new Canary(secret);
  }

  /** The secret itself. */
  public String secret() {
    return secret;
  }

  /** The secret as connections take it. */
  public SecretRef ref() {
    return SecretRef.inline(secret.toCharArray());
  }

  /** Looks into a text. */
  public void assertAbsentFrom(String where, CharSequence text) {
    String searched = text.toString();
    forms.forEach(
        (form, needle) -> {
          if (searched.contains(needle)) {
            throw seen(where, form);
          }
        });
  }

  /** Looks into what an object prints; into the whole of it if it is a throwable. */
  public void assertAbsentFrom(String where, Object object) {
    if (object instanceof Throwable thrown) {
      assertAbsentFromAll(where, thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
    } else {
      assertAbsentFrom(where, String.valueOf(object));
    }
  }

  private void assertAbsentFromAll(String where, Throwable thrown, Set<Throwable> searched) {
    if (!searched.add(thrown)) {
      return;
    }
    assertAbsentFrom(where + " (" + thrown.getClass().getSimpleName() + ")", thrown.toString());
    assertAbsentFrom(where + " (message)", String.valueOf(thrown.getMessage()));
    Throwable cause = thrown.getCause();
    if (cause != null) {
      assertAbsentFromAll(where + ", cause", cause, searched);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      assertAbsentFromAll(where + ", suppressed", suppressed, searched);
    }
  }

  /** Looks into everything that was logged. */
  public void assertAbsentFrom(CapturedLogs logs) {
    logs.lines().forEach(line -> assertAbsentFrom("the log", line));
  }

  /** Looks into the names and bytes of all files below a directory, in UTF-8 and UTF-16. */
  public void assertAbsentFromFiles(Path directory) {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.toList()) {
        assertAbsentFrom("a file name in " + directory, path.toString());
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          assertAbsentFromFile(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot search " + directory, e);
    }
  }

  private void assertAbsentFromFile(Path file) throws IOException {
    List<byte[]> needles = new ArrayList<>();
    List<String> names = new ArrayList<>();
    forms.forEach(
        (form, text) -> {
          needles.add(text.getBytes(StandardCharsets.UTF_8));
          needles.add(text.getBytes(StandardCharsets.UTF_16LE));
          needles.add(text.getBytes(StandardCharsets.UTF_16BE));
          names.addAll(List.of(form, form, form));
        });
    int overlap = needles.stream().mapToInt(needle -> needle.length).max().orElse(1) - 1;
    byte[] window = new byte[BUFFER_BYTES + overlap];
    int kept = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(window, kept, BUFFER_BYTES);
          read >= 0;
          read = in.read(window, kept, BUFFER_BYTES)) {
        int filled = kept + read;
        for (int i = 0; i < needles.size(); i++) {
          if (contains(window, filled, needles.get(i))) {
            throw seen("the file " + file, names.get(i));
          }
        }
        kept = Math.min(overlap, filled);
        System.arraycopy(window, filled - kept, window, 0, kept);
      }
    }
  }

  private static boolean contains(byte[] window, int filled, byte[] needle) {
    for (int at = 0; at <= filled - needle.length; at++) {
      int matched = 0;
      while (matched < needle.length && window[at + matched] == needle[matched]) {
        matched++;
      }
      if (matched == needle.length) {
        return true;
      }
    }
    return false;
  }

  /**
   * Looks into the arguments of this process, and into the arguments and environment of all
   * processes it has started that are running now. Environments can be read on Linux only.
   */
  public void assertAbsentFromProcesses() {
    assertAbsentFromArguments(ProcessHandle.current());
    ProcessHandle.current()
        .descendants()
        .forEach(
            child -> {
              assertAbsentFromArguments(child);
              assertAbsentFromEnvironment(child);
            });
  }

  private void assertAbsentFromArguments(ProcessHandle process) {
    String where = "the arguments of process " + process.pid();
    assertAbsentFrom(where, proc(process, "cmdline"));
    process.info().commandLine().ifPresent(line -> assertAbsentFrom(where, line));
  }

  private void assertAbsentFromEnvironment(ProcessHandle process) {
    assertAbsentFrom("the environment of process " + process.pid(), proc(process, "environ"));
  }

  /** What the system tells of a process; nothing where it does not, or the process has ended. */
  private static String proc(ProcessHandle process, String file) {
    try {
      return Files.readString(
          PROCESSES.resolve(Long.toString(process.pid())).resolve(file),
          StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static AssertionError seen(String where, String form) {
    return new AssertionError("the secret was seen in " + where + ", " + form);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "<hidden>";
  }
}
