package io.gds.database.postgres;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key with a certificate that it signed itself, in the forms that server, driver and tools take.
 */
final class Certificate {
  private static final String PASSWORD = "changeit";

  /** The certificate, as PEM. */
  final Path certificate;

  /** The key, as PEM. */
  final Path key;

  /** The key as the driver takes it: PKCS #8 in DER. */
  final Path driverKey;

  private Certificate(Path certificate, Path key, Path driverKey) {
    this.certificate = certificate;
    this.key = key;
    this.driverKey = driverKey;
  }

  /** Makes one in a directory, for these names and addresses: {@code dns:localhost}. */
  static Certificate make(Path directory, String name, String alternatives) throws Exception {
    Path store = directory.resolve(name + ".p12");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                "own",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + name));
    words.addAll(List.of("-ext", "SAN=" + alternatives, "-ext", "bc=ca:true"));
    Depot.run(words.toArray(String[]::new));
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    byte[] key = keys.getKey("own", PASSWORD.toCharArray()).getEncoded();
    Path der = Files.write(directory.resolve(name + ".pk8"), key);
    Path pem = pem(directory.resolve(name + ".key"), "PRIVATE KEY", key);
    for (Path secret : List.of(der, pem)) {
      Depot.run("chmod", "600", secret.toString());
    }
    return new Certificate(
        pem(
            directory.resolve(name + ".crt"),
            "CERTIFICATE",
            keys.getCertificate("own").getEncoded()),
        pem,
        der);
  }

  private static Path pem(Path file, String what, byte[] content) throws Exception {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
  }
}
