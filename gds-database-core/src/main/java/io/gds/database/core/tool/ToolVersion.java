package io.gds.database.core.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tool's version. Compared number by number; a missing number counts as zero.
 *
 * @param numbers the numbers, the most significant first; at least one
 * @param text the line in which the tool told it
 */
public record ToolVersion(List<Integer> numbers, String text) implements Comparable<ToolVersion> {
  private static final Pattern DOTTED = Pattern.compile("(?<![\\w.])v?(\\d{1,9}(?:\\.\\d{1,9})+)");
  private static final Pattern PLAIN = Pattern.compile("(?<![\\w.])v?(\\d{1,9})");

  /** Takes a copy and checks that there is a number. */
  public ToolVersion {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a version has a number");
    }
  }

  /** A version to compare with. */
  public static ToolVersion of(Integer... numbers) {
    List<Integer> list = List.of(numbers);
    return new ToolVersion(list, String.join(".", list.stream().map(String::valueOf).toList()));
  }

  /** The first version in what a tool printed: the first dotted number, else the first number. */
  public static Optional<ToolVersion> parse(String output) {
    for (Pattern pattern : List.of(DOTTED, PLAIN)) {
      for (String line : output.split("\\R")) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
          List<Integer> numbers = new ArrayList<>();
          for (String number : matcher.group(1).split("\\.", -1)) {
            numbers.add(Integer.valueOf(number));
          }
          return Optional.of(new ToolVersion(numbers, line.strip()));
        }
      }
    }
    return Optional.empty();
  }

  /** The first number. */
  public int major() {
    return numbers.get(0);
  }

  /** Whether this is the other version or a later one. */
  public boolean isAtLeast(ToolVersion other) {
    return compareTo(other) >= 0;
  }

  @Override
  public int compareTo(ToolVersion other) {
    for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
      int difference = Integer.compare(number(i), other.number(i));
      if (difference != 0) {
        return difference;
      }
    }
    return 0;
  }

  private int number(int index) {
    return index < numbers.size() ? numbers.get(index) : 0;
  }

  /** The numbers with dots. */
  @Override
  public String toString() {
    return String.join(".", numbers.stream().map(String::valueOf).toList());
  }
}
