package io.gds.database.testkit.wire;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client says of itself at log-in. */
record PostgresParameters(Map<String, String> values) {
  String user() {
    return values.getOrDefault("user", "");
  }

  /** As a server does, the database that is called like the user, unless told otherwise. */
  String database() {
    return values.getOrDefault("database", user());
  }

  /** Lets the client in: what the server reports, with what the client has set itself. */
  void welcome(PostgresSetup setup, PostgresStartup.Cancel key, PostgresOutput out)
      throws IOException {
    out.authentication(0, new byte[0]);
    Map<String, String> reported = new LinkedHashMap<>(setup.parameters());
    for (String own : new String[] {"TimeZone", "application_name"}) {
      if (values.containsKey(own)) {
        reported.put(own, values.get(own));
      }
    }
    for (Map.Entry<String, String> parameter : reported.entrySet()) {
      out.parameter(parameter.getKey(), parameter.getValue());
    }
    out.backendKey(key.process(), key.secret());
    out.flush();
  }
}
