package io.gds.database.core.tool;

import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds tools: at the configured place and nowhere else if one is given, otherwise in the usual
 * directories and then in those of {@code PATH}. Relative entries of {@code PATH} are passed over,
 * so that the working directory never supplies a binary. Immutable and thread-safe.
 */
public final class ToolLocator {
  private static final List<String> ENDINGS =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")
          ? List.of(".exe", ".cmd")
          : List.of("");

  private final @Nullable Path configured;
  private final List<Path> usual;
  private final List<Path> path;

  private ToolLocator(@Nullable Path configured, List<Path> usual, List<Path> path) {
    this.configured = configured;
    this.usual = usual;
    this.path = path;
  }

  /** Looks in the directories of this process's {@code PATH}. */
  public static ToolLocator onPath() {
    return onPath(System.getenv().getOrDefault("PATH", ""));
  }

  static ToolLocator onPath(String path) {
    List<Path> directories = new ArrayList<>();
    for (String entry : path.split(File.pathSeparator, -1)) {
      try {
        Path directory = Path.of(entry);
        if (directory.isAbsolute()) {
          directories.add(directory);
        }
      } catch (InvalidPathException e) {
        // Somebody else's PATH; an entry that is no path can hold no tool.
      }
    }
    return new ToolLocator(null, List.of(), List.copyOf(directories));
  }

  /** The same, looking here only: the binary itself, or the directory that holds it. */
  public ToolLocator configured(Path fileOrDirectory) {
    return new ToolLocator(fileOrDirectory.toAbsolutePath().normalize(), usual, path);
  }

  /** The same, looking in these directories before {@code PATH}, the first first. */
  public ToolLocator usual(List<Path> directories) {
    return new ToolLocator(
        configured, directories.stream().map(Path::toAbsolutePath).toList(), path);
  }

  /**
   * Finds a tool. Reads the file system each time.
   *
   * @param name its file name, without a directory
   */
  public Optional<Tool> find(String name) {
    if (Objects.requireNonNull(name, "name").isEmpty() || name.matches(".*[/\\\\\0].*")) {
      throw new IllegalArgumentException("a tool is named without its directory");
    }
    if (configured != null && !Files.isDirectory(configured)) {
      return isBinary(configured) ? Optional.of(new Tool(name, configured)) : Optional.empty();
    }
    return directories().stream()
        .flatMap(directory -> ENDINGS.stream().map(ending -> directory.resolve(name + ending)))
        .filter(ToolLocator::isBinary)
        .findFirst()
        .map(binary -> new Tool(name, binary));
  }

  /**
   * Finds a tool that must be there.
   *
   * @throws io.gds.database.error.ToolException with code TOOL_MISSING, saying where was looked
   */
  public Tool require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                ErrorDetails.of(
                        ErrorCode.TOOL_MISSING,
                        name
                            + " was not found as an executable file; looked in "
                            + directories().stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")))
                    .target(name)
                    .with("tool", name)
                    .remedy("Install " + name + ", or configure the directory it lies in.")
                    .toException());
  }

  private List<Path> directories() {
    if (configured != null) {
      return List.of(configured);
    }
    List<Path> all = new ArrayList<>(usual);
    all.addAll(path);
    return all;
  }

  private static boolean isBinary(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
