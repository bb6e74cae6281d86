package io.gds.database.core.secret;

import io.gds.database.connection.Secret;
import io.gds.database.connection.SecretRef;
import io.gds.database.connection.SecretResolver;
import io.gds.database.error.DatabaseException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import javax.crypto.SecretKey;

/**
 * Secrets in PKCS#12 key stores, as {@code keystore:/path/store.p12#alias}: the entry is a secret
 * key whose bytes are the secret in UTF-8, as {@code keytool -importpass} makes it. The store's
 * password is a secret of its own, by default the environment variable {@value #PASSWORD_VARIABLE};
 * entries have the same password as their store. Thread-safe.
 */
public final class KeystoreSecrets implements SecretResolver {
  /** The environment variable that holds the store's password unless another place is named. */
  public static final String PASSWORD_VARIABLE = "GDS_KEYSTORE_PASSWORD";

  private static final long MAX_BYTES = 16L * 1024 * 1024;

  private final SecretRef storePassword;
  private final Function<SecretRef, Secret> secrets;

  /** Opens stores with the password in {@value #PASSWORD_VARIABLE}. */
  public KeystoreSecrets() {
    this(SecretRef.of("env", PASSWORD_VARIABLE));
  }

  /** Opens stores with the password found here: inline, or in a built-in resolver. */
  public KeystoreSecrets(SecretRef storePassword) {
    this(storePassword, ref -> Secrets.builtIn().resolve(ref));
  }

  KeystoreSecrets(SecretRef storePassword, Function<SecretRef, Secret> secrets) {
    this.storePassword = Objects.requireNonNull(storePassword, "storePassword");
    if (storePassword.provider().equals("keystore")) {
      throw new IllegalArgumentException("a key store's password cannot lie in a key store");
    }
    this.secrets = secrets;
  }

  /** {@code keystore}. */
  @Override
  public String provider() {
    return "keystore";
  }

  @Override
  public Secret resolve(String key) {
    int hash = key.lastIndexOf('#');
    if (hash < 1 || hash == key.length() - 1) {
      throw missing(key, "names no entry", "Write it as keystore:/path/store.p12#alias.");
    }
    try (Secret password = secrets.apply(storePassword)) {
      char[] chars = password.chars();
      try {
        return read(key, Path.of(key.substring(0, hash)), key.substring(hash + 1), chars);
      } finally {
        Arrays.fill(chars, '\0');
      }
    } catch (InvalidPathException e) {
      throw missing(key, "lies in a store that is not a path", "Give the path of a PKCS#12 file.");
    } catch (IOException | GeneralSecurityException e) {
      throw SecretText.unavailable(
              provider(),
              key,
              "lies in a store that could not be opened",
              "Check that it is a PKCS#12 file and that its password is in " + storePassword + ".")
          .cause(e)
          .toException();
    }
  }

  private Secret read(String key, Path file, String alias, char[] password)
      throws IOException, GeneralSecurityException {
    if (!Files.isRegularFile(file)) {
      throw missing(key, "lies in a store that does not exist", "Give the path of a PKCS#12 file.");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw missing(key, "lies in a store above 16 MiB", "Check that the path is the right one.");
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      store.load(in, password);
    }
    Key entry = store.getKey(alias, password);
    if (!(entry instanceof SecretKey)) {
      throw missing(
          key,
          entry == null ? "is not in the store" : "is not a secret key",
          "Add it by: keytool -importpass -storetype PKCS12 -alias "
              + alias
              + " -keystore "
              + file);
    }
    byte[] bytes = entry.getEncoded();
    try {
      return SecretText.decode(bytes, bytes.length)
          .orElseThrow(
              () -> missing(key, "is not text in UTF-8", "Store the secret as UTF-8 text."));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private DatabaseException missing(String key, String why, String remedy) {
    return SecretText.missing(provider(), key, why, remedy);
  }
}
