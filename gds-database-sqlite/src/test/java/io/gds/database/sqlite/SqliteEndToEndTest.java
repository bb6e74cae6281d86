package io.gds.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.CreateOptions;
import io.gds.database.Database;
import io.gds.database.DropOptions;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupVerification;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.cloning.CloneKind;
import io.gds.database.cloning.CloneOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SqliteEndToEndTest {
  private final Sandbox sandbox = new Sandbox();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void theMainJobRunsFromCreationToDrop() {
    SqliteDatabase shop = sandbox.database("shop").create(CreateOptions.defaults());
    assertThat(sandbox.engine().databases()).extracting(Database::name).containsExactly("shop");
    Sandbox.fill(sandbox.file("shop"), "wal", 3000, "shop");
    String content = Sandbox.content(sandbox.file("shop"));
    BackupInfo backup = shop.backup(BackupOptions.into(sandbox.backups()));
    assertThat(backup.checked()).contains("integrity_check found nothing");
    for (VerifyLevel level : VerifyLevel.values()) {
      BackupVerification proof =
          sandbox
              .engine()
              .verifyBackup(VerifyOptions.builder().backup(backup.location()).level(level).build());
      assertThat(proof.checked()).isNotEmpty();
    }
    shop.drop(DropOptions.defaults());
    assertThat(shop.exists()).isFalse();
    assertThat(sandbox.files()).isEmpty();
    RestoreInfo restored = shop.restore(RestoreOptions.from(backup.location().path()));
    assertThat(restored.next()).isEmpty();
    assertThat(Sandbox.content(sandbox.file("shop"))).isEqualTo(content);
    assertThat(shop.refresh().journalMode()).contains(SqliteJournalMode.WAL);
    assertThat(shop.clone(CloneOptions.to("copy")).kind()).isEqualTo(CloneKind.COPY);
    assertThat(Sandbox.content(sandbox.file("copy"))).isEqualTo(content);
    shop.clone(CloneOptions.builder().to("shape").kind(CloneKind.STRUCTURE_ONLY).build());
    assertThat(Sandbox.ask(sandbox.file("shape"), "SELECT count(*) FROM item")).isEqualTo("0");
    assertThat(sandbox.engine().databases())
        .extracting(Database::name)
        .containsExactly("copy", "shape", "shop");
    assertThat(sandbox.files()).containsExactly("copy.db", "shape.db", "shop.db");
  }
}
