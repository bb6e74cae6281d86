/**
 * PostgreSQL 13 and newer. An engine is a server, or the primary of several; open it by a {@code
 * postgresql:} URL, or as {@link io.gds.database.postgres.PostgresEngine} for the typed handles.
 *
 * <p>Two rules go through the whole package. What is sent outside of a driver's bind is written by
 * {@link io.gds.database.postgres.PostgresSql} alone. And a connection belongs to one database: the
 * engine's own leads to the maintenance database named in the URL, and those to others are kept in
 * small pools that are emptied before a database is dropped, renamed or copied.
 */
@NullMarked
package io.gds.database.postgres;

import org.jspecify.annotations.NullMarked;
