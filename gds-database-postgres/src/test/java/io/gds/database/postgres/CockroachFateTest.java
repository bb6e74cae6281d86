package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.DropOptions;
import io.gds.database.operation.OperationContext;
import io.gds.database.operation.OperationResult;
import io.gds.database.operation.Outcome;
import io.gds.database.testkit.wire.WireAnswer;
import org.junit.jupiter.api.Test;

class CockroachFateTest {
  @Test
  void aDropWhoseAnswerWasLostIsNotCalledFailedWhileItMayStillHappen() {
    try (CockroachScene scene = new CockroachScene()) {
      scene.script().beginningWith("DROP DATABASE").once(WireAnswer.drop());
      OperationResult<?> result =
          scene
              .engine
              .operations()
              .execute(
                  scene.engine.database("shop").prepareDrop(DropOptions.defaults()),
                  OperationContext.none());
      assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(scene.changes()).containsExactly("DROP DATABASE \"shop\" CASCADE");
    }
  }
}
