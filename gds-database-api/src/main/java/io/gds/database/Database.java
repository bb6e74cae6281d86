package io.gds.database;

/**
 * One database of an engine: a handle by its exact name, which need not exist. Equal to another
 * handle of the same engine and name. Thread-safe.
 *
 * <p>A handle that outlives its engine keeps its name and last reading; everything else fails with
 * code {@code ENGINE_CLOSED}.
 */
public interface Database extends CapabilitySource, SupportsDefinition {
  /** The exact name, as the platform stores it. */
  String name();

  /** The engine this handle came from. */
  DatabaseEngine engine();

  /** Whether it exists now. Reads. */
  boolean exists();

  /**
   * Whether, by whom and how it can be used now. Reads.
   *
   * @throws io.gds.database.error.NotFoundException if it does not exist
   */
  DatabaseCondition condition();

  /**
   * The last reading; the first call reads. Never older than {@link DatabaseMetadata#readAt()}
   * says.
   *
   * @throws io.gds.database.error.NotFoundException if it had to be read and does not exist
   */
  DatabaseMetadata metadata();

  /**
   * Reads anew, with these details.
   *
   * @throws io.gds.database.error.NotFoundException if it does not exist
   */
  DatabaseMetadata refresh(Detail... details);
}
