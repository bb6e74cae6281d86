package io.gds.database.postgres;

import io.gds.database.core.Checks;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Check;
import io.gds.database.settings.Setting;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What is wrong with settings that are to be changed, on PostgreSQL as on CockroachDB. */
final class PostgresSettingFaults {
  private final Clock clock;

  PostgresSettingFaults(Clock clock) {
    this.clock = clock;
  }

  /** A demand that was measured before, and says what it wants if it holds. */
  Check demand(
      boolean holds,
      String rule,
      String subject,
      String no,
      String yes,
      ErrorCode code,
      String remedy) {
    return Checks.demand(clock, holds, rule, subject, holds ? yes : no, yes, code, remedy);
  }

  /** A value that may hold a secret, given where it is told again. */
  Check openly(String name) {
    return demand(
        false,
        "a value that may hold a secret is not given openly",
        name,
        "given by set",
        "given by setSecret",
        ErrorCode.INVALID_OPTIONS,
        "Give it by setSecret.");
  }

  /**
   * A name that nobody knows.
   *
   * @param more why a setting may not be known
   */
  Check unknown(String name, List<Setting> settings, String more) {
    List<String> near = near(name, settings);
    return demand(
        false,
        "the setting exists",
        name,
        "not there",
        "a known setting",
        ErrorCode.NOT_FOUND,
        (near.isEmpty() ? "" : "Near it are " + String.join(", ", near) + ". ") + more);
  }

  /** The three known names that look most like it, if any does. */
  private static List<String> near(String name, List<Setting> settings) {
    String wanted = name.toLowerCase(Locale.ROOT);
    if (wanted.length() > 63) {
      return List.of();
    }
    return settings.stream()
        .map(Setting::name)
        .filter(
            known ->
                known.contains(wanted)
                    || distance(wanted, known.toLowerCase(Locale.ROOT))
                        <= Math.max(2, wanted.length() / 4))
        .sorted(
            Comparator.comparingInt(
                (String known) -> distance(wanted, known.toLowerCase(Locale.ROOT))))
        .limit(3)
        .toList();
  }

  /** How many letters must be changed, added or left out. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
