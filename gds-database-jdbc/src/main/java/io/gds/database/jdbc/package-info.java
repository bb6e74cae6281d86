/**
 * What the platforms that are reached by JDBC share: pools that keep no idle connection, the one
 * place where statements run, quoting of names, SQL kept in resources, and tables from native error
 * codes to this library's errors. Platforms build on it; users of the library do not need it.
 */
@NullMarked
package io.gds.database.jdbc;

import org.jspecify.annotations.NullMarked;
