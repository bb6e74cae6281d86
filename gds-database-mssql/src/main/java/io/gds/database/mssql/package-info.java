/**
 * SQL Server 2016 and newer.
 *
 * <p>Begin with {@link io.gds.database.mssql.MssqlProvider}; {@link
 * io.gds.database.mssql.MssqlEngine} and {@link io.gds.database.mssql.MssqlDatabase} are what is
 * opened.
 *
 * <p>What decides something is a pure function here, and knows no connection: which backups lead to
 * an instant ({@code MssqlChainPlanner}), what can be reached at all, what a statement says, what
 * an error number means. What is sent outside of a driver's bind is written by {@code MssqlSql}
 * alone.
 */
@NullMarked
package io.gds.database.mssql;

import org.jspecify.annotations.NullMarked;
