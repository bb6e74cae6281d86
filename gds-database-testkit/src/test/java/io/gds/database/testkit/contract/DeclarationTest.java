package io.gds.database.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.SupportsDefinition;
import io.gds.database.access.SupportsUsers;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.SupportsClone;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeclarationTest {
  @Test
  void everyDatabaseHasItsDefinitionAndNothingElseByDefault() {
    Declaration nothing = Declaration.builder().build();
    assertThat(nothing.engine()).isEmpty();
    assertThat(nothing.database()).containsExactly(SupportsDefinition.class);
    assertThat(nothing.backupTypes()).isEmpty();
    assertThat(nothing.cloneKinds()).isEmpty();
    assertThat(nothing.verifyLevels()).isEmpty();
    assertThat(nothing.states()).isEmpty();
    assertThat(nothing.renames()).isTrue();
    assertThat(Declaration.builder().withoutRename().build().renames()).isFalse();
    assertThat(nothing.deletesBackups()).isTrue();
    assertThat(Declaration.builder().withoutBackupDeletion().build().deletesBackups()).isFalse();
  }

  @Test
  void whatTheEngineHasItsDatabasesHandOut() {
    Declaration declared =
        Declaration.builder()
            .onEngine(Set.of(SupportsUsers.class))
            .onDatabase(Set.of(SupportsBackup.class))
            .backupTypes(BackupType.LOGICAL, BackupType.FULL)
            .build();
    assertThat(declared.engine()).containsExactly(SupportsUsers.class);
    assertThat(declared.database())
        .containsExactlyInAnyOrder(
            SupportsDefinition.class, SupportsUsers.class, SupportsBackup.class);
    assertThat(declared.backupTypes()).containsExactly(BackupType.LOGICAL, BackupType.FULL);
  }

  @Test
  void partsAndTheirCapabilityAreDeclaredTogether() {
    assertThatThrownBy(() -> Declaration.builder().onDatabase(Set.of(SupportsClone.class)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SupportsClone is declared without parts");
    assertThatThrownBy(() -> Declaration.builder().cloneKinds(CloneKind.COPY).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SupportsClone is not declared, but parts of it are");
  }
}
