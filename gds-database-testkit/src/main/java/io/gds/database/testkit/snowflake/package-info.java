/** A Snowflake account that is not there: what it holds, and how it answers. */
@NullMarked
package io.gds.database.testkit.snowflake;

import org.jspecify.annotations.NullMarked;
