package io.gds.database.postgres;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only CockroachDB has when a database is created, altered or dropped.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/stable/create-database">CREATE DATABASE</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/alter-database">ALTER DATABASE</a>
 * @see <a href="https://www.cockroachlabs.com/docs/stable/drop-database">DROP DATABASE</a>
 */
public final class CockroachDefinition {
  /**
   * The region its data is in unless a table says otherwise; a region of the cluster's nodes.
   * Default: none, which is a database that knows of no regions; unchanged.
   */
  public static final OptionKey<String> PRIMARY_REGION =
      OptionKey.of(
          "cockroachdb.primary-region",
          String.class,
          "The region its data is in unless a table says otherwise.");

  /** The other regions; with a primary region only. Default: none. */
  public static final OptionKey<CockroachRegions> REGIONS =
      OptionKey.of(
              "cockroachdb.regions", CockroachRegions.class, "Its regions, with commas between.")
          .parsedBy(CockroachRegions::parse)
          .checked(regions -> true, "names of regions, with commas between");

  /** The region that takes over for the primary one. Default: none; unchanged. */
  public static final OptionKey<String> SECONDARY_REGION =
      OptionKey.of(
          "cockroachdb.secondary-region",
          String.class,
          "The region that takes over for the primary one.");

  /** What it goes on working through. Default: none, which is ZONE; unchanged. */
  public static final OptionKey<CockroachSurvivalGoal> SURVIVAL_GOAL =
      OptionKey.of(
          "cockroachdb.survival-goal",
          CockroachSurvivalGoal.class,
          "Whether it goes on working through the failure of a ZONE, or of a REGION.");

  /** A region to be added. Default: none. */
  public static final OptionKey<String> ADD_REGION =
      OptionKey.of("cockroachdb.add-region", String.class, "A region to be added.");

  /** A region to be taken out; the primary one is the last to go. Default: none. */
  public static final OptionKey<String> DROP_REGION =
      OptionKey.of("cockroachdb.drop-region", String.class, "A region to be taken out.");

  /** The comment; empty takes it away. Default: none, which leaves it. */
  public static final OptionKey<String> COMMENT =
      OptionKey.of("cockroachdb.comment", String.class, "The comment; empty takes it away.");

  /** What becomes of what is in it. Default: CASCADE, as everywhere: it goes along. */
  public static final OptionKey<CockroachDropBehavior> DROP_BEHAVIOR =
      OptionKey.of(
              "cockroachdb.drop-behavior",
              CockroachDropBehavior.class,
              "Whether what is in it goes along (CASCADE), or keeps it from being dropped"
                  + " (RESTRICT).")
          .defaultsTo(CockroachDropBehavior.CASCADE);

  /** Those that creating takes. */
  static final Set<OptionKey<?>> OF_CREATE =
      Set.of(PRIMARY_REGION, REGIONS, SECONDARY_REGION, SURVIVAL_GOAL);

  /** Those that altering takes. */
  static final Set<OptionKey<?>> OF_ALTER =
      Set.of(PRIMARY_REGION, SECONDARY_REGION, SURVIVAL_GOAL, ADD_REGION, DROP_REGION, COMMENT);

  /** Those that dropping takes. */
  static final Set<OptionKey<?>> OF_DROP = Set.of(DROP_BEHAVIOR);

  private CockroachDefinition() {}
}
