/**
 * MongoDB in the test's own process: a server with data, {@link
 * io.gds.database.testkit.mongodb.MongoKit}, and a replica set without any, {@link
 * io.gds.database.testkit.mongodb.MongoSetModel}. Who uses the first brings mongo-java-server and
 * the driver.
 */
@NullMarked
package io.gds.database.testkit.mongodb;

import org.jspecify.annotations.NullMarked;
