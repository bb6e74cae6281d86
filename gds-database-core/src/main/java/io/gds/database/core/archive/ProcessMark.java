package io.gds.database.core.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark of a process on its temporary files, by which another process can tell whether it still
 * runs. A process number alone is not enough: numbers are used again, and mean nothing on another
 * machine, after a reboot or in another container. Immutable and thread-safe.
 *
 * @param scope where the number means something: machine, boot and container, as eight hexadecimal
 *     digits
 * @param pid the process number
 * @param start when it was started, in a form that setting the clock does not change where the
 *     system offers one; {@code 0} if unknown
 */
public record ProcessMark(String scope, long pid, String start) {
  static final String PATTERN = "[0-9a-f]{8}-\\d{1,10}-[0-9a-z]{1,13}";

  private static final Pattern FORM = Pattern.compile("([0-9a-f]{8})-(\\d{1,10})-([0-9a-z]{1,13})");
  private static final Path PROC = Path.of("/proc");
  private static final int START_FIELD_AFTER_NAME = 19;

  /** What is known of the process behind a mark. */
  public enum State {
    /** It runs. */
    ALIVE,
    /** It has ended. */
    DEAD,
    /** It belongs to another machine, boot or container, so that nothing can be told from here. */
    ELSEWHERE
  }

  /** Checks that the text form can be read back. */
  public ProcessMark {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(start, "start");
    if (!FORM.matcher(scope + "-" + pid + "-" + start).matches()) {
      throw new IllegalArgumentException("not a process mark");
    }
  }

  /** The mark of this process. */
  public static ProcessMark current() {
    return Current.MARK;
  }

  /** Reads {@link #toString()}'s form. */
  public static Optional<ProcessMark> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ProcessMark(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3)))
        : Optional.empty();
  }

  /** Whether the process still runs, as far as can be told from here. */
  public State state() {
    if (!scope.equals(current().scope)) {
      return State.ELSEWHERE;
    }
    if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty()) {
      return State.DEAD;
    }
    String now = startOf(pid);
    return start.equals("0") || now.equals("0") || now.equals(start) ? State.ALIVE : State.DEAD;
  }

  /**
   * The same of a process that may be on any machine, such as one whose mark lies on a server that
   * many use. Where the system gives a boot no number of its own, machines are told apart by their
   * names alone, and two may have one name: nobody is called dead then.
   */
  public State stateOnAnyMachine() {
    State state = state();
    return state == State.DEAD && !Current.BOOT_IS_KNOWN ? State.ELSEWHERE : state;
  }

  /** {@code scope-pid-start}: letters, digits and dashes only. */
  @Override
  public String toString() {
    return scope + "-" + pid + "-" + start;
  }

  /** Clock ticks since boot where there is a /proc, seconds since 1970 elsewhere. */
  private static String startOf(long pid) {
    Optional<String> stat = read(PROC.resolve(Long.toString(pid)).resolve("stat"));
    if (stat.isPresent()) {
      String afterName = stat.get().substring(stat.get().lastIndexOf(')') + 1).trim();
      String[] fields = afterName.split(" ", -1);
      return fields.length > START_FIELD_AFTER_NAME ? fields[START_FIELD_AFTER_NAME] : "0";
    }
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().startInstant())
        .map(instant -> Long.toString(instant.getEpochSecond()))
        .orElse("0");
  }

  private static Optional<String> boot() {
    return read(PROC.resolve("sys/kernel/random/boot_id"));
  }

  private static String scopeHere() {
    String boot = boot().orElse("");
    String container;
    try {
      container = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      // No such name space on this system: the host name has to do.
      container =
          System.getenv()
              .getOrDefault("HOSTNAME", System.getenv().getOrDefault("COMPUTERNAME", ""));
    }
    return scope(boot, container);
  }

  /**
   * Where nothing is known of the machine, one that no other process has: to be taken for somebody
   * from elsewhere keeps leftovers longer, to be taken for dead would cost a living one its work.
   */
  static String scope(String boot, String container) {
    String known = boot + "|" + container;
    String place = known.equals("|") ? UUID.randomUUID().toString() : known;
    return Hashes.hex(Hashes.sha256().digest(place.getBytes(StandardCharsets.UTF_8)))
        .substring(0, 8);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).trim());
    } catch (IOException e) {
      // Not every system has a /proc, and a process may end at any time.
      return Optional.empty();
    }
  }

  private static final class Current {
    static final boolean BOOT_IS_KNOWN = boot().isPresent();
    static final ProcessMark MARK =
        new ProcessMark(
            scopeHere(), ProcessHandle.current().pid(), startOf(ProcessHandle.current().pid()));
  }
}
