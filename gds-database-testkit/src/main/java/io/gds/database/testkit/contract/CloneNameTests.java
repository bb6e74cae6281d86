package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.cloning.CloneOptions;
import io.gds.database.cloning.SupportsClone;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Clones under hostile names, and clones of databases that have one. */
abstract class CloneNameTests extends ContractGroup {
  CloneNameTests(PlatformContract contract) {
    super(contract);
  }

  @TestFactory
  List<DynamicTest> aCloneUnderAHostileNameIsKeptExactlyOrRefusedUpFront() throws Exception {
    Database source = run().filled();
    if (!declared().database().contains(SupportsClone.class)) {
      assertRefused(source, SupportsClone.class);
      return List.of();
    }
    String content = run().contentOf(source);
    return fixture().namesToMake().stream()
        .map(
            name ->
                dynamicTest(
                    "a clone called " + name.what() + " is kept exactly or refused up front",
                    () -> check(source, content, name.text())))
        .toList();
  }

  private void check(Database source, String content, String name) {
    SupportsClone clones = source.require(SupportsClone.class);
    if (HostileUse.refusedUpFront(run(), name)) {
      HostileUse.assertNameRefused(
          run().refused("a clone under such a name", () -> clones.clone(CloneOptions.to(name))));
      return;
    }
    assertThat(clones.clone(CloneOptions.to(name)).target()).isEqualTo(name);
    Database clone = engine().database(name);
    assertThat(clone.exists()).isTrue();
    assertThat(run().contentOf(clone)).isEqualTo(content);
    String other = fixture().newDatabaseName();
    assertThat(clone.require(SupportsClone.class).clone(CloneOptions.to(other)).source())
        .isEqualTo(name);
    assertThat(run().contentOf(engine().database(other))).isEqualTo(content);
    engine().database(other).drop(DropOptions.defaults());
    clone.drop(DropOptions.defaults());
    assertThat(run().contentOf(source)).isEqualTo(content);
  }
}
