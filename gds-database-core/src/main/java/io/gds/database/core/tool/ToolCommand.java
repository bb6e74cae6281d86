package io.gds.database.core.tool;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.lifecycle.HostCommand;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is executed: a binary, its arguments as a list, its directory and its whole environment.
 * There is no shell in between, so no character has a meaning of its own. The environment holds
 * {@code LC_ALL=C}, what is set here, and of this process's own environment only what {@link
 * Builder#inherit} names; {@code PATH} and all variables by which database tools take settings are
 * left out. One more variable, {@code GDS_TOOL_RUN}, marks the processes of a run.
 *
 * <p>Arguments and environment are visible to other users and in scripts: they never hold a secret.
 * Variables whose names announce one are refused; use a {@link SecretFile}. Immutable and
 * thread-safe.
 */
public final class ToolCommand {
  /** What is inherited without being asked for: what the C library and temporary files need. */
  static final Set<String> ALWAYS_INHERITED =
      Set.of("HOME", "TMPDIR", "TZ", "SYSTEMROOT", "TEMP", "TMP");

  private static final List<Path> ADMINISTRATORS =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"), Path.of("/bin"));

  private static final Pattern SECRET =
      Pattern.compile(".*(PASSWORD|PASSWD|_PWD|PASSPHRASE|SECRET|TOKEN|CREDENTIAL).*");
  private static final Pattern SETTING =
      Pattern.compile("(PG|MYSQL|SQLCMD|SNOWSQL|SNOWFLAKE|MONGO|ORACLE|LD_PRELOAD|LC_|LANG).*");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private final Tool tool;
  private final List<String> arguments;
  private final @Nullable Path directory;
  private final Map<String, String> variables;
  private final Set<String> inherited;

  private ToolCommand(Builder builder) {
    tool = builder.tool;
    arguments = List.copyOf(builder.arguments);
    directory = builder.directory;
    variables = Collections.unmodifiableMap(new TreeMap<>(builder.variables));
    inherited = Collections.unmodifiableSet(new TreeSet<>(builder.inherited));
  }

  /** Starts a command without arguments. */
  public static Builder builder(Tool tool) {
    return new Builder(tool);
  }

  /**
   * Starts a command that the caller gave by words. Its program is an absolute path or is found on
   * the {@code PATH} or where administrators' programs usually lie; it sees the {@code PATH}.
   *
   * @throws io.gds.database.error.ToolException if there is no such program
   */
  public static Builder builder(HostCommand command) {
    List<String> words = command.words();
    return builder(program(words.get(0))).arguments(words.subList(1, words.size())).inherit("PATH");
  }

  private static Tool program(String word) {
    Path path = Path.of(word);
    return path.isAbsolute()
        ? ToolLocator.onPath().configured(path).require(String.valueOf(path.getFileName()))
        : ToolLocator.onPath().usual(ADMINISTRATORS).require(word);
  }

  /** The tool. */
  public Tool tool() {
    return tool;
  }

  /** The arguments, without the binary. */
  public List<String> arguments() {
    return arguments;
  }

  /** Where it runs; the temporary directory of this JVM by default. */
  public Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  /** The variables set for it, by name; {@code LC_ALL} is {@code C} by default. */
  public Map<String, String> variables() {
    return variables;
  }

  /** Its whole environment, given the environment it could inherit from. */
  Map<String, String> environment(Map<String, String> available) {
    Map<String, String> result = new TreeMap<>();
    available.forEach(
        (name, value) -> {
          if (inherited.contains(name)
              || ALWAYS_INHERITED.contains(name.toUpperCase(Locale.ROOT))) {
            result.put(name, value);
          }
        });
    result.putAll(variables);
    return result;
  }

  /** Binary and arguments. */
  List<String> line() {
    List<String> line = new ArrayList<>();
    line.add(tool.binary().toString());
    line.addAll(arguments);
    return line;
  }

  /**
   * The command as it would be typed into a POSIX shell, for scripts and logs: variables, binary
   * and arguments, quoted where needed. Holds no secret.
   */
  @Override
  public String toString() {
    String settings =
        variables.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + " ")
            .collect(Collectors.joining());
    return settings + line().stream().map(ToolCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Builds a command. Not thread-safe. */
  public static final class Builder {
    private final Tool tool;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> variables = new TreeMap<>(Map.of("LC_ALL", "C"));
    private final Set<String> inherited = new TreeSet<>();
    private @Nullable Path directory;

    private Builder(Tool tool) {
      this.tool = Objects.requireNonNull(tool, "tool");
    }

    /** Adds arguments. Never a secret. */
    public Builder arguments(String... more) {
      return arguments(List.of(more));
    }

    /** Adds arguments. Never a secret. */
    public Builder arguments(List<String> more) {
      arguments.addAll(more);
      return this;
    }

    /** Where it runs. Default: the temporary directory of this JVM. */
    public Builder directory(Path directory) {
      this.directory = directory.toAbsolutePath();
      return this;
    }

    /**
     * Sets an environment variable.
     *
     * @throws IllegalArgumentException if its name announces a secret
     */
    public Builder variable(String name, String value) {
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        throw new IllegalArgumentException("not the name of an environment variable");
      }
      if (SECRET.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
        throw new IllegalArgumentException(
            name + " would put a secret into the environment; use a SecretFile");
      }
      variables.put(name, Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Passes on variables of this process's environment, such as {@code PATH} for a tool that
     * starts others by name.
     *
     * @throws IllegalArgumentException if one may hold a secret or a database tool's setting
     */
    public Builder inherit(String... names) {
      for (String name : names) {
        String upper = name.toUpperCase(Locale.ROOT);
        if (SECRET.matcher(upper).matches() || SETTING.matcher(upper).matches()) {
          throw new IllegalArgumentException(name + " is never inherited; set what is needed");
        }
        inherited.add(name);
      }
      return this;
    }

    /**
     * The finished command.
     *
     * @throws io.gds.database.error.InvalidOptionsException if an argument or a variable holds a
     *     NUL character, which no system can pass on
     */
    public ToolCommand build() {
      List<OptionFault> faults = new ArrayList<>();
      for (int i = 0; i < arguments.size(); i++) {
        if (arguments.get(i).indexOf('\0') >= 0) {
          faults.add(new OptionFault("argument " + (i + 1), "holds a NUL character"));
        }
      }
      variables.forEach(
          (name, value) -> {
            if (name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
              faults.add(new OptionFault(name.replace('\0', '?'), "holds a NUL character"));
            }
          });
      if (!faults.isEmpty()) {
        throw InvalidOptionsException.of("command of " + tool.name(), faults);
      }
      return new ToolCommand(this);
    }
  }
}
