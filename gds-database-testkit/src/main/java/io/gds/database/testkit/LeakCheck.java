package io.gds.database.testkit;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Proves that a test class, or a block, leaves nothing behind: no thread called {@code gds-…}, no
 * process that it started, no socket or file under the temporary directory held open, no temporary
 * file called {@code gds…}, and nothing of what the caller counts besides, such as the connections
 * of a pool. What is there before does not count. What is left is given some time to go.
 *
 * <pre>{@code
 * @ExtendWith(LeakCheck.class)          // around a test class
 * try (LeakCheck check = LeakCheck.begin()) { … }   // around a block
 * }</pre>
 *
 * <p>Open sockets and files are seen on Linux only. Tests of other processes that use the same
 * temporary directory are seen too: give each its own. Thread-safe.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  /** How many places of a thread that was left are told. */
  private static final int SHOWN = 12;

  static {
    // The JVM opens a socket of its own when it closes its first, and keeps it: not a leak.
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Map<String, LongSupplier> counters = new ConcurrentHashMap<>();
  private final Map<String, Remains> before = new ConcurrentHashMap<>();
  private volatile Duration patience = Duration.ofSeconds(5);
  private volatile @Nullable Remains begun;

  /** What there is at one time: each thing's name by what kind of thing it is. */
  private record Remains(Map<String, Set<String>> things, Map<String, Long> counts) {}

  /** A check for {@code @ExtendWith} or {@code @RegisterExtension}. */
  public LeakCheck() {}

  /** A check of what happens from now until it is closed. */
  public static LeakCheck begin() {
    LeakCheck check = new LeakCheck();
    check.begun = check.remains();
    return check;
  }

  /** Counts something else that must not grow. Default: nothing else. */
  public LeakCheck counting(String what, LongSupplier count) {
    counters.put(what, Objects.requireNonNull(count, "count"));
    Remains now = begun;
    if (now != null) {
      now.counts().put(what, count.getAsLong());
    }
    return this;
  }

  /** How long what is left may need to go. Default: 5 seconds. */
  public LeakCheck patience(Duration patience) {
    this.patience = Objects.requireNonNull(patience, "patience");
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    before.put(context.getUniqueId(), remains());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Remains then = before.remove(context.getUniqueId());
    if (then != null) {
      demandNothingNew(context.getDisplayName(), then);
    }
  }

  /**
   * Looks what is left since {@link #begin}.
   *
   * @throws AssertionError naming it all
   */
  @Override
  public void close() {
    Remains then = begun;
    begun = null;
    if (then != null) {
      demandNothingNew("the block", then);
    }
  }

  private void demandNothingNew(String who, Remains then) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> left = left(then);
    while (!left.isEmpty() && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      left = left(then);
    }
    if (!left.isEmpty()) {
      throw new AssertionError(
          who + " left behind:\n  " + String.join("\n  ", left) + whatThreadsDo(then));
    }
  }

  private List<String> left(Remains then) {
    Remains now = remains();
    List<String> left = new ArrayList<>();
    now.things()
        .forEach(
            (kind, names) -> {
              Set<String> fresh = new TreeSet<>(names);
              fresh.removeAll(then.things().getOrDefault(kind, Set.of()));
              fresh.forEach(name -> left.add(kind + ": " + name));
            });
    now.counts()
        .forEach(
            (what, count) -> {
              long old = then.counts().getOrDefault(what, 0L);
              if (count > old) {
                left.add(what + ": " + count + ", before " + old);
              }
            });
    return left;
  }

  private Remains remains() {
    Map<String, Set<String>> things = new LinkedHashMap<>();
    things.put("thread", threads());
    things.put("process", processes());
    things.put("open socket or file", descriptors());
    things.put("temporary file", temporaryFiles());
    Map<String, Long> counts = new TreeMap<>();
    counters.forEach((what, count) -> counts.put(what, count.getAsLong()));
    return new Remains(things, counts);
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(LeakCheck::isOurs)
        .map(LeakCheck::described)
        .collect(Collectors.toSet());
  }

  /** Where the threads that are left stand: their names say whose they are, and not why. */
  private static String whatThreadsDo(Remains then) {
    Set<String> known = then.things().getOrDefault("thread", Set.of());
    StringBuilder stacks = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, stack) -> {
              if (isOurs(thread) && !known.contains(described(thread))) {
                stacks.append("\n  ").append(described(thread)).append(" is at");
                Stream.of(stack).limit(SHOWN).forEach(at -> stacks.append("\n    ").append(at));
              }
            });
    return stacks.toString();
  }

  private static boolean isOurs(Thread thread) {
    return thread.getName().startsWith("gds-");
  }

  private static String described(Thread thread) {
    return thread.getName() + " (#" + thread.getId() + ")";
  }

  private static Set<String> processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(process -> process.pid() + " " + process.info().command().orElse(""))
        .collect(Collectors.toSet());
  }

  private static Set<String> descriptors() {
    Set<String> open = new TreeSet<>();
    String temporary = temporaryDirectory().toString();
    for (Path descriptor : entries(DESCRIPTORS)) {
      String target = target(descriptor);
      if (target.startsWith("socket:") || target.startsWith(temporary)) {
        open.add(descriptor.getFileName() + " " + target);
      }
    }
    return open;
  }

  /** What a descriptor stands for; nothing if it was closed since it was listed. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static Set<String> temporaryFiles() {
    return entries(temporaryDirectory()).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> name.startsWith("gds") || name.startsWith(".gds"))
        .collect(Collectors.toSet());
  }

  private static Path temporaryDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  /** What lies in a directory; nothing where there is none. */
  private static List<Path> entries(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot look into " + directory, e);
    }
  }
}
