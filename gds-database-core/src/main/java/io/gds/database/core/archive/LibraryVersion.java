package io.gds.database.core.archive;

/** The version of this library, as its jar says. */
final class LibraryVersion {
  private LibraryVersion() {}

  /** The version, or {@code development} where classes are not run from a jar. */
  static String current() {
    String version = LibraryVersion.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
