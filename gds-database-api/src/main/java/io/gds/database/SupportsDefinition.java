package io.gds.database;

import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creating, altering and dropping a database. Every platform has it.
 *
 * <p>The pattern of every changing verb: {@code prepareX} reads and plans, changes nothing, and
 * throws only for faulty options and for what the platform does not have; all that is measured is a
 * check in the operation. {@code x} prepares and runs.
 */
public interface SupportsDefinition extends Capability {
  /** The platform's own create options. */
  Set<OptionKey<?>> createKeys();

  /** The platform's own alter options. */
  Set<OptionKey<?>> alterKeys();

  /** The platform's own drop options. */
  Set<OptionKey<?>> dropKeys();

  /**
   * Plans the creation of this database.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<? extends Database> prepareCreate(CreateOptions options);

  /**
   * Plans a change of this database.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   * @throws UnsupportedCapabilityException if the platform cannot change that
   */
  Operation<@Nullable Void> prepareAlter(AlterOptions options);

  /**
   * Plans the dropping of this database. System databases are refused by a check.
   *
   * @throws io.gds.database.error.InvalidOptionsException if options are faulty or unknown
   */
  Operation<@Nullable Void> prepareDrop(DropOptions options);

  /**
   * Creates this database.
   *
   * @throws io.gds.database.error.AlreadyExistsException if it exists and the mode is ERROR
   */
  default Database create(CreateOptions options) {
    return prepareCreate(options).run();
  }

  /**
   * Changes this database.
   *
   * @throws io.gds.database.error.NotFoundException if it does not exist
   */
  default void alter(AlterOptions options) {
    prepareAlter(options).run();
  }

  /**
   * Drops this database with all its content.
   *
   * @throws io.gds.database.error.NotFoundException if it does not exist, unless that is fine
   * @throws io.gds.database.error.DatabaseInUseException if sessions use it, unless forced
   */
  default void drop(DropOptions options) {
    prepareDrop(options).run();
  }
}
