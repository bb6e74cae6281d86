package io.gds.database.postgres;

import io.gds.database.testkit.wire.PostgresPeer;
import io.gds.database.testkit.wire.WireAnswer;
import io.gds.database.testkit.wire.WireRequest;
import io.gds.database.testkit.wire.WireScript;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that takes backups, as far as its statements and their answers go. A job exists once
 * the transaction that made it is committed; how it goes on, each test says.
 *
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/show-jobs#response">SHOW JOBS,
 *     response</a>
 * @see <a href="https://www.cockroachlabs.com/docs/v24.3/show-backup#response">SHOW BACKUP,
 *     response</a>
 */
final class CockroachBackupPeer implements AutoCloseable {
  static final long JOB = 592786066399264769L;
  static final String URI = "external://backups";
  static final String CHAIN = "/2026/11/21-133013.12";
  static final Instant CREATED = Instant.parse("2026-11-21T13:30:23.123456Z");
  static final Instant END = Instant.parse("2026-11-21T13:30:13.123456789Z");

  private final CockroachScene scene = new CockroachScene();
  final PostgresPeer peer = scene.peer;
  final CockroachEngine engine = scene.engine;
  final Set<String> databases = scene.databases;
  private final Map<String, List<Layer>> chains = new TreeMap<>();
  private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
  private final Deque<Job> uncommitted = new ArrayDeque<>();
  private long nextJob = JOB;
  private List<State> nextStates = List.of(State.of("succeeded", 1));
  private @Nullable String grown;
  private @Nullable List<Layer> growth;

  /** How a job stands at one look. */
  record State(String status, double fraction, @Nullable String error) {
    static State of(String status, double fraction) {
      return new State(status, fraction, null);
    }
  }

  private static final class Job {
    final long id;
    final String type;
    final String description;
    final Deque<State> states;
    final @Nullable String database;

    Job(long id, String type, String description, List<State> states, @Nullable String database) {
      this.id = id;
      this.type = type;
      this.description = description;
      this.states = new ArrayDeque<>(states);
      this.database = database;
    }
  }

  /** A backup of a chain. */
  record Layer(
      @Nullable Instant start, Instant end, boolean cluster, String history, List<String> of) {
    static Layer full(Instant end, String... of) {
      return new Layer(null, end, false, "Latest", List.of(of));
    }

    Layer revisions() {
      return new Layer(start, end, cluster, "All", of);
    }

    Layer from(Instant before) {
      return new Layer(before, end, cluster, history, of);
    }

    Layer ofCluster() {
      return new Layer(start, end, true, history, of);
    }
  }

  CockroachBackupPeer() {
    WireScript script = peer.script();
    script.matching("BACKUP .*").columns("job_id int8").by(request -> submit(request, "BACKUP"));
    script.matching("RESTORE .*").columns("job_id int8").by(request -> submit(request, "RESTORE"));
    script.on("COMMIT").by(request -> commit());
    script.on("ROLLBACK").by(request -> rollback());
    script.beginningWith("SHOW JOB ").by(this::job);
    script.beginningWith("CANCEL JOB ").by(request -> wish(request, "canceled"));
    script.beginningWith("PAUSE JOB ").by(request -> wish(request, "paused"));
    script.beginningWith("RESUME JOB ").by(request -> wish(request, "running"));
    script.beginningWith("SHOW BACKUPS IN ").by(request -> collection());
    script
        .beginningWith("WITH b AS (SHOW BACKUP FROM ")
        .by(
            request ->
                request.statement().contains(" WITH as_json")
                    ? manifests(request)
                    : chain(request));
    script.matching("DROP DATABASE IF EXISTS .* CASCADE").by(this::drop);
  }

  /** What is in the collection. */
  synchronized CockroachBackupPeer chain(String subdirectory, Layer... layers) {
    chains.put(subdirectory, new ArrayList<>(List.of(layers)));
    return this;
  }

  /** What is in the collection once the next job has succeeded. */
  synchronized CockroachBackupPeer grows(String subdirectory, Layer... layers) {
    grown = subdirectory;
    growth = List.of(layers);
    return this;
  }

  /** How the next job goes on: one state for each look, the last for ever. */
  synchronized CockroachBackupPeer nextJob(State... states) {
    nextStates = List.of(states);
    return this;
  }

  /** How the job that there is goes on from now. */
  synchronized void becomes(State state) {
    for (Job job : jobs.values()) {
      job.states.clear();
      job.states.add(state);
    }
  }

  /** Whether a job is there. */
  boolean hasJob(long id) {
    return jobs.containsKey(id);
  }

  /** What was asked that changes anything. */
  List<String> changes() {
    return peer.script().statements().stream()
        .filter(sql -> sql.matches("(?s)(BACKUP|RESTORE|CANCEL|PAUSE|RESUME|DROP) .*"))
        .toList();
  }

  private synchronized WireAnswer submit(WireRequest request, String type) {
    String sql = request.statement();
    String described =
        type.equals("BACKUP") && !sql.contains(" IN ")
            ? sql.replaceFirst("INTO ", "INTO '" + CHAIN + "' IN ")
            : sql;
    String restored = sql.replaceFirst("(?s).* new_db_name = '([^']*)'.*", "$1");
    Job job =
        new Job(
            nextJob++,
            type,
            described
                .replaceAll("\\?[^']*'", "?redacted'")
                .replaceAll("passphrase = '(?:[^']|'')*'", "passphrase = 'redacted'"),
            nextStates,
            restored.equals(sql)
                ? sql.replaceFirst("(?s)RESTORE DATABASE \"([^\"]*)\".*", "$1")
                : restored);
    uncommitted.add(job);
    return WireAnswer.rows("job_id int8").row(job.id);
  }

  private synchronized WireAnswer commit() {
    while (!uncommitted.isEmpty()) {
      Job job = uncommitted.remove();
      jobs.put(job.id, job);
    }
    return WireAnswer.passed();
  }

  private synchronized WireAnswer rollback() {
    uncommitted.clear();
    return WireAnswer.passed();
  }

  private synchronized WireAnswer job(WireRequest request) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "job_id int8",
            "job_type string",
            "description string",
            "statement string",
            "user_name string",
            "status string",
            "running_status string",
            "created timestamptz",
            "started timestamptz",
            "finished timestamptz",
            "modified timestamptz",
            "fraction_completed float",
            "error string",
            "coordinator_id int8",
            "trace_id int8",
            "execution_errors string[]");
    Job job = jobs.get(Long.parseLong(request.statement().substring("SHOW JOB ".length())));
    if (job == null) {
      return rows;
    }
    State state = job.states.size() > 1 ? job.states.remove() : job.states.element();
    boolean ended =
        Set.of("succeeded", "failed", "canceled", "revert-failed").contains(state.status());
    if (state.status().equals("succeeded")) {
      List<Layer> made = growth;
      if (job.type.equals("BACKUP") && made != null) {
        chains.put(String.valueOf(grown), new ArrayList<>(made));
      }
      if (job.type.equals("RESTORE")) {
        databases.add(String.valueOf(job.database));
      }
    }
    return rows.row(
        job.id,
        job.type,
        job.description,
        "",
        "root",
        state.status(),
        null,
        CREATED,
        CREATED.plusSeconds(1),
        ended ? CREATED.plusSeconds(60) : null,
        CREATED.plusSeconds(2),
        state.fraction(),
        state.error() == null ? "" : state.error(),
        1L,
        0L,
        List.of());
  }

  private synchronized WireAnswer wish(WireRequest request, String status) {
    Job job = jobs.get(Long.parseLong(request.statement().replaceAll("\\D", "")));
    if (job == null) {
      return WireAnswer.error("XXUUU", "job does not exist");
    }
    job.states.clear();
    job.states.add(State.of(status.equals("canceled") ? "cancel-requested" : status, 0.5));
    job.states.add(State.of(status, 0.5));
    return WireAnswer.updated(1);
  }

  private synchronized WireAnswer collection() {
    WireAnswer.Rows rows = WireAnswer.rows("path string");
    for (String path : chains.keySet()) {
      rows = rows.row(path);
    }
    return rows;
  }

  private synchronized List<Layer> layers(WireRequest request) {
    String path = request.statement().replaceFirst("(?s).*?SHOW BACKUP FROM '([^']*)'.*", "$1");
    return chains.getOrDefault(path, List.of());
  }

  private WireAnswer chain(WireRequest request) {
    boolean files = request.statement().contains(" WITH check_files");
    List<Layer> layers = layers(request);
    if (layers.isEmpty()) {
      return WireAnswer.error("XXUUU", "external_storage: file does not exist");
    }
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "backup_type string",
            "start_time timestamptz",
            "end_time timestamptz",
            "is_full_cluster bool",
            "databases string[]",
            "objects int8",
            "size_bytes int8",
            "row_count int8",
            "file_bytes int8");
    for (Layer layer : layers) {
      Instant start = layer.start();
      List<String> databases = new ArrayList<>(layer.of());
      if (layer.cluster()) {
        databases.add("system");
      }
      rows =
          rows.row(
              start == null ? "full" : "incremental",
              start == null ? null : micros(start),
              micros(layer.end()),
              layer.cluster(),
              databases,
              2L,
              30_069L,
              327L,
              files ? 15_034L : null);
    }
    return rows;
  }

  /** The server tells times to the microsecond only. */
  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }

  private WireAnswer manifests(WireRequest request) {
    WireAnswer.Rows rows =
        WireAnswer.rows(
            "start_wall string",
            "end_wall string",
            "end_logical string",
            "mvcc_filter string",
            "revision_wall string",
            "build_tag string");
    for (Layer layer : layers(request)) {
      Instant start = layer.start();
      rows =
          rows.row(
              start == null ? "0" : wall(start),
              wall(layer.end()),
              "0",
              layer.history(),
              layer.history().equals("All")
                  ? wall(start == null ? layer.end().minusSeconds(3600) : start)
                  : "0",
              "v24.3.1");
    }
    return rows;
  }

  private static String wall(Instant instant) {
    return instant.getEpochSecond() + String.format(Locale.ROOT, "%09d", instant.getNano());
  }

  private WireAnswer drop(WireRequest request) {
    databases.remove(request.statement().replaceAll("(?s).* EXISTS \"(.*)\" CASCADE", "$1"));
    return WireAnswer.done("DROP DATABASE");
  }

  @Override
  public void close() {
    scene.close();
  }
}
