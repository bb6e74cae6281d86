package io.gds.database.mongodb;

import io.gds.database.lifecycle.HostCommand;
import io.gds.database.operation.OptionKey;
import java.time.Duration;
import java.util.Set;

/**
 * The options that only MongoDB has when the primary is changed, or a member is made to follow.
 *
 * @see <a
 *     href="https://www.mongodb.com/docs/manual/reference/command/replSetStepDown/">replSetStepDown</a>
 */
public final class MongoSwitchover {
  /**
   * Whether all priorities stay as they are: the other members are then kept from standing for
   * election for as long as it takes. By default the target is given the highest priority, so that
   * the primary hands over to it at once and it stays primary; it is done this way without the
   * right to reconfigure. Default: no.
   */
  public static final OptionKey<Boolean> KEEP_PRIORITIES =
      OptionKey.of(
              "mongodb.keep-priorities",
              Boolean.class,
              "Whether priorities stay as they are, and the others are frozen instead.")
          .defaultsTo(false);

  /**
   * Whether the target gets back the priority that it had, once it is primary. Who had a higher one
   * takes over again then. Default: no.
   */
  public static final OptionKey<Boolean> RESTORE_PRIORITIES =
      OptionKey.of(
              "mongodb.restore-priorities",
              Boolean.class,
              "Whether the target gets back the priority that it had, once it is primary.")
          .defaultsTo(false);

  /** How long the old primary waits for the others to catch up. Default: 10 seconds. */
  public static final OptionKey<Duration> CATCH_UP =
      OptionKey.of(
              "mongodb.catch-up",
              Duration.class,
              "How long the old primary waits for the others to catch up.")
          .defaultsTo(Duration.ofSeconds(10))
          .checked(
              time -> time.toSeconds() >= 1 && time.toHours() < 24, "1 second to less than a day");

  /**
   * What has a member copy all data anew: it stops the server, empties its data directory and
   * starts it. Run on this machine, such as {@code ssh db2 resync-mongod}. Default: none, so that
   * it is said what to do instead.
   */
  public static final OptionKey<HostCommand> RESYNC_COMMAND =
      OptionKey.of(
              "mongodb.resync-command",
              HostCommand.class,
              "What stops the server, empties its data directory and starts it.")
          .parsedBy(HostCommand::parse)
          .checked(
              command -> true, "words with blanks between; a word with blanks in double quotes");

  /** Those of a switchover. */
  static final Set<OptionKey<?>> KEYS = Set.of(KEEP_PRIORITIES, RESTORE_PRIORITIES, CATCH_UP);

  /** Those of a rejoin. */
  static final Set<OptionKey<?>> REJOIN_KEYS = Set.of(RESYNC_COMMAND);

  private MongoSwitchover() {}
}
