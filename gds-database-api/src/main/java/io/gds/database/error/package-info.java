/**
 * What can go wrong, as types: one unchecked tree under {@link
 * io.gds.database.error.DatabaseException}, one code per situation in {@link
 * io.gds.database.error.ErrorCode}. The lowest package of the library: it sees no other.
 */
@NullMarked
package io.gds.database.error;

import org.jspecify.annotations.NullMarked;
