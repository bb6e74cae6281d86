package io.gds.database.mssql;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Where the files of a restored database go, by the backup that brings them. Not thread-safe. */
final class MssqlPlacement {
  private final MssqlRestoreCase it;
  private final MssqlRestoreFiles source;
  private final List<MssqlBackupFile> brought = new ArrayList<>();

  MssqlPlacement(MssqlRestoreCase it, MssqlRestoreFiles files) {
    this.it = it;
    this.source = files;
  }

  /**
   * The places of all files, by the backup that brings them.
   *
   * @throws InvalidOptionsException if a file is mapped that no backup has
   */
  List<List<Move>> of(List<MssqlPlanning.Step> steps) {
    if (it.way() == MssqlRestoreWay.PARTS || steps.isEmpty()) {
      return steps.stream().map(step -> List.<Move>of()).toList();
    }
    Map<UUID, List<MssqlBackupFile>> recorded =
        steps.size() > 1 ? source.recorded(it.found().database()) : Map.of();
    MssqlMoves places = directories();
    Set<String> known = new HashSet<>();
    if (it.way() == MssqlRestoreWay.ONTO) {
      it.standing().own().forEach(file -> known.add(file.name()));
    }
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      MssqlPlanning.Step step = steps.get(i);
      boolean tail = it.found().tail().filter(step.set().id()::equals).isPresent();
      List<MssqlBackupFile> files =
          tail
              ? List.of()
              : i > 0 && recorded.containsKey(step.set().id())
                  ? recorded.getOrDefault(step.set().id(), List.of())
                  : source.listed(it.wishes().reading(step), step.reading().position());
      List<MssqlBackupFile> fresh = files.stream().filter(file -> known.add(file.name())).toList();
      brought.addAll(fresh);
      counts.add(fresh.size());
    }
    requireKnown(known);
    List<Move> all = places.of(brought, chosen());
    List<List<Move>> moves = new ArrayList<>();
    int from = 0;
    for (int count : counts) {
      moves.add(List.copyOf(all.subList(from, from + count)));
      from += count;
    }
    return moves;
  }

  private MssqlMoves directories() {
    MssqlEngineMetadata server = it.context().readings().engine();
    MssqlStanding standing = it.standing();
    String data = standing.directory("ROWS", server.defaultDataPath());
    String log = standing.directory("LOG", server.defaultLogPath().or(server::defaultDataPath));
    return MssqlMoves.into(data, log, it.name(), it.stamp());
  }

  /** What the files take on their volumes; what is written over in place gives its room. */
  List<MssqlVolumes.Need> needs(List<Move> moves) {
    Map<String, Long> sizes = new HashMap<>();
    brought.forEach(file -> sizes.put(file.name(), file.bytes()));
    Map<String, Long> there = new HashMap<>();
    if (it.way() == MssqlRestoreWay.IN_PLACE) {
      it.standing().own().forEach(file -> there.put(MssqlMoves.key(file.path()), file.bytes()));
    }
    return moves.stream()
        .map(
            move ->
                new MssqlVolumes.Need(
                    move.path(),
                    Math.max(
                        0,
                        sizes.getOrDefault(move.file(), 0L)
                            - there.getOrDefault(MssqlMoves.key(move.path()), 0L))))
        .toList();
  }

  /** The certificates that the content of these files needs, and the server has not. */
  Set<String> missingKeys() {
    return source.missingKeys(brought);
  }

  private void requireKnown(Set<String> files) {
    List<OptionFault> faults =
        it.wishes().mappings().keySet().stream()
            .filter(file -> !files.contains(file))
            .map(
                file ->
                    new OptionFault(
                        "map",
                        "no logical file "
                            + file
                            + " is in the backups: there are "
                            + String.join(", ", files.stream().sorted().toList())))
            .toList();
    if (!faults.isEmpty()) {
      throw InvalidOptionsException.of("restore options", faults);
    }
  }

  /** Places that are not new: what the caller says, and what the files have or had. */
  private Map<String, String> chosen() {
    Map<String, String> chosen = new LinkedHashMap<>();
    if (it.way() == MssqlRestoreWay.IN_PLACE) {
      it.standing().places().entrySet().stream()
          .filter(place -> MssqlMoves.isPath(place.getValue()))
          .forEach(place -> chosen.put(place.getKey(), place.getValue()));
    } else if (it.way() == MssqlRestoreWay.DIRECT && it.found().database().equals(it.name())) {
      List<Move> original =
          brought.stream()
              .filter(file -> MssqlMoves.isPath(file.path()))
              .map(file -> new Move(file.name(), file.path()))
              .toList();
      Set<String> taken = new HashSet<>(it.standing().taken(original, true));
      new MssqlLying(it.context())
          .among(original.stream().map(Move::path).toList())
          .ifPresent(taken::addAll);
      original.stream()
          .filter(move -> !taken.contains(move.path()))
          .forEach(move -> chosen.put(move.file(), move.path()));
    }
    chosen.putAll(it.wishes().mappings());
    return chosen;
  }
}
