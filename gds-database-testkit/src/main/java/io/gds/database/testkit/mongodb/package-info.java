/**
 * A MongoDB server in the test's own process: {@link io.gds.database.testkit.mongodb.MongoKit}. Who
 * uses it brings mongo-java-server and the driver.
 */
@NullMarked
package io.gds.database.testkit.mongodb;

import org.jspecify.annotations.NullMarked;
