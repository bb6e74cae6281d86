package io.gds.database.mssql;

/**
 * By what a backup is encrypted.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/backup-encryption">Backup
 *     encryption</a>
 */
public enum MssqlEncryptionAlgorithm {
  /** AES with 128 bits. */
  AES_128,
  /** AES with 192 bits. */
  AES_192,
  /** AES with 256 bits. */
  AES_256
}
