package io.gds.database.postgres;

import io.gds.database.backup.Location;
import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.core.secret.Secrets;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import io.gds.database.spi.EngineEnvironment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How backups are encrypted, as the options of a statement. A passphrase is fetched each time it is
 * sent, and never kept.
 *
 * @see <a
 *     href="https://www.cockroachlabs.com/docs/stable/take-and-restore-encrypted-backups">Encrypted
 *     backups</a>
 */
final class CockroachEncryption {
  private final EngineEnvironment environment;
  private final Optional<Location> kms;
  private final Optional<SecretRef> passphrase;

  CockroachEncryption(EngineEnvironment environment, OptionValues values) {
    this.environment = environment;
    kms = values.given(CockroachBackup.KMS);
    passphrase = values.given(CockroachBackup.ENCRYPTION_PASSPHRASE);
  }

  /** What is wrong with it. */
  List<OptionFault> faults() {
    return kms.isPresent() && passphrase.isPresent()
        ? List.of(
            new OptionFault(
                CockroachBackup.KMS.id(),
                "and " + CockroachBackup.ENCRYPTION_PASSPHRASE.id() + " exclude each other"))
        : List.of();
  }

  /** The options of the statement; none if nothing is encrypted. */
  List<CockroachStatement> options() {
    List<CockroachStatement> options = new ArrayList<>();
    kms.ifPresent(keys -> options.add(CockroachBackupSql.option("kms", keys.parts())));
    passphrase.ifPresent(
        reference ->
            options.add(
                CockroachStatement.of("encryption_passphrase = ").secret(() -> fetch(reference))));
    return options;
  }

  /** A text of the server without what the keys' URIs hide. */
  String cleared(String text) {
    return kms.map(keys -> new CockroachCollection(keys.parts(), null).cleared(text)).orElse(text);
  }

  /** Nothing of it can be bound, so that it must be a text for a moment. */
  private String fetch(SecretRef reference) {
    try (Secret secret = Secrets.of(environment.secretResolvers()).resolve(reference)) {
      char[] chars = secret.chars();
      try {
        return new String(chars);
      } finally {
        Arrays.fill(chars, '\0');
      }
    }
  }
}
