package io.gds.database.testkit.snowflake;

import java.time.Instant;

/**
 * A right that somebody will have on what is made later.
 *
 * @param kind of what is made, such as TABLE
 * @param in the database or schema
 */
record ModelFutureGrant(
    String privilege, String kind, ModelObject in, ModelObject to, boolean option, Instant since) {}
