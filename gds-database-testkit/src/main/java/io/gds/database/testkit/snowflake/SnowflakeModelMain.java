package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.SnowflakePeer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A model of a Snowflake account as a program of its own, with sample databases and two users, for
 * whoever wants to try a tool on it from a terminal; {@code --help} tells its options. Thread-safe.
 *
 * <pre>{@code
 * try (SnowflakeModelMain running = SnowflakeModelMain.start("--port", "0")) {
 *   // connect to running.url("ada") with running.password()
 * }
 * }</pre>
 *
 * <p>Needs {@code com.h2database:h2} on the class path.
 */
public final class SnowflakeModelMain implements AutoCloseable {
  private static final String PASSWORD = "secret";
  private static final int MISUSED = 2;
  private static final List<String> NAMES = List.of("PROD", "DR", "DR2");
  private static final List<String> REGIONS =
      List.of("AWS_EU_CENTRAL_1", "AWS_EU_WEST_1", "AWS_EU_NORTH_1");

  private final List<SnowflakeModel> models = new ArrayList<>();
  private final List<SnowflakePeer> peers = new ArrayList<>();

  /** Stands in the past while the samples are made, and goes as the machine's does afterwards. */
  private static final class SampleClock extends Clock {
    private volatile Duration back = Duration.ZERO;

    @Override
    public Instant instant() {
      return Clock.systemUTC().instant().minus(back);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    /** This clock itself: an instant is the same in every zone. */
    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private SnowflakeModelMain(ModelProgramOptions options) {
    SampleClock clock = new SampleClock();
    clock.back = options.empty() ? Duration.ZERO : Duration.ofDays(3);
    for (int i = 0; i < options.accounts(); i++) {
      models.add(
          SnowflakeModel.builder()
              .account("ACME", NAMES.get(i))
              .locator("XY1234" + i)
              .region(REGIONS.get(i))
              .edition(options.edition())
              .clock(clock)
              .user("ada", PASSWORD)
              .build());
      models.get(i).access().role("CLERKS").user("CLERK", "CLERKS").password("CLERK", PASSWORD);
    }
    if (!options.empty()) {
      samples(clock);
    }
    for (SnowflakeModel each : models) {
      int port = options.port() == 0 ? 0 : options.port() + peers.size();
      peers.add(each.serve(SnowflakePeer.builder().account(identifier(each)).port(port)));
    }
  }

  private void samples(SampleClock clock) {
    SnowflakeData data = models.get(0).data();
    data.database("SHOP")
        .retention("SHOP", Math.min(7, models.get(0).account().edition().days()))
        .table("SHOP", "PUBLIC", "CUSTOMERS", "ID NUMBER(38,0) NOT NULL", "NAME VARCHAR(100)")
        .table(
            "SHOP",
            "PUBLIC",
            "ORDERS",
            "ID NUMBER(38,0) NOT NULL",
            "CUSTOMER NUMBER(38,0)",
            "TOTAL NUMBER(10,2)")
        .transientDatabase("STAGING")
        .database("OLD")
        .row("SHOP", "PUBLIC", "CUSTOMERS", 1, "Ann")
        .row("SHOP", "PUBLIC", "CUSTOMERS", 2, "Bo");
    for (int day = 1; day <= 3; day++) {
      clock.back = Duration.ofDays(3L - day).plusMinutes(30);
      data.row("SHOP", "PUBLIC", "ORDERS", day, 1 + day % 2, "1" + day + ".50");
    }
    data.drop("OLD");
    if (models.size() > 1) {
      String[] others = NAMES.subList(1, models.size()).toArray(String[]::new);
      SnowflakeGroup group =
          SnowflakeOrganization.of(models.toArray(SnowflakeModel[]::new))
              .failoverGroup("FG", "PROD", "SHOP", others);
      clock.back = Duration.ofMinutes(5);
      for (String other : others) {
        group.refresh(other);
      }
    }
    clock.back = Duration.ZERO;
  }

  private static String identifier(SnowflakeModel model) {
    return (model.organization() + "-" + model.name()).toLowerCase(Locale.ROOT);
  }

  /**
   * Starts one in this JVM.
   *
   * @param args as on a command line
   * @throws IllegalArgumentException for a person to read, if they mean nothing
   * @throws IllegalStateException if it cannot listen on the port
   */
  public static SnowflakeModelMain start(String... args) {
    return new SnowflakeModelMain(new ModelProgramOptions(args));
  }

  /** The account; of several the first. */
  public SnowflakeModel model() {
    return models.get(0);
  }

  /** By what it is reached; of several the first. */
  public SnowflakePeer peer() {
    return peers.get(0);
  }

  /** The password of all users. It protects nothing: what is in a model is made up. */
  public String password() {
    return PASSWORD;
  }

  /** The URL of this user, without the password; of several accounts that of the first. */
  public String url(String user) {
    return url(user, peer());
  }

  /** The URLs of this user by the names of the accounts, of which there may be several. */
  public Map<String, String> urls(String user) {
    Map<String, String> urls = new LinkedHashMap<>();
    for (SnowflakePeer each : peers) {
      urls.put(models.get(urls.size()).name(), url(user, each));
    }
    return urls;
  }

  private static String url(String user, SnowflakePeer peer) {
    return "snowflake://%s@%s:%d?account=%s&ssl=off&warehouse=COMPUTE_WH"
        .formatted(user, peer.host(), peer.port(), peer.account());
  }

  private String greeting() {
    StringBuilder reached = new StringBuilder();
    urls("ada")
        .forEach(
            (name, url) ->
                reached
                    .append(reached.isEmpty() ? "--url '" : " --peer 'ACME." + name + "=")
                    .append(url)
                    .append('\''));
    return """
        A model of a Snowflake account. It ends with Ctrl-C, and all that is in it.

          export SNOWFLAKE_PASSWORD=%s
          ./gds %s --secret env:SNOWFLAKE_PASSWORD %s

        Users: ada, and clerk, who has no rights.
        """
        .formatted(PASSWORD, models.size() > 1 ? "ha status" : "databases", reached);
  }

  /**
   * Ends it.
   *
   * @throws AssertionError if it was asked what it does not know, naming that
   */
  @Override
  public void close() {
    try {
      peers.forEach(SnowflakePeer::close);
    } finally {
      models.forEach(SnowflakeModel::close);
    }
  }

  /** Starts one, tells how it is reached, and serves until the program is ended. */
  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(ModelProgramOptions.USAGE);
      return;
    }
    Optional<SnowflakeModelMain> running = begin(args);
    if (running.isEmpty()) {
      System.exit(MISUSED);
    }
    System.out.print(running.get().greeting());
    new CountDownLatch(1).await();
  }

  private static Optional<SnowflakeModelMain> begin(String... args) {
    try {
      return Optional.of(start(args));
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println("gds-model: " + e.getMessage());
      System.err.println("Its options are told by --help.");
      return Optional.empty();
    }
  }
}
