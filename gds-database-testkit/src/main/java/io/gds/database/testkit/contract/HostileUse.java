package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.operation.Operation;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;

/** Finds out whether a platform takes a name. */
final class HostileUse {
  private HostileUse() {}

  /** Whether a name is refused before anything is sent; asserts that the refusal is a clear one. */
  static boolean refusedUpFront(ContractRun run, String name) {
    Optional<DatabaseException> refusal =
        run.unchanged("looking at a hostile name", () -> refusal(run, name));
    refusal.ifPresent(HostileUse::assertNameRefused);
    return refusal.isPresent();
  }

  private static Optional<DatabaseException> refusal(ContractRun run, String name) {
    try {
      Database database = run.engine().database(name);
      assertThat(database.name()).as("the handle's name").isEqualTo(name);
      Operation<? extends Database> planned = database.prepareCreate(CreateOptions.defaults());
      if (!planned.refused()) {
        return Optional.empty();
      }
      return Optional.of(Assertions.assertThrows(DatabaseException.class, planned::run));
    } catch (DatabaseException e) {
      return Optional.of(e);
    }
  }

  /** That an exception says the name is not one the platform can hold. */
  static void assertNameRefused(DatabaseException refusal) {
    assertThat(refusal.code())
        .as("the refusal of a name: %s", refusal)
        .isIn(ErrorCode.INVALID_NAME, ErrorCode.INVALID_OPTIONS);
    assertThat(refusal.getMessage()).isNotBlank();
  }
}
