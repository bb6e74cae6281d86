/** Clones: a second database like the first, by the cheapest way the platform has. */
@NullMarked
package io.gds.database.cloning;

import org.jspecify.annotations.NullMarked;
