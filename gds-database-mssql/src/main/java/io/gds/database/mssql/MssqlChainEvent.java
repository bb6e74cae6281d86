package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Something met when going upwards through the log.
 *
 * @param at where
 * @param phase what, in the order that holds at one place
 * @param link of which backup
 */
record MssqlChainEvent(MssqlLsn at, Phase phase, MssqlLink link)
    implements Comparable<MssqlChainEvent> {
  /** What is met. */
  enum Phase {
    /** A log that leaves its branch just where it ends. */
    CROSS_AT_END,
    /** The end of a log. */
    ARRIVE,
    /** The end of a data backup, where chains begin. */
    START,
    /** A log leaves its branch. */
    CROSS;

    boolean isBehindArrivals() {
      return compareTo(ARRIVE) > 0;
    }
  }

  @Override
  public int compareTo(MssqlChainEvent other) {
    int byPlace = at.compareTo(other.at);
    if (byPlace != 0) {
      return byPlace;
    }
    int byPhase = phase.compareTo(other.phase);
    return byPhase != 0 ? byPhase : link.set().id().compareTo(other.link.set().id());
  }

  /** Everything met in usable links, in order. */
  static List<MssqlChainEvent> of(List<MssqlLink> links) {
    List<MssqlChainEvent> events = new ArrayList<>(links.size() + 16);
    for (MssqlLink link : links) {
      if (!link.isUsable()) {
        continue;
      }
      events.add(new MssqlChainEvent(link.to(), link.isLog() ? Phase.ARRIVE : Phase.START, link));
      if (link.bends()) {
        boolean atEnd = link.point().equals(link.to());
        events.add(
            new MssqlChainEvent(link.point(), atEnd ? Phase.CROSS_AT_END : Phase.CROSS, link));
      }
    }
    Collections.sort(events);
    return events;
  }
}
