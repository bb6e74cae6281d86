/** Tests of the command line. */
@NullMarked
package io.gds.database.cli;

import org.jspecify.annotations.NullMarked;
