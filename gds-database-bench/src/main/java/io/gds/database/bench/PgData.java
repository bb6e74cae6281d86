package io.gds.database.bench;

/**
 * The tables of pgbench, filled to a size. Their filler is random text instead of blanks, so that
 * compression has something to do. The content is the same in every run.
 *
 * @see <a href="https://www.postgresql.org/docs/current/pgbench.html">pgbench</a>
 */
final class PgData {
  /** About how many bytes a row of accounts has in a dump. */
  static final int ROW = 98;

  private static final int ROWS_OF_A_BRANCH = 100_000;

  private PgData() {}

  /** How many accounts make so many million bytes of a dump. */
  static long rows(int megabytes) {
    return Math.max(1, megabytes * 1_000_000L / ROW);
  }

  /** Makes a database of about so many million bytes of rows, vacuumed, with statistics. */
  static String of(PgServer server, int megabytes) {
    String name = server.newName();
    long rows = rows(megabytes);
    long branches = (rows + ROWS_OF_A_BRANCH - 1) / ROWS_OF_A_BRANCH;
    server.server().execute("CREATE DATABASE " + name + " TEMPLATE template0");
    server
        .server()
        .executeIn(
            name,
            "CREATE TABLE pgbench_branches (bid int not null, bbalance int, filler char(88))",
            "CREATE TABLE pgbench_tellers (tid int not null, bid int, tbalance int,"
                + " filler char(84))",
            "CREATE TABLE pgbench_accounts (aid int not null, bid int, abalance int,"
                + " filler char(84))",
            "INSERT INTO pgbench_branches SELECT b, 0, '' FROM generate_series(1, "
                + branches
                + ") AS b",
            "INSERT INTO pgbench_tellers SELECT t, 1 + (t - 1) / 10, 0, '' FROM generate_series(1, "
                + 10 * branches
                + ") AS t",
            "INSERT INTO pgbench_accounts SELECT a, 1 + (a - 1) / "
                + ROWS_OF_A_BRANCH
                + ", 0, md5(a::text) || md5((-a)::text) || left(md5(a || 'x'), 20)"
                + " FROM generate_series(1, "
                + rows
                + ") AS a",
            "ALTER TABLE pgbench_branches ADD PRIMARY KEY (bid)",
            "ALTER TABLE pgbench_tellers ADD PRIMARY KEY (tid)",
            "ALTER TABLE pgbench_accounts ADD PRIMARY KEY (aid)",
            "VACUUM (FREEZE, ANALYZE)");
    server.checkpoint();
    return name;
  }
}
