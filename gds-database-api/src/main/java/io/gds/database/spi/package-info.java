/**
 * What a platform implements, and what it is given. Sees the object model; only {@code manager}
 * sees it.
 */
@NullMarked
package io.gds.database.spi;

import org.jspecify.annotations.NullMarked;
