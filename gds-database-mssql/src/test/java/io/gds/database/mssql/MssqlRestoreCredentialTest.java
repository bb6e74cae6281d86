package io.gds.database.mssql;

import static io.gds.database.mssql.MssqlBackedScene.archive;
import static io.gds.database.mssql.MssqlBackedScene.changes;
import static io.gds.database.mssql.MssqlBackedScene.history;
import static io.gds.database.mssql.MssqlBackedScene.refusals;
import static io.gds.database.mssql.MssqlBackedScene.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gds.database.backup.Location;
import io.gds.database.backup.RestoreInfo;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyOptions;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.operation.Check;
import io.gds.database.operation.Operation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The key of a storage account: for page blobs, and never given for nothing. */
class MssqlRestoreCredentialTest {
  private static final String BLOB = "https://a.blob.core.windows.net/c/";
  private static final String BY_KEY = "CREDENTIAL = N'store''s key'";

  private final MssqlBackedScene it = new MssqlBackedScene();

  @AfterEach
  void end() {
    it.close();
  }

  private static RestoreOptions.Builder keyed(RestoreOptions.Builder options) {
    return options.option(MssqlRestore.CREDENTIAL, "store's key");
  }

  private void fullAtBlob(String name) {
    it.sql(
        "BACKUP DATABASE [shop] TO URL = N'"
            + BLOB
            + name
            + "' WITH CHECKSUM, CREDENTIAL = N'store''s key'");
  }

  private void assertFault(RestoreOptions.Builder options) {
    assertThatThrownBy(() -> it.database("copy").prepareRestore(keyed(options).build()))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mssql.credential")
        .hasMessageContaining("belongs to a backup at an address of Azure");
  }

  @Test
  void whereNothingLiesAtAnAddressOfAzureItIsRefused() {
    it.full("/b/1.bak");
    assertFault(archive("/b/1.bak"));
    assertFault(
        RestoreOptions.builder().from(RestoreSource.archive(Location.url("s3://store:443/b/1"))));
    assertFault(
        RestoreOptions.builder().from(RestoreSource.history("shop", Location.server("/b"))));
    VerifyOptions verify =
        VerifyOptions.builder()
            .backup(Location.url("s3://store:443/b/1.bak"))
            .option(MssqlVerify.CREDENTIAL, "store's key")
            .build();
    assertThatThrownBy(() -> it.scene.engine.prepareVerifyBackup(verify))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("mssql.credential");
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(keyed(history()).build());
    assertThat(refusals(planned)).containsExactly(ErrorCode.INVALID_OPTIONS);
    assertThat(planned.checks())
        .filteredOn(Check::refused)
        .extracting(Check::measured)
        .containsExactly("none lies at an address of Azure");
    String before = it.scene.model.contents();
    assertThatThrownBy(planned::run).isInstanceOf(InvalidOptionsException.class);
    assertThat(it.scene.model.contents()).isEqualTo(before);
  }

  @Test
  void whatLiesOnDisksBesideBlobsIsReadWithoutIt() {
    it.row("one");
    fullAtBlob("1.bak");
    it.row("two");
    it.log("/b/1.trn");
    Operation<RestoreInfo> planned = it.database("copy").prepareRestore(keyed(history()).build());
    assertThat(refusals(planned)).isEmpty();
    assertThat(changes(planned).get(0)).startsWith("RESTORE DATABASE").contains(BY_KEY);
    assertThat(changes(planned).get(1)).startsWith("RESTORE LOG").doesNotContain("CREDENTIAL");
    planned.run();
    assertThat(it.scene.model.rows("copy")).containsExactly("one", "two");
  }

  @Test
  void filesOfAllKindsAreNamedTogether() {
    it.row("one");
    fullAtBlob("1.bak");
    it.row("two");
    it.sql("BACKUP LOG [shop] TO URL = N's3://store:443/b/1.trn' WITH CHECKSUM");
    it.row("three");
    it.log("/b/2.trn");
    it.scene.model.storage().forgetHistory();
    RestoreOptions.Builder named =
        keyed(history())
            .option(MssqlRestore.FILES, "/b/2.trn|s3://store:443/b/1.trn|" + BLOB + "1.bak");
    it.database("copy").restore(named.build());
    assertThat(it.scene.model.rows("copy")).containsExactly("one", "two", "three");
  }

  @Test
  void theTailOfALogGoesToAPageBlobByIt() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    RestoreOptions withTail =
        keyed(history()).overwrite(true).option(MssqlRestore.TAIL_LOG, BLOB + "tail.trn").build();
    Operation<RestoreInfo> planned = it.shop.prepareRestore(withTail);
    assertThat(refusals(planned)).isEmpty();
    List<String> changes = changes(planned);
    assertThat(changes.get(0))
        .matches(
            "BACKUP LOG \\[shop\\] TO URL = N'https://a.blob.core.windows.net/c/tail.trn' WITH"
                + " NORECOVERY, CREDENTIAL = N'store''s key', NAME = N'gds tail .{36}', CHECKSUM,"
                + " STOP_ON_ERROR, STATS = 5");
    assertThat(changes.get(1)).startsWith("RESTORE DATABASE").doesNotContain("CREDENTIAL");
    assertThat(changes.get(2))
        .startsWith("RESTORE LOG [shop] FROM URL = N'" + BLOB + "tail.trn'")
        .contains(BY_KEY);
    assertThat(script(planned))
        .anyMatch(
            text ->
                text.startsWith("RESTORE VERIFYONLY FROM URL = N'" + BLOB + "tail.trn'")
                    && text.contains(BY_KEY));
    planned.run();
    assertThat(it.scene.model.rows("shop")).containsExactly("one", "two");
  }

  @Test
  void theTailOfADamagedDatabaseGoesThereToo() {
    it.row("one");
    it.full("/b/1.bak");
    it.row("two");
    it.scene.model.storage().suspect("shop");
    RestoreOptions withTail =
        keyed(history()).overwrite(true).option(MssqlRestore.TAIL_LOG, BLOB + "tail.trn").build();
    Operation<RestoreInfo> planned = it.shop.prepareRestore(withTail);
    assertThat(changes(planned).get(0)).contains("NO_TRUNCATE, " + BY_KEY);
    planned.run();
    assertThat(it.scene.model.rows("shop")).containsExactly("one", "two");
  }
}
