package io.gds.database.testkit.wire;

import java.util.Map;
import java.util.Objects;

/**
 * Who stands at the door of a Snowflake account, and what they show.
 *
 * @param way how they want to log in
 * @param user as the client wrote it; empty where the token alone says who it is
 * @param secret the password or the token
 * @param passcode the second factor; empty without one
 * @param place where they want to be; each part empty if they did not say
 * @param parameters of the session, as the client asks for them
 */
public record SnowflakeVisit(
    Way way,
    String user,
    String secret,
    String passcode,
    SnowflakePlace place,
    Map<String, String> parameters) {
  /** Keeps a copy. */
  public SnowflakeVisit {
    Objects.requireNonNull(way, "way");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(passcode, "passcode");
    Objects.requireNonNull(place, "place");
    parameters = Map.copyOf(parameters);
  }

  /** How somebody logs in. */
  public enum Way {
    /** By user and password, perhaps with a passcode. */
    PASSWORD,
    /** By a token that the user's private key has signed. */
    KEY_PAIR,
    /** By an access token of an authorization server. */
    OAUTH,
    /** By a programmatic access token. */
    PROGRAMMATIC_TOKEN,
    /** By what the cloud or an issuer attests. */
    WORKLOAD_IDENTITY
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "SnowflakeVisit[" + way + " of " + user + " to " + place + ", secret=<hidden>]";
  }
}
