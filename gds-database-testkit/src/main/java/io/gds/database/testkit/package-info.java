/**
 * What tests need around a database: a clock that obeys, a log that is caught, a look for leaks and
 * for secrets. The fake engine is in {@code fake}, the suites every platform must pass in {@code
 * contract}, real servers in {@code server}, servers by script in {@code wire}, broken networks in
 * {@code fault}; these may see this package, which sees none of them.
 */
@NullMarked
package io.gds.database.testkit;

import org.jspecify.annotations.NullMarked;
