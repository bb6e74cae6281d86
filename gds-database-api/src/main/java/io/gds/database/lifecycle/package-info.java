/** Starting, stopping and restarting a server, and putting a database in and out of use. */
@NullMarked
package io.gds.database.lifecycle;

import org.jspecify.annotations.NullMarked;
