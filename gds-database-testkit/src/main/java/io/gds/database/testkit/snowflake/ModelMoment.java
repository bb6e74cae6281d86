package io.gds.database.testkit.snowflake;

import java.time.Instant;

/**
 * When something happened. The clock may stand still, so each statement has a number too.
 *
 * @param at by the clock
 * @param ticket the number of the statement that did it
 */
record ModelMoment(Instant at, long ticket) {}
