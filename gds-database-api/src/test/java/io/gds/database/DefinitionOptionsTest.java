package io.gds.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionOptionsTest {
  private static final OptionKey<Integer> LEVEL =
      OptionKey.of("fake.level", Integer.class, "A level.").checked(l -> l > 0, "1 and more");

  @Test
  void createDefaultsArePinned() {
    CreateOptions options = CreateOptions.defaults();

    assertThat(options.mode()).isEqualTo(CreateMode.ERROR);
    assertThat(options.owner()).isEmpty();
    assertThat(options.collation()).isEmpty();
    assertThat(options.platformOptions()).isEqualTo(OptionValues.none());
    assertThat(options.asMap()).isEqualTo(Map.of("mode", "ERROR"));
  }

  @Test
  void everyCreateOptionCanBeSet() {
    CreateOptions options =
        CreateOptions.builder()
            .mode(CreateMode.REPLACE)
            .owner("ada")
            .collation("C")
            .option(LEVEL, 3)
            .build();

    assertThat(options.mode()).isEqualTo(CreateMode.REPLACE);
    assertThat(options.owner()).contains("ada");
    assertThat(options.collation()).contains("C");
    assertThat(options.asMap())
        .containsExactly(
            Map.entry("mode", "REPLACE"),
            Map.entry("owner", "ada"),
            Map.entry("collation", "C"),
            Map.entry("fake.level", "3"));
    assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
    assertThat(options)
        .hasToString("create options {mode=REPLACE, owner=ada, collation=C, fake.level=3}");
  }

  @Test
  void alterDefaultsArePinned() {
    AlterOptions options = AlterOptions.rename("b");

    assertThat(options.newName()).contains("b");
    assertThat(options.owner()).isEmpty();
    assertThat(options.force()).isFalse();
  }

  @Test
  void everyAlterOptionCanBeSet() {
    AlterOptions options = AlterOptions.builder().rename("b").owner("ada").force(true).build();

    assertThat(options.newName()).contains("b");
    assertThat(options.owner()).contains("ada");
    assertThat(options.force()).isTrue();
    assertThat(options.asMap()).isEqualTo(Map.of("rename", "b", "owner", "ada", "force", "true"));
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("alter options {rename=b, owner=ada, force=true}");
  }

  @Test
  void anAlterationChangesSomething() {
    assertThat(Faults.of(() -> AlterOptions.builder().force(true).build()))
        .containsExactly("alter");
    assertThat(AlterOptions.builder().option(LEVEL, 1).build().platformOptions().given(LEVEL))
        .contains(1);
  }

  @Test
  void dropDefaultsArePinned() {
    assertThat(DropOptions.defaults().force()).isFalse();
    assertThat(DropOptions.defaults().ifExists()).isFalse();
    assertThat(DropOptions.defaults().asMap())
        .isEqualTo(Map.of("force", "false", "ifExists", "false"));
  }

  @Test
  void everyDropOptionCanBeSet() {
    DropOptions options = DropOptions.builder().force(true).ifExists(true).build();

    assertThat(options.force()).isTrue();
    assertThat(options.ifExists()).isTrue();
    assertThat(options.toBuilder().build()).isEqualTo(options);
    assertThat(options).hasToString("drop options {force=true, ifExists=true}");
  }

  @Test
  void optionsOfDifferentVerbsAreNeverEqual() {
    assertThat(DropOptions.defaults())
        .isNotEqualTo(CreateOptions.defaults())
        .isNotEqualTo(DropOptions.builder().option(LEVEL, 1).build())
        .isNotEqualTo("other");
  }

  @Test
  void platformOptionsCanBeReplacedAsAWhole() {
    OptionValues values = OptionValues.none().with(LEVEL, 2);

    assertThat(DropOptions.builder().option(LEVEL, 1).options(values).build().platformOptions())
        .isEqualTo(values);
  }

  @Test
  void unknownKeysAndTheCallersOwnFaultsAreToldTogether() {
    OptionKey<String> foreign = OptionKey.of("mssql.x", String.class, "");
    CreateOptions options = CreateOptions.builder().option(foreign, "1").option(LEVEL, 0).build();

    assertThatThrownBy(
            () ->
                options.requireKnown(
                    Set.of(LEVEL), List.of(new OptionFault("owner", "does not exist here"))))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessage(
            "create options: owner: does not exist here; mssql.x: is an option of another"
                + " platform; known are fake.level; fake.level: takes 1 and more");
    CreateOptions.defaults().requireKnown(Set.of(), List.of());
  }

  @Test
  void nobodyChangesOptionsByTheirMap() {
    assertThatThrownBy(() -> DropOptions.defaults().asMap().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
