/**
 * {@code gds}: the command line over the public API, and its living example. Nothing here knows a
 * platform; whatever a provider on the class path declares can be used.
 */
@NullMarked
package io.gds.database.cli;

import org.jspecify.annotations.NullMarked;
