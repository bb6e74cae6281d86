package io.gds.database.mssql;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a BACKUP statement says, typed. Immutable.
 *
 * @param database the database
 * @param kind full, differential or log
 * @param destination where to
 * @param name the set's name, by which it is found again in the history: unique
 * @param description a text for people
 * @param copyOnly whether it leaves other people's chains alone
 * @param checksum whether pages and the set itself get checksums
 * @param compression how it is compressed
 * @param encryption by what it is encrypted
 * @param media what becomes of what lies there
 * @param retainDays for how many days the media may not be begun anew
 * @param transfer buffers and blocks
 * @param credential the credential of a page blob; a token's is named like its container instead
 * @param log what becomes of the database and the log; for logs only
 */
record MssqlBackupSpec(
    String database,
    MssqlBackupKind kind,
    MssqlDestination destination,
    String name,
    Optional<String> description,
    boolean copyOnly,
    boolean checksum,
    MssqlCompression compression,
    Optional<Encryption> encryption,
    MssqlMediaUse media,
    OptionalInt retainDays,
    Transfer transfer,
    Optional<String> credential,
    LogUse log) {

  /** What becomes of the database and of the log when the log is backed up. */
  enum LogUse {
    /** The log that was backed up is freed. */
    TRUNCATE(""),
    /** The database is taken offline into the state RESTORING: the tail of the log. */
    NORECOVERY("NORECOVERY"),
    /** The log of a damaged database, left as it is. */
    NO_TRUNCATE("NO_TRUNCATE");

    private final String sql;

    LogUse(String sql) {
      this.sql = sql;
    }
  }

  /**
   * By what a backup is encrypted.
   *
   * @param algorithm how
   * @param encryptor the name of the certificate or key in {@code master}
   * @param asymmetricKey whether it is an asymmetric key, not a certificate
   */
  record Encryption(MssqlEncryptionAlgorithm algorithm, String encryptor, boolean asymmetricKey) {
    private String sql() {
      return "ENCRYPTION (ALGORITHM = "
          + algorithm
          + ", SERVER "
          + (asymmetricKey ? "ASYMMETRIC KEY" : "CERTIFICATE")
          + " = "
          + MssqlSql.name(encryptor)
          + ")";
    }
  }

  /**
   * Buffers and blocks; empty leaves them to the server.
   *
   * @param bufferCount how many buffers
   * @param maxTransferSize how many bytes at once: a multiple of 64 KB up to 4 MB
   * @param blockSize the size of a block: a power of two from 512 to 65,536
   */
  record Transfer(OptionalInt bufferCount, OptionalInt maxTransferSize, OptionalInt blockSize) {
    static final Transfer DEFAULT =
        new Transfer(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    private void check(boolean disk, List<OptionFault> faults) {
      int most = disk ? 4 << 20 : 20 << 20;
      bufferCount.stream()
          .filter(count -> count < 1)
          .forEach(count -> faults.add(new OptionFault("buffer count", "is at least 1")));
      maxTransferSize.stream()
          .filter(size -> size < 64 << 10 || size > most || size % (64 << 10) != 0)
          .forEach(
              size ->
                  faults.add(
                      new OptionFault(
                          "max transfer size", "is a multiple of 65536 up to " + most)));
      blockSize.stream()
          .filter(size -> size < 512 || size > 65_536 || Integer.bitCount(size) != 1)
          .forEach(
              size -> faults.add(new OptionFault("block size", "is a power of two, 512 to 65536")));
    }
  }

  /** A backup of this kind with everything else at its safe default. */
  static MssqlBackupSpec of(
      String database, MssqlBackupKind kind, MssqlDestination destination, String name) {
    return of(database, kind, destination, name, false);
  }

  /** A full backup that leaves other people's chains alone. */
  static MssqlBackupSpec copyOf(String database, MssqlDestination destination, String name) {
    return of(database, MssqlBackupKind.FULL, destination, name, true);
  }

  private static MssqlBackupSpec of(
      String database,
      MssqlBackupKind kind,
      MssqlDestination destination,
      String name,
      boolean copyOnly) {
    return new MssqlBackupSpec(
        database,
        kind,
        destination,
        name,
        Optional.empty(),
        copyOnly,
        true,
        MssqlCompression.SERVER,
        Optional.empty(),
        MssqlMediaUse.NEW,
        OptionalInt.empty(),
        Transfer.DEFAULT,
        Optional.empty(),
        LogUse.TRUNCATE);
  }

  MssqlBackupSpec {
    List<OptionFault> faults = new ArrayList<>();
    boolean isLog = kind == MssqlBackupKind.LOG;
    if (!isLog && kind != MssqlBackupKind.FULL && kind != MssqlBackupKind.DIFFERENTIAL) {
      faults.add(new OptionFault("type", "is full, differential or log"));
    }
    if (copyOnly && kind == MssqlBackupKind.DIFFERENTIAL) {
      faults.add(
          new OptionFault("copy only", "has no effect on a differential, which has a base anyway"));
    }
    if (!isLog && log != LogUse.TRUNCATE) {
      faults.add(new OptionFault("log use", "belongs to a log backup"));
    }
    boolean url = destination.isUrl();
    if (encryption.isPresent() && media != MssqlMediaUse.NEW && media != MssqlMediaUse.FORMAT) {
      faults.add(
          new OptionFault("encryption", "needs media of its own: new or formatted (error 3095)"));
    }
    if (url && (media == MssqlMediaUse.APPEND || media == MssqlMediaUse.OVERWRITE)) {
      faults.add(
          new OptionFault("media", "is new or formatted where blobs and objects are written"));
    }
    if (url && retainDays.isPresent()) {
      faults.add(new OptionFault("retain days", "belong to files of the server"));
    }
    if (name.isBlank() || name.length() > 128) {
      faults.add(new OptionFault("name", "has 1 to 128 characters"));
    }
    if (description.filter(text -> text.length() > 255).isPresent()) {
      faults.add(new OptionFault("description", "has at most 255 characters"));
    }
    if (retainDays.isPresent() && (retainDays.getAsInt() < 0 || retainDays.getAsInt() > 99_999)) {
      faults.add(new OptionFault("retain days", "is 0 to 99999"));
    }
    if (credential.isPresent() && !destination.takesKey()) {
      faults.add(new OptionFault("credential", "belongs to a backup to an address of Azure"));
    }
    transfer.check(!url, faults);
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("backup", faults);
    }
    MssqlSql.NAMES.check(database);
  }

  /** The statement: names, paths and texts as parameters, which the server's grammar takes. */
  MssqlStatement statement() {
    MssqlStatement.Builder sql = new MssqlStatement.Builder();
    sql.text(
        kind == MssqlBackupKind.LOG ? "BACKUP LOG ?" : "BACKUP DATABASE ?",
        new MssqlStatement.Name(database));
    sql.text(" TO " + destination.sql(), destination.binds());
    sql.with(kind == MssqlBackupKind.DIFFERENTIAL, "DIFFERENTIAL");
    sql.with(copyOnly, "COPY_ONLY");
    sql.with(!log.sql.isEmpty(), log.sql);
    sql.with(!compression.sql().isEmpty(), compression.sql());
    encryption.ifPresent(by -> sql.with(by.sql()));
    credential.ifPresent(by -> sql.with("CREDENTIAL = " + MssqlSql.literal(by)));
    sql.with("NAME = ?", name);
    sql.with("DESCRIPTION = ?", description);
    retainDays.ifPresent(days -> sql.with("RETAINDAYS = ?", days));
    String use = media.sql(destination.isUrl());
    sql.with(!use.isEmpty(), use);
    transfer.bufferCount().ifPresent(count -> sql.with("BUFFERCOUNT = ?", count));
    transfer.maxTransferSize().ifPresent(size -> sql.with("MAXTRANSFERSIZE = ?", size));
    transfer.blockSize().ifPresent(size -> sql.with("BLOCKSIZE = ?", size));
    boolean damaged = log == LogUse.NO_TRUNCATE;
    sql.with(checksum ? "CHECKSUM" : "NO_CHECKSUM");
    sql.with(damaged ? "CONTINUE_AFTER_ERROR" : "STOP_ON_ERROR");
    sql.with("STATS = 5");
    return sql.build();
  }
}
