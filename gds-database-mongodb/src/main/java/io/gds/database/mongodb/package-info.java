/**
 * MongoDB 4.2 and newer.
 *
 * <p>What decides something, or is a form of bytes, is a pure function here and knows no
 * connection: the archive and the directory that {@code mongodump} writes and {@code mongorestore}
 * reads ({@code MongoArchiveReader}, {@code MongoArchiveWriter}, {@code MongoDumpNames}), and the
 * metadata of a collection in them ({@code MongoCollectionMetadata}).
 */
@NullMarked
package io.gds.database.mongodb;

import org.jspecify.annotations.NullMarked;
