package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A few databases with a history, for somebody who wants to look at something: {@code shop} with
 * all its backups of the last day, {@code archive} with one of last week, {@code staging} with
 * none. All is done by statements, as a client would.
 */
final class ModelSamples {
  private static final String PLACE = "/var/opt/mssql/backup/";
  private static final int HOURS = 26;
  private static final int FULL = 25;
  private static final int DIFFERENTIAL = 13;
  private static final int BETWEEN_LOGS = 4;

  private final SqlServerModel model;
  private final HistoryClock clock;
  private final Instant now;

  ModelSamples(SqlServerModel model, HistoryClock clock) {
    this.model = model;
    this.clock = clock;
    now = clock.instant();
  }

  /** Makes them; afterwards the clock goes. */
  void make() {
    clock.stand(now.minus(Duration.ofDays(9)));
    run("CREATE DATABASE [archive]");
    run("ALTER DATABASE [archive] SET RECOVERY SIMPLE");
    model.add("archive", List.of("kept"));
    clock.stand(now.minus(Duration.ofDays(7)));
    run(backup("DATABASE", "archive", "archive-full", ""));
    clock.stand(now.minus(Duration.ofHours(HOURS)));
    run("CREATE DATABASE [shop]");
    run("CREATE DATABASE [staging]");
    run("ALTER DATABASE [shop] SET RECOVERY FULL");
    for (int hour = HOURS; hour > 0; hour--) {
      clock.stand(now.minus(Duration.ofHours(hour)));
      model.add("shop", List.of("order " + (HOURS - hour)));
      clock.stand(clock.instant().plus(Duration.ofMinutes(1)));
      if (hour == FULL) {
        run(backup("DATABASE", "shop", "shop-full", ""));
      } else if (hour == DIFFERENTIAL) {
        run(backup("DATABASE", "shop", "shop-diff", "DIFFERENTIAL, "));
      } else if (hour < FULL && hour % BETWEEN_LOGS == 2) {
        run(backup("LOG", "shop", "shop-log-" + (HOURS - hour), ""));
      }
    }
    clock.go();
  }

  private static String backup(String what, String database, String file, String more) {
    return "BACKUP "
        + what
        + " ["
        + database
        + "] TO DISK = N'"
        + PLACE
        + file
        + ".bak' WITH "
        + more
        + "NAME = N'"
        + file
        + "', INIT, CHECKSUM";
  }

  private void run(String sql) {
    WireAnswer answer = model.answer(new WireRequest(0, "sa", "master", sql, List.of(), Map.of()));
    if (isRefusal(answer)) {
      throw new IllegalStateException(sql + ": " + answer);
    }
  }

  private static boolean isRefusal(WireAnswer answer) {
    return answer instanceof WireAnswer.Failure
        || (answer instanceof WireAnswer.Several several
            && several.answers().stream().anyMatch(ModelSamples::isRefusal));
  }
}
