/**
 * MongoDB 4.2 and newer.
 *
 * <p>Begin with {@link io.gds.database.mongodb.MongoProvider}; {@link
 * io.gds.database.mongodb.MongoEngine} and {@link io.gds.database.mongodb.MongoDatabase} are what
 * is opened.
 *
 * <p>What decides something, or is a form of bytes, is a pure function here and knows no
 * connection: the archive and the directory that {@code mongodump} writes and {@code mongorestore}
 * reads ({@code MongoArchiveReader}, {@code MongoArchiveWriter}, {@code MongoDumpNames}), and the
 * metadata of a collection in them ({@code MongoCollectionMetadata}). What is sent goes through
 * {@code MongoCommands}, as a document: nothing is a text, so nothing need be quoted.
 */
@NullMarked
package io.gds.database.mongodb;

import org.jspecify.annotations.NullMarked;
