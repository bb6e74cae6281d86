/** Reaching the data of a database by SQL, with the connections and errors of this library. */
@NullMarked
package io.gds.database.data;

import org.jspecify.annotations.NullMarked;
