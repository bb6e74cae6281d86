package io.gds.database.mssql;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a database has come by a chain of links.
 *
 * @param link the last link
 * @param previous what came before it; null for a data backup
 * @param data the data backup the chain begins with, the differential if there is one
 * @param logs how many logs followed
 * @param from the earliest instant that the chain can be used for
 * @param crossed when the chain has left one branch for another at the latest
 * @param watch the target in time, if there is one
 * @param crossings how often the chain may have left a branch at the target or behind it
 */
record MssqlState(
    MssqlLink link,
    @Nullable MssqlState previous,
    MssqlLink data,
    int logs,
    Instant from,
    Instant crossed,
    Instant watch,
    int crossings) {

  static MssqlState begin(MssqlLink data, Instant watch) {
    return new MssqlState(data, null, data, 0, data.late(), Instant.MIN, watch, 0);
  }

  /**
   * A bulk-logged log is passed whole, so that nothing before its end can be reached through it.
   */
  MssqlState with(MssqlLink log) {
    Instant earliest = log.isBulkLogged() && log.late().isAfter(from) ? log.late() : from;
    boolean crosses = !fork().equals(log.lastFork());
    return new MssqlState(
        log,
        this,
        data,
        logs + 1,
        earliest,
        crosses && log.late().isAfter(crossed) ? log.late() : crossed,
        watch,
        crosses && !log.late().isBefore(watch) ? crossings + 1 : crossings);
  }

  UUID fork() {
    return Objects.requireNonNull(link.lastFork(), "a usable link knows its fork");
  }

  MssqlLsn at() {
    return link.to();
  }

  /** The links in the order they are restored in. */
  List<MssqlLink> links() {
    List<MssqlLink> links = new ArrayList<>();
    for (MssqlState state = this; state != null; state = state.previous()) {
      links.add(state.link());
    }
    data.base().ifPresent(links::add);
    Collections.reverse(links);
    return links;
  }
}
