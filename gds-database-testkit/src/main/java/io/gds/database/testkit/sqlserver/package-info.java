/**
 * A small stateful SQL Server, for tests where none can run: {@link
 * io.gds.database.testkit.sqlserver.SqlServerModel} stands behind the wire peer and answers what a
 * client asks. It has the catalogue views with the columns and types that Microsoft documents, and
 * carries out the statements that it knows by their parsed form; what it does not know fails the
 * test. It proves what a client sends and how it takes the answers, never that a real server
 * agrees.
 */
@NullMarked
package io.gds.database.testkit.sqlserver;

import org.jspecify.annotations.NullMarked;
