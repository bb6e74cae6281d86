/**
 * Wire peers: servers in the test's own JVM that speak a database's protocol, so that its real
 * driver can be run where its real server cannot. A {@link io.gds.database.testkit.wire.WireScript}
 * says what is answered to which statement; every statement and bind that arrives is recorded; what
 * the script does not know fails the test with its text.
 *
 * <p>A peer proves which texts and binds reach a server, and what the driver and all above it make
 * of rows, errors, notices, delays, cancels and broken connections. It does not prove that the
 * server would take the statement, or answer so: take the columns of an answer from the vendor's
 * documentation.
 *
 * <p>{@link io.gds.database.testkit.wire.PostgresPeer} speaks PostgreSQL's protocol, {@link
 * io.gds.database.testkit.wire.SqlServerPeer} that of SQL Server, {@link
 * io.gds.database.testkit.wire.SnowflakePeer} that of Snowflake, and {@link
 * io.gds.database.testkit.wire.MongoPeer} that of MongoDB, where a {@link
 * io.gds.database.testkit.wire.MongoScript} answers commands by documents. Their drivers are not
 * brought along: add {@code org.postgresql:postgresql}, {@code com.microsoft.sqlserver:mssql-jdbc},
 * {@code net.snowflake:snowflake-jdbc} or {@code org.mongodb:mongodb-driver-sync}.
 */
@NullMarked
package io.gds.database.testkit.wire;

import org.jspecify.annotations.NullMarked;
