package io.gds.database.mssql;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The values that options have unless set. The server does not tell them. Left out is what the
 * vendor's pages tell in two ways, as for clr strict security, and what other services change, as
 * for Agent XPs.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/database-engine/configure-windows/server-configuration-options-sql-server">Server
 *     configuration options</a>
 */
final class MssqlOptionDefaults {
  private static final Map<String, Long> OTHERS =
      Map.ofEntries(
          Map.entry("adr cleaner retry timeout (min)", 120L),
          Map.entry("adr preallocation factor", 4L),
          Map.entry("cost threshold for parallelism", 5L),
          Map.entry("cursor threshold", -1L),
          Map.entry("default full-text language", 1033L),
          Map.entry("default trace enabled", 1L),
          Map.entry("ft crawl bandwidth (max)", 100L),
          Map.entry("ft notify bandwidth (max)", 100L),
          Map.entry("max full-text crawl range", 4L),
          Map.entry("max server memory (mb)", 2_147_483_647L),
          Map.entry("max text repl size (b)", 65_536L),
          Map.entry("min memory per query (kb)", 1_024L),
          Map.entry("nested triggers", 1L),
          Map.entry("network packet size (b)", 4_096L),
          Map.entry("ph timeout (s)", 60L),
          Map.entry("polybase network encryption", 1L),
          Map.entry("query wait (s)", -1L),
          Map.entry("remote access", 1L),
          Map.entry("remote login timeout (s)", 10L),
          Map.entry("remote query timeout (s)", 600L),
          Map.entry("server trigger recursion", 1L),
          Map.entry("smo and dmo xps", 1L),
          Map.entry("two digit year cutoff", 2_049L));

  private static final Set<String> ZERO =
      Set.of(
          "access check cache bucket count",
          "access check cache quota",
          "ad hoc distributed queries",
          "affinity i/o mask",
          "affinity mask",
          "affinity64 i/o mask",
          "affinity64 mask",
          "allow polybase export",
          "allow updates",
          "automatic soft-numa disabled",
          "backup checksum default",
          "backup compression algorithm",
          "backup compression default",
          "blocked process threshold (s)",
          "c2 audit mode",
          "clr enabled",
          "column encryption enclave type",
          "common criteria compliance enabled",
          "contained database authentication",
          "cross db ownership chaining",
          "database mail xps",
          "default language",
          "disallow results from triggers",
          "ekm provider enabled",
          "external scripts enabled",
          "filestream access level",
          "fill factor (%)",
          "ft crawl bandwidth (min)",
          "ft notify bandwidth (min)",
          "hadoop connectivity",
          "hardware offload enabled",
          "in-doubt xact resolution",
          "index create memory (kb)",
          "lightweight pooling",
          "locks",
          "max degree of parallelism",
          "max worker threads",
          "media retention",
          "min server memory (mb)",
          "ole automation procedures",
          "open objects",
          "optimize for ad hoc workloads",
          "polybase enabled",
          "precompute rank",
          "priority boost",
          "query governor cost limit",
          "recovery interval (min)",
          "remote admin connections",
          "remote data archive",
          "remote proc trans",
          "replication xps",
          "scan for startup procs",
          "set working set size",
          "show advanced options",
          "suppress recovery model errors",
          "tempdb metadata memory-optimized",
          "transform noise words",
          "user connections",
          "user options",
          "xp_cmdshell");

  private MssqlOptionDefaults() {}

  /** By the name that sys.configurations has; empty if it is not known. */
  static OptionalLong of(String name) {
    String small = name.toLowerCase(Locale.ROOT);
    if (ZERO.contains(small)) {
      return OptionalLong.of(0);
    }
    Long other = OTHERS.get(small);
    return other == null ? OptionalLong.empty() : OptionalLong.of(other);
  }
}
