package io.gds.database.mssql;

import io.gds.database.observe.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Works the server's counters out. What a row means its type says: a value, a sum that only grows,
 * or a part that means something only beside its base, which is another row, called much the same.
 * What has no base is left out, and so is a ratio whose base is 0; and types that the vendor's
 * pages describe in two ways. An average is told as its sum and its count, both of which only grow:
 * what it was between two readings is the growth of the one by that of the other.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-performance-counters-transact-sql">sys.dm_os_performance_counters</a>
 * @see <a href="https://learn.microsoft.com/en-us/windows/win32/wmisdk/countertype-qualifier">the
 *     types of counters</a>
 */
final class MssqlCounters {
  /** {@code PERF_COUNTER_RAWCOUNT} and the same of 64 bits. */
  private static final List<Long> VALUES = List.of(65_536L, 65_792L);

  /** {@code PERF_COUNTER_BULK_COUNT}. */
  private static final long SUM = 272_696_576;

  /** {@code PERF_RAW_FRACTION} and the same of 64 bits. */
  private static final List<Long> RATIOS = List.of(537_003_008L, 537_003_264L);

  /** {@code PERF_AVERAGE_BULK}. */
  private static final long AVERAGE = 1_073_874_176;

  /** {@code PERF_AVERAGE_BASE}, {@code PERF_RAW_BASE} and {@code PERF_LARGE_RAW_BASE}. */
  private static final List<Long> BASES = List.of(1_073_939_458L, 1_073_939_459L, 1_073_939_712L);

  private static final double KIB = 1024;
  private static final double MILLIS = 1e-3;
  private static final double MICROS = 1e-6;

  private static final String OF_DATABASES = "Databases";

  /** The objects whose counters are of general interest. Others are told to who names them. */
  private static final List<String> OBJECTS =
      List.of(
          "Access Methods",
          "Availability Replica",
          "Buffer Manager",
          "Database Replica",
          OF_DATABASES,
          "General Statistics",
          "Latches",
          "Locks",
          "Memory Manager",
          "Plan Cache",
          "SQL Errors",
          "SQL Statistics",
          "Transactions");

  /** There are many counters of each database, and of them these are of general interest. */
  private static final List<String> DATABASE_COUNTERS =
      List.of(
          "Active Transactions",
          "Backup/Restore Throughput/sec",
          "Data File(s) Size (KB)",
          "Log Bytes Flushed/sec",
          "Log File(s) Size (KB)",
          "Log File(s) Used Size (KB)",
          "Log Flush Wait Time",
          "Log Flush Waits/sec",
          "Log Flushes/sec",
          "Log Growths",
          "Log Shrinks",
          "Log Truncations",
          "Transactions/sec",
          "Write Transactions/sec");

  /** Units that are in no name, by the end of it. */
  private static final Map<String, String> UNITS =
      Map.of(
          "page life expectancy", "(s)",
          "longest transaction running time", "(s)",
          "log flush wait time", "(ms)",
          "log send queue", "(kb)",
          "recovery queue", "(kb)",
          "redo bytes remaining", "(kb)");

  private static final Pattern RATE = Pattern.compile("\\s*/\\s*sec$");
  private static final Pattern UNIT = Pattern.compile("\\s*\\((kb|mb|ms|us)\\)\\s*");
  private static final Pattern PART = Pattern.compile("\\s*(?:\\bratio|\\bbase|\\bbs|%)$");
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");

  /**
   * A row.
   *
   * @param object such as {@code SQLServer:Buffer Manager}, or {@code MSSQL$NAME:Buffer Manager}
   */
  record Counter(String object, String counter, String instance, long value, long type) {
    /** Under which its base is found. */
    private Key key() {
      return new Key(object, stem(counter), instance);
    }

    private String prefix() {
      return MssqlCounters.prefix(object.substring(object.indexOf(':') + 1));
    }
  }

  private record Key(String object, String stem, String instance) {}

  private MssqlCounters() {}

  /** The condition of what is of general interest. */
  static String general() {
    String object = "SUBSTRING(c.object_name, CHARINDEX(':', c.object_name) + 1, 128)";
    return object
        + " IN ("
        + list(OBJECTS)
        + ") AND ("
        + object
        + " <> "
        + MssqlSql.literal(OF_DATABASES)
        + " OR c.counter_name IN ("
        + list(DATABASE_COUNTERS)
        + "))";
  }

  private static String list(List<String> texts) {
    return texts.stream().map(MssqlSql::literal).collect(Collectors.joining(", "));
  }

  /** Whether a pattern that begins so may want counters of general interest, and no others. */
  static boolean areGeneral(String literal) {
    return !literal.startsWith(prefix(OF_DATABASES))
        && OBJECTS.stream()
            .map(MssqlCounters::prefix)
            .anyMatch(prefix -> prefix.startsWith(literal) || literal.startsWith(prefix));
  }

  private static String prefix(String object) {
    return "mssql_" + snake(object.toLowerCase(Locale.ROOT)) + "_";
  }

  /** What the name of a part has in common with that of its base. */
  private static String stem(String counter) {
    String stem = UNIT.matcher(counter.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
    String shorter = PART.matcher(stem).replaceFirst("").strip();
    while (!shorter.equals(stem)) {
      stem = shorter;
      shorter = PART.matcher(stem).replaceFirst("").strip();
    }
    return stem;
  }

  /** The metrics that rows mean together, all of one moment. */
  static List<Metric> metrics(List<Counter> counters, Instant now) {
    Map<Key, Long> bases = new HashMap<>();
    for (Counter counter : counters) {
      if (BASES.contains(counter.type())) {
        bases.put(counter.key(), counter.value());
      }
    }
    Map<String, Metric> metrics = new LinkedHashMap<>();
    for (Counter counter : counters) {
      Optional<Long> base = Optional.ofNullable(bases.get(counter.key()));
      told(
          counter,
          base,
          now,
          metric -> metrics.putIfAbsent(metric.name() + metric.labels(), metric));
    }
    return new ArrayList<>(metrics.values());
  }

  private static void told(
      Counter counter, Optional<Long> base, Instant now, Consumer<Metric> into) {
    Map<String, String> labels =
        counter.instance().isEmpty() ? Map.of() : Map.of("instance", counter.instance());
    String lower = counter.counter().toLowerCase(Locale.ROOT);
    Scale scale = Scale.of(lower);
    String name =
        counter.prefix()
            + snake(UNIT.matcher(RATE.matcher(lower).replaceFirst("")).replaceAll(" "));
    if (VALUES.contains(counter.type())) {
      into.accept(scale.metric(name + scale.suffix(), counter.value(), now, labels));
    } else if (counter.type() == SUM) {
      into.accept(scale.metric(name + scale.suffix() + "_total", counter.value(), now, labels));
    } else if (RATIOS.contains(counter.type()) && base.filter(all -> all != 0).isPresent()) {
      String ratio = counter.prefix() + snake(stem(lower)) + "_ratio";
      double value = (double) counter.value() / base.get();
      into.accept(new Metric(ratio, value, MssqlFigures.COUNT, now, labels));
    } else if (counter.type() == AVERAGE && base.isPresent()) {
      into.accept(scale.metric(name + scale.suffix() + "_sum", counter.value(), now, labels));
      into.accept(new Metric(name + "_count", base.get(), MssqlFigures.COUNT, now, labels));
    }
  }

  /** By what a value is multiplied, and what it then is. */
  private record Scale(String unit, double factor) {
    private static Scale of(String counter) {
      String unit =
          UNITS.entrySet().stream()
              .filter(known -> counter.endsWith(known.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse(counter);
      return unit.contains("(kb)")
          ? new Scale(MssqlFigures.BYTES, KIB)
          : unit.contains("(mb)")
              ? new Scale(MssqlFigures.BYTES, KIB * KIB)
              : unit.contains("(ms)")
                  ? new Scale(MssqlFigures.SECONDS, MILLIS)
                  : unit.contains("(us)")
                      ? new Scale(MssqlFigures.SECONDS, MICROS)
                      : unit.contains("(s)") && unit.length() == 3
                          ? new Scale(MssqlFigures.SECONDS, 1)
                          : new Scale(
                              unit.contains("bytes ") ? MssqlFigures.BYTES : MssqlFigures.COUNT, 1);
    }

    private String suffix() {
      return factor == 1 && !unit.equals(MssqlFigures.SECONDS) ? "" : "_" + unit;
    }

    private Metric metric(String name, long value, Instant now, Map<String, String> labels) {
      return new Metric(name, value * factor, unit, now, labels);
    }
  }

  private static String snake(String lower) {
    String joined = OTHER.matcher(lower.replace("(s)", "s")).replaceAll("_");
    return joined.replaceAll("^_|_$", "");
  }
}
