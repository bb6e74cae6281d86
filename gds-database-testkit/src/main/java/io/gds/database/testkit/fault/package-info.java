/**
 * A network that fails on demand: {@link io.gds.database.testkit.fault.FaultProxy} stands before
 * any TCP server, and cuts, resets, stalls, slows down, or swallows an answer.
 */
@NullMarked
package io.gds.database.testkit.fault;

import org.jspecify.annotations.NullMarked;
