package io.gds.database.cli;

import picocli.CommandLine.IVersionProvider;

/** The version this was built as. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "gds " + of(Gds.class), "Java " + System.getProperty("java.version") + ", Apache-2.0"
    };
  }

  /** The version in the manifest of the jar a class came from; outside a jar there is none. */
  static String of(Class<?> type) {
    String version = type.getPackage().getImplementationVersion();
    return version == null ? "(unpackaged)" : version;
  }
}
