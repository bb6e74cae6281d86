/** What {@code gds-model} runs: the models of servers, by the names of their platforms. */
@NullMarked
package io.gds.database.testkit.program;

import org.jspecify.annotations.NullMarked;
