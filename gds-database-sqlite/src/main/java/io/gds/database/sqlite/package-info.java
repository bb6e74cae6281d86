/**
 * SQLite, the embedded default. An engine is a directory of database files, or a single one. Open
 * it by a {@code sqlite:} URL, or as {@link io.gds.database.sqlite.SqliteEngine} for the typed
 * handles.
 *
 * <p>One rule goes through the whole package: a file that may be a live database is opened by
 * SQLite alone. On POSIX systems a process that closes any descriptor of a file loses all locks it
 * holds on it, so that reading sixteen bytes of a header by {@code java.nio} would take away the
 * locks of a transaction that runs elsewhere in the same process.
 */
@NullMarked
package io.gds.database.sqlite;

import org.jspecify.annotations.NullMarked;
