package io.gds.database.mongodb;

import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.Set;

/**
 * What a member of a replica set is like, where it is added, or changed by {@link
 * MongoMemberOptions}. What is not given is the server's usual, or stays as it is.
 *
 * @see <a href="https://www.mongodb.com/docs/manual/reference/replica-configuration/">replica set
 *     configuration</a>
 */
public final class MongoMember {
  /** How much it wants to be primary, 0 to 1000; never at 0. Default: 1; 0 for an arbiter. */
  public static final OptionKey<Double> PRIORITY =
      OptionKey.of("mongodb.priority", Double.class, "How much it wants to be primary.")
          .checked(value -> value >= 0 && value <= 1000, "0 to 1000");

  /** Whether it votes: 0 or 1. Who does not must have the priority 0. Default: 1. */
  public static final OptionKey<Integer> VOTES =
      OptionKey.of("mongodb.votes", Integer.class, "Whether it votes.")
          .checked(value -> value == 0 || value == 1, "0 or 1");

  /** Whether clients do not see it; it must have the priority 0 then. Default: no. */
  public static final OptionKey<Boolean> HIDDEN =
      OptionKey.of("mongodb.hidden", Boolean.class, "Whether clients do not see it.");

  /** How far it stays behind on purpose; it must have the priority 0 then. Default: not at all. */
  public static final OptionKey<Duration> DELAY =
      OptionKey.of("mongodb.delay", Duration.class, "How far it stays behind on purpose.")
          .checked(MongoMember::isDelay, "whole seconds, up to 366 days");

  /** Its tags, such as {@code dc=east,use=reports}; empty for none. Default: none. */
  public static final OptionKey<String> TAGS =
      OptionKey.of("mongodb.tags", String.class, "Its tags, as name=value with commas between.")
          .checked(
              value -> value.isEmpty() || value.matches("[^=,]+=[^=,]*(,[^=,]+=[^=,]*)*"),
              "name=value with commas between");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS = Set.of(PRIORITY, VOTES, HIDDEN, DELAY, TAGS);

  private MongoMember() {}

  private static boolean isDelay(Duration value) {
    return !value.isNegative()
        && value.equals(Duration.ofSeconds(value.toSeconds()))
        && value.toDays() <= 366;
  }
}
