package io.gds.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.gds.database.backup.Location;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where backups lie, and what of it may be seen. */
class CockroachCollectionTest {
  private static CockroachCollection of(String... uris) {
    return CockroachCollection.of(Location.url(uris));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "external://backups",
        "external://backups/sub",
        "s3://b/c?AUTH=implicit",
        "gs://b?AUTH=implicit",
        "azure-blob://c/p?AUTH=implicit",
        "nodelocal://1/backups",
        "userfile://defaultdb.public.files/b",
        "userfile:///b"
      })
  void whatTheClusterWritesToIsTaken(String uri) {
    assertThat(CockroachCollection.fault("into", Location.url(uri))).isEmpty();
    assertThat(of(uri).chain()).isNull();
    assertThat(of(uri).location()).isEqualTo(Location.url(uri));
  }

  @Test
  void anythingElseIsRefusedWithAReason() {
    assertThat(CockroachCollection.fault("into", Location.local(Path.of("/backups"))))
        .hasValueSatisfying(
            fault -> assertThat(fault.reason()).contains("that the cluster itself writes to"));
    assertThat(CockroachCollection.fault("into", Location.server("/backups"))).isPresent();
    assertThat(CockroachCollection.fault("into", Location.engine("backups"))).isPresent();
    assertThat(CockroachCollection.fault("into", Location.url("https://h/p?token=hush")))
        .hasValueSatisfying(
            fault ->
                assertThat(fault.reason()).contains("for imports only").doesNotContain("hush"));
    assertThat(CockroachCollection.fault("into", Location.url("ftp://u:hush@h/p?k=hush")))
        .hasValueSatisfying(
            fault -> assertThat(fault.reason()).contains("ftp://").doesNotContain("hush"));
    assertThat(CockroachCollection.fault("into", Location.url("not a uri, hush")))
        .hasValueSatisfying(fault -> assertThat(fault.reason()).doesNotContain("hush"));
  }

  @ParameterizedTest
  @CsvSource({
    "external://b/2026/11/21-133013.12, external://b, /2026/11/21-133013.12",
    "external://b/2026/11/21-133013.12/, external://b, /2026/11/21-133013.12",
    "s3://b/c/2026/11/21-133013.12?AUTH=implicit, s3://b/c?AUTH=implicit, /2026/11/21-133013.12",
    "nodelocal://1/2025/01/01-000000.00/2026/11/21-133013.12, nodelocal://1/2025/01/01-000000.00,"
        + " /2026/11/21-133013.12",
  })
  void oneBackupIsNamedByItsSubdirectory(String uri, String collection, String chain) {
    assertThat(of(uri).uris()).containsExactly(collection);
    assertThat(of(uri).chain()).isEqualTo(chain);
  }

  @Test
  void aPlaceIsTheSameAfterAWayThereAndBack() {
    CockroachCollection place =
        of("s3://b/c/?AUTH=implicit&X=y", "s3://d?COCKROACH_LOCALITY=r")
            .chain("2026/11/21-133013.12");
    Location location = place.location();
    assertThat(location.parts())
        .containsExactly(
            "s3://b/c/2026/11/21-133013.12?AUTH=implicit&X=y",
            "s3://d/2026/11/21-133013.12?COCKROACH_LOCALITY=r");
    assertThat(CockroachCollection.of(location).chain()).isEqualTo("/2026/11/21-133013.12");
    assertThat(CockroachCollection.of(location).uris())
        .containsExactly("s3://b/c?AUTH=implicit&X=y", "s3://d?COCKROACH_LOCALITY=r");
  }

  @Test
  void localitiesThatNameDifferentBackupsAreRefused() {
    assertThat(
            CockroachCollection.fault(
                "from", Location.url("s3://a/2026/11/21-133013.12", "s3://b/2026/11/21-133014.12")))
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://b?AWS_ACCESS_KEY_ID=k&AWS_SECRET_ACCESS_KEY=s,"
        + " s3://b?AWS_ACCESS_KEY_ID=<hidden>&AWS_SECRET_ACCESS_KEY=<hidden>",
    "s3://b?AWS_SESSION_TOKEN=t&AUTH=specified, s3://b?AWS_SESSION_TOKEN=<hidden>&AUTH=specified",
    "azure-blob://c?AZURE_ACCOUNT_KEY=k, azure-blob://c?AZURE_ACCOUNT_KEY=<hidden>",
    "gs://b?CREDENTIALS=abc&AUTH=specified, gs://b?CREDENTIALS=<hidden>&AUTH=specified",
    "s3://b?sv=1&s3cret key here&=x, s3://b?sv=<hidden>&<hidden>&<hidden>",
    "s3://user:pw@b/p?, s3://<hidden>@b/p?",
    "s3://b/p#frag, s3://b/p#<hidden>",
    "external://b, external://b",
    "no uri, <hidden>",
  })
  void onlyWhatOpensNothingIsShown(String uri, String shown) {
    assertThat(CockroachCollection.shown(uri)).isEqualTo(shown);
  }

  @Test
  void theServersWordsAreClearedOfKeysHoweverTheyAreWritten() {
    CockroachCollection place =
        of("s3://b/c?AWS_ACCESS_KEY_ID=AKIA7&AWS_SECRET_ACCESS_KEY=a%2Fb%2Bc");
    assertThat(
            place.cleared(
                "cannot open s3://b/c?AWS_ACCESS_KEY_ID=AKIA7&AWS_SECRET_ACCESS_KEY=a%2Fb%2Bc:"
                    + " key a/b+c of AKIA7 is not known"))
        .isEqualTo(
            "cannot open s3://b/c?AWS_ACCESS_KEY_ID=<hidden>&AWS_SECRET_ACCESS_KEY=<hidden>: key"
                + " <hidden> of <hidden> is not known");
    assertThat(of("external://b").cleared("nothing to hide in external://b"))
        .isEqualTo("nothing to hide in external://b");
    assertThat(of("s3://b?K=%ZZ-broken").cleared("about %ZZ-broken")).isEqualTo("about <hidden>");
    assertThat(place)
        .hasToString("s3://b/c?AWS_ACCESS_KEY_ID=<hidden>&AWS_SECRET_ACCESS_KEY=<hidden>");
  }
}
