/**
 * The one way in which anything is changed: an operation is prepared, can be inspected (checks,
 * script), then run, watched and cancelled, and ends in an outcome that can be trusted. Sees only
 * {@code error} and {@code connection}.
 */
@NullMarked
package io.gds.database.operation;

import org.jspecify.annotations.NullMarked;
