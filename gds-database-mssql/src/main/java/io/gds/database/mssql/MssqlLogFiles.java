package io.gds.database.mssql;

import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The files of a log, as the server reads them out: number 0 is written now, 1 was before it, and
 * so on. Which there are nobody tells but by reading them: what lists them is not documented.
 *
 * @param product whose log
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-readerrorlog-transact-sql">sp_readerrorlog</a>
 */
record MssqlLogFiles(MssqlContext context, Product product) {
  /** The most files that a server keeps. */
  static final int MOST = 99;

  /** Files are large, and whoever takes their entries may be slow. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  /** The first entry of every file says which version of which Microsoft program writes it. */
  private static final String BANNER = "Microsoft";

  private static final String NOT_READ = "22004";

  /** {@code xp_readerrorlog() returned error 2, …}: the system finds no such file. */
  private static final Pattern ABSENT =
      Pattern.compile("xp_readerrorlog\\(\\)\\D*\\b2\\b.*", Pattern.DOTALL);

  /** Whose log it is, and its number for that. */
  enum Product {
    /** The server's. */
    ERRORLOG(1),
    /** The Agent's. */
    SQLAGENT(2);

    private final int number;

    Product(int number) {
      this.number = number;
    }
  }

  /**
   * A file.
   *
   * @param number its number when it was looked at
   * @param begin when its first entry was written, or one soon after; empty if it has none
   */
  record LogFile(int number, Optional<LocalDateTime> begin) {
    /** Whether a first entry of this time can be this file's. */
    boolean canBeginAt(LocalDateTime first) {
      return begin.filter(first::isAfter).isEmpty();
    }
  }

  /** The statement that reads a file, or the entries that hold a text. */
  static String statement(Product product, int number, Optional<String> containing) {
    return "EXEC sys.sp_readerrorlog @p1 = "
        + number
        + ", @p2 = "
        + product.number
        + containing.map(text -> ", @p3 = " + MssqlSql.literal(text)).orElse("");
  }

  /**
   * The files from the newest back, up to and with the first of which something holds.
   *
   * @param last whether older ones are of no interest
   */
  List<LogFile> files(Predicate<LogFile> last) {
    List<LogFile> files = new ArrayList<>();
    for (int number = 0; number <= MOST; number++) {
      Optional<LogFile> file = look(number);
      file.ifPresent(files::add);
      if (file.isEmpty() || last.test(file.get())) {
        break;
      }
    }
    return files;
  }

  private Optional<LogFile> look(int number) {
    return unlessAbsent(
        () -> {
          Optional<LocalDateTime> banner = first(number, Optional.of(BANNER));
          return new LogFile(number, banner.isPresent() ? banner : first(number, Optional.empty()));
        });
  }

  private Optional<LocalDateTime> first(int number, Optional<String> containing) {
    return sql()
        .first(statement(product, number, containing), row -> row.optionalLocalTime("LogDate"))
        .flatMap(time -> time);
  }

  /** Reads a file from its begin; false if there is none of this number. */
  boolean read(int number, Consumer<Row> consumer) {
    return unlessAbsent(
            () -> {
              sql().forEach(statement(product, number, Optional.empty()), consumer);
              return number;
            })
        .isPresent();
  }

  private Sql sql() {
    return context.sql().timeout(PATIENCE);
  }

  private <T> Optional<T> unlessAbsent(Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (DatabaseException e) {
      if (isAbsent(e)) {
        return Optional.empty();
      }
      throw e.code() == ErrorCode.PERMISSION_DENIED ? denied(e) : e;
    }
  }

  private static boolean isAbsent(DatabaseException e) {
    return e.nativeCode().filter(NOT_READ::equals).isPresent()
        && ABSENT.matcher(String.valueOf(e.getMessage())).find();
  }

  private DatabaseException denied(DatabaseException e) {
    MssqlProduct server = context.product();
    return server.isService() || server.version().atLeast(MssqlServerRights.ERROR_LOG_SINCE)
        ? e.details()
            .with("right", MssqlPermission.VIEW_ANY_ERROR_LOG.title())
            .remedy(MssqlServerRights.GRANT_ERROR_LOG)
            .toException()
        : e.details()
            .with("right", MssqlServerRights.SECURITY_ADMINISTRATORS)
            .remedy(MssqlServerRights.JOIN_SECURITY_ADMINISTRATORS)
            .toException();
  }
}
