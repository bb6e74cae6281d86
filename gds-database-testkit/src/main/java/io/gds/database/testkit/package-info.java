/**
 * What tests need around a database: a clock that obeys, a log that is caught, a look for leaks and
 * for secrets. The fake engine is in {@code fake}, the suites every platform must pass in {@code
 * contract}; both see this package, which sees neither.
 */
@NullMarked
package io.gds.database.testkit;

import org.jspecify.annotations.NullMarked;
