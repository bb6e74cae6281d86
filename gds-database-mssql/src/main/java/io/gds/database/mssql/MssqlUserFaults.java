package io.gds.database.mssql;

import io.gds.database.access.AlterUserOptions;
import io.gds.database.access.CreateUserOptions;
import io.gds.database.connection.AuthType;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which options of logins and users mean nothing, or not together, on SQL Server. */
final class MssqlUserFaults {
  private static final Set<OptionKey<?>> OF_LOGIN =
      Set.of(
          MssqlUser.DEFAULT_DATABASE,
          MssqlUser.CHECK_POLICY,
          MssqlUser.CHECK_EXPIRATION,
          MssqlUser.HASHED,
          MssqlUser.CERTIFICATE);

  private static final Set<OptionKey<?>> OF_USER =
      Set.of(MssqlUser.DEFAULT_SCHEMA, MssqlUser.LOGIN);

  private static final Set<OptionKey<?>> OF_PASSWORD =
      Set.of(MssqlUser.CHECK_POLICY, MssqlUser.CHECK_EXPIRATION, MssqlUser.SID, MssqlUser.HASHED);

  private final List<OptionFault> faults = new ArrayList<>();
  private final OptionValues values;
  private final boolean ofServer;

  private MssqlUserFaults(OptionValues values, boolean ofServer) {
    this.values = values;
    this.ofServer = ofServer;
    for (OptionKey<?> key : ofServer ? OF_USER : OF_LOGIN) {
      if (values.given(key).isPresent()) {
        add(
            key.id(),
            ofServer
                ? "belongs to users of a database: name the database"
                : "belongs to logins of the server: leave the database out");
      }
    }
  }

  private void add(String option, String why) {
    faults.add(new OptionFault(option, why));
  }

  static List<OptionFault> of(CreateUserOptions options, AuthType type) {
    MssqlUserFaults all =
        new MssqlUserFaults(options.platformOptions(), options.database().isEmpty());
    all.common(
        options.expiresAt().isPresent(),
        options.connectionLimit().isPresent(),
        options.comment().isPresent(),
        options.publicKey().isPresent());
    all.creation(options, type);
    return all.faults;
  }

  private void creation(CreateUserOptions options, AuthType type) {
    boolean password = options.password().isPresent();
    if (password && type != AuthType.PASSWORD) {
      add("password", "is given for a log-in by " + type + ": leave it out");
    }
    if (!password && type == AuthType.PASSWORD && ofServer) {
      add("password", "is missing, for a login by password");
    }
    if (!password) {
      OF_PASSWORD.stream()
          .filter(key -> values.given(key).isPresent())
          .forEach(key -> add(key.id(), "goes with a password only"));
    }
    boolean certificate = values.given(MssqlUser.CERTIFICATE).isPresent();
    if (certificate != (type == AuthType.CERTIFICATE)) {
      add(
          MssqlUser.CERTIFICATE.id(),
          certificate ? "goes with authType CERTIFICATE" : "is missing: name the certificate");
    }
    if (values.given(MssqlUser.LOGIN).isPresent() && (password || type == AuthType.NONE)) {
      add(MssqlUser.LOGIN.id(), "contradicts a password, and authType NONE");
    }
    mustChange(
        options.mustChangePassword(), values.given(MssqlUser.HASHED).orElse(false) || !ofServer);
    policy();
    if (ofServer && values.given(MssqlUser.SID).filter(sid -> sid.length() != 34).isPresent()) {
      add(MssqlUser.SID.id(), "of a login has 16 bytes: 32 hexadecimal digits");
    }
  }

  static List<OptionFault> of(AlterUserOptions options) {
    MssqlUserFaults all =
        new MssqlUserFaults(options.platformOptions(), options.database().isEmpty());
    all.common(
        options.expiresAt().isPresent(),
        options.connectionLimit().isPresent(),
        options.comment().isPresent(),
        options.publicKey().isPresent() || options.removeOldKey());
    boolean must = options.mustChangePassword().orElse(false);
    if (must && options.password().isEmpty()) {
      all.add("mustChangePassword", "needs a password: the server takes it only along with one");
    }
    all.mustChange(must, !all.ofServer);
    all.policy();
    if (options.unlock() && !all.ofServer) {
      all.add("unlock", "belongs to logins: a user of a database is never locked");
    }
    if (options.unlock() && all.values.given(MssqlUser.CHECK_POLICY).isPresent()) {
      all.add(MssqlUser.CHECK_POLICY.id(), "contradicts unlock, which turns it off and on again");
    }
    return all.faults;
  }

  private void mustChange(boolean must, boolean impossible) {
    if (must && impossible) {
      add("mustChangePassword", "goes with a login's new password only, and not with a hash");
    }
    Optional<Boolean> expires = values.given(MssqlUser.CHECK_EXPIRATION);
    Optional<Boolean> checked = values.given(MssqlUser.CHECK_POLICY);
    if (must && (expires.equals(Optional.of(false)) || checked.equals(Optional.of(false)))) {
      add("mustChangePassword", "needs the policy and expiration to be checked");
    }
  }

  private void policy() {
    if (values.given(MssqlUser.CHECK_EXPIRATION).equals(Optional.of(true))
        && values.given(MssqlUser.CHECK_POLICY).equals(Optional.of(false))) {
      add(MssqlUser.CHECK_EXPIRATION.id(), "needs " + MssqlUser.CHECK_POLICY.id());
    }
  }

  private void common(boolean expires, boolean limit, boolean comment, boolean key) {
    if (expires) {
      add(
          "expiresAt",
          "is not known to SQL Server: passwords expire by the machine's policy, see "
              + MssqlUser.CHECK_EXPIRATION.id());
    }
    if (limit) {
      add("connectionLimit", "is not known to SQL Server, but by a logon trigger");
    }
    if (comment) {
      add("comment", "is not known to SQL Server for logins and users");
    }
    if (key) {
      add(
          "publicKey",
          "is not known to SQL Server: create an asymmetric key in master, and a login of it");
    }
  }
}
