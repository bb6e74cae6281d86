package io.gds.database.mssql;

import io.gds.database.operation.OptionKey;
import java.util.Set;

/**
 * The options that only SQL Server has when a database is backed up. Several parts of a location
 * are the stripes of one backup.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/t-sql/statements/backup-transact-sql">BACKUP</a>
 */
public final class MssqlBackup {
  private static final int LONGEST_NAME = 80;
  private static final int LONGEST_DESCRIPTION = 255;
  private static final int MOST_STRIPES = 64;

  /**
   * Whether other people's chains are left alone: a full backup that is no base of differentials, a
   * log backup after which the next one begins where this one did. Default: no.
   */
  public static final OptionKey<Boolean> COPY_ONLY =
      OptionKey.of(
              "mssql.copy-only",
              Boolean.class,
              "Whether the chains of backups are left as they are.")
          .defaultsTo(false);

  /** How it is compressed. Default: as the server is configured to. */
  public static final OptionKey<MssqlCompression> COMPRESSION =
      OptionKey.of("mssql.compression", MssqlCompression.class, "How the backup is compressed.")
          .defaultsTo(MssqlCompression.SERVER);

  /**
   * Whether each page's checksum is looked at and the backup gets one of its own, without which
   * verifying it says little. Default: yes.
   */
  public static final OptionKey<Boolean> CHECKSUM =
      OptionKey.of(
              "mssql.checksum",
              Boolean.class,
              "Whether pages are checked and the backup gets checksums.")
          .defaultsTo(true);

  /**
   * The certificate in {@code master} by which it is encrypted. Default: none; not together with
   * {@link #ASYMMETRIC_KEY}.
   */
  public static final OptionKey<String> CERTIFICATE =
      OptionKey.of(
          "mssql.certificate", String.class, "The certificate that the backup is encrypted by.");

  /** The asymmetric key in {@code master} by which it is encrypted. Default: none. */
  public static final OptionKey<String> ASYMMETRIC_KEY =
      OptionKey.of(
          "mssql.asymmetric-key", String.class, "The asymmetric key the backup is encrypted by.");

  /** The algorithm of the encryption. Default: AES with 256 bits. */
  public static final OptionKey<MssqlEncryptionAlgorithm> ENCRYPTION =
      OptionKey.of(
              "mssql.encryption",
              MssqlEncryptionAlgorithm.class,
              "The algorithm that it is encrypted with, if a certificate or key is given.")
          .defaultsTo(MssqlEncryptionAlgorithm.AES_256);

  /** What becomes of what lies there already. Default: nothing may lie there. */
  public static final OptionKey<MssqlMediaUse> MEDIA =
      OptionKey.of(
              "mssql.media",
              MssqlMediaUse.class,
              "What becomes of what already lies where the backup goes.")
          .defaultsTo(MssqlMediaUse.NEW);

  /** Over how many files or objects of the directory it is striped, 1 to 64. Default: 1. */
  public static final OptionKey<Integer> STRIPES =
      OptionKey.of(
              "mssql.stripes",
              Integer.class,
              "Over how many files of the directory the backup is striped.")
          .defaultsTo(1)
          .checked(count -> count >= 1 && count <= MOST_STRIPES, "1 to " + MOST_STRIPES);

  /**
   * What the backup set is called, up to 80 characters; a mark follows that makes the name unique.
   * Default: none, only the mark.
   */
  public static final OptionKey<String> NAME =
      OptionKey.of("mssql.name", String.class, "What the backup set is called.")
          .checked(
              text -> !text.isBlank() && text.length() <= LONGEST_NAME,
              "1 to " + LONGEST_NAME + " characters");

  /** A text for people, up to 255 characters. Default: none. */
  public static final OptionKey<String> DESCRIPTION =
      OptionKey.of("mssql.description", String.class, "A text for people.")
          .checked(
              text -> text.length() <= LONGEST_DESCRIPTION,
              "up to " + LONGEST_DESCRIPTION + " characters");

  /** For how many days the file may not be overwritten. Default: as the server is configured. */
  public static final OptionKey<Integer> RETAIN_DAYS =
      OptionKey.of(
              "mssql.retain-days",
              Integer.class,
              "For how many days the file may not be overwritten.")
          .checked(days -> days >= 0 && days <= 99_999, "0 to 99999");

  /** How many buffers are used. Default: the server's choice. */
  public static final OptionKey<Integer> BUFFER_COUNT =
      OptionKey.of("mssql.buffer-count", Integer.class, "How many buffers are used.")
          .checked(count -> count >= 1, "at least 1");

  /** How many bytes are written at once: a multiple of 65,536. Default: the server's choice. */
  public static final OptionKey<Integer> MAX_TRANSFER_SIZE =
      OptionKey.of("mssql.max-transfer-size", Integer.class, "How many bytes are written at once.")
          .checked(
              size -> size >= 65_536 && size <= 20 << 20 && size % 65_536 == 0,
              "a multiple of 65536, up to 4 MB in a file and 20 MB in an object of S3");

  /** The size of a block in bytes: a power of two. Default: the server's choice. */
  public static final OptionKey<Integer> BLOCK_SIZE =
      OptionKey.of("mssql.block-size", Integer.class, "The size of a block in bytes.")
          .checked(
              size -> size >= 512 && size <= 65_536 && Integer.bitCount(size) == 1,
              "a power of two from 512 to 65536");

  /**
   * The credential of the server that holds a storage account's key, which makes a page blob of an
   * address. Not for access by a token: that credential has the name of its container and is found
   * without being named. Default: none.
   */
  public static final OptionKey<String> CREDENTIAL =
      OptionKey.of(
          "mssql.credential",
          String.class,
          "The server's credential with a storage account's key.");

  /** All of them. */
  static final Set<OptionKey<?>> KEYS =
      Set.of(
          COPY_ONLY,
          COMPRESSION,
          CHECKSUM,
          CERTIFICATE,
          ASYMMETRIC_KEY,
          ENCRYPTION,
          MEDIA,
          STRIPES,
          NAME,
          DESCRIPTION,
          RETAIN_DAYS,
          BUFFER_COUNT,
          MAX_TRANSFER_SIZE,
          BLOCK_SIZE,
          CREDENTIAL);

  private MssqlBackup() {}
}
