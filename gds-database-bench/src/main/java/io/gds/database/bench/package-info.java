/** Measures this library against what a user would otherwise use, in one run, interleaved. */
@NullMarked
package io.gds.database.bench;

import org.jspecify.annotations.NullMarked;
