package io.gds.database.mssql;

import io.gds.database.backup.RestoreMapping;
import io.gds.database.backup.RestoreOptions;
import io.gds.database.backup.RestoreSource;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.OptionFault;
import io.gds.database.mssql.MssqlRestoreSpec.Ending;
import io.gds.database.mssql.MssqlRestoreSpec.Page;
import io.gds.database.mssql.MssqlRestoreSpec.Part;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wanted of a restore, and which of it cannot be together. Immutable. */
final class MssqlRestoreWishes {
  private final RestoreOptions options;
  private final OptionValues values;

  MssqlRestoreWishes(RestoreOptions options) {
    this.options = options;
    this.values = options.platformOptions();
  }

  RestoreOptions options() {
    return options;
  }

  <T> Optional<T> given(OptionKey<T> key) {
    return values.given(key);
  }

  boolean is(OptionKey<Boolean> key) {
    return values.valueOf(key);
  }

  RestoreSource source() {
    return options.source();
  }

  boolean ofArchive() {
    return source().kind() == RestoreSource.Kind.ARCHIVE;
  }

  /** Where the tail of the log goes, and by what. */
  Optional<MssqlDestination> tail() {
    return given(MssqlRestore.TAIL_LOG).map(MssqlRestoreWishes::device).map(this::read);
  }

  /** Where a step of the plan is read, and by what. */
  MssqlDestination reading(MssqlPlanning.Step step) {
    return read(MssqlDestination.of(step.reading().devices()));
  }

  /** The same, by the credential that page blobs are read by. */
  MssqlDestination read(MssqlDestination place) {
    return place.takesKey() ? place.by(given(MssqlRestore.CREDENTIAL)) : place;
  }

  /** Whether anything that the options name is opened by a credential. */
  boolean namesBlobs() {
    return source()
            .location()
            .filter(place -> place.parts().stream().allMatch(MssqlDestination::takesKey))
            .isPresent()
        || Stream.concat(files().stream(), given(MssqlRestore.TAIL_LOG).stream())
            .anyMatch(MssqlDestination::takesKey);
  }

  static MssqlDestination device(String name) {
    return name.contains("://") ? MssqlDestination.url(name) : MssqlDestination.disk(name);
  }

  /** Backups beside the recorded ones. */
  List<String> files() {
    return split(given(MssqlRestore.FILES));
  }

  private static List<String> split(Optional<String> names) {
    return names
        .map(
            text ->
                Arrays.stream(text.split("\\|", -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList())
        .orElse(List.of());
  }

  /** What of the database is restored; empty for all of it. */
  Optional<Part> part() {
    Optional<Part> pages =
        given(MssqlRestore.PAGES)
            .map(
                text ->
                    new Part.Pages(
                        Arrays.stream(text.split(",", -1))
                            .map(page -> page.split(":", -1))
                            .map(
                                page ->
                                    new Page(Integer.parseInt(page[0]), Long.parseLong(page[1])))
                            .toList()));
    List<String> groups = split(given(MssqlRestore.FILEGROUPS));
    return groups.isEmpty() ? pages : Optional.of(new Part.Filegroups(groups, false));
  }

  Ending ending() {
    if (is(MssqlRestore.NO_RECOVERY)) {
      return new Ending.NoRecovery();
    }
    return given(MssqlRestore.STANDBY)
        .<Ending>map(Ending.Standby::new)
        .orElseGet(Ending.Recovery::new);
  }

  /** The target, as far as the options tell; a mark may still be found in the history. */
  MssqlRestoreTarget target(Optional<MssqlRestoreFinder.Mark> marked) {
    boolean before = is(MssqlRestore.BEFORE);
    if (options.pointInTime().isPresent()) {
      return new MssqlRestoreTarget.At(options.pointInTime().get());
    }
    Optional<MssqlLsn> lsn =
        given(MssqlRestore.LSN).or(() -> marked.map(MssqlRestoreFinder.Mark::lsn));
    Optional<String> mark = given(MssqlRestore.MARK);
    if (mark.isPresent()) {
      return new MssqlRestoreTarget.AtMark(
          mark.get(),
          before,
          lsn,
          marked.map(MssqlRestoreFinder.Mark::set),
          given(MssqlRestore.MARK_AFTER));
    }
    return lsn.isPresent()
        ? new MssqlRestoreTarget.AtLsn(lsn.get(), before)
        : new MssqlRestoreTarget.Latest();
  }

  /** Places by logical names. */
  Map<String, String> mappings() {
    Map<String, String> places = new LinkedHashMap<>();
    options.mappings().forEach(mapping -> places.put(mapping.from(), mapping.to()));
    return places;
  }

  /** Whether the options themselves leave no room beside an existing database. */
  boolean inPlace() {
    return is(MssqlRestore.IN_PLACE)
        || is(MssqlRestore.NO_RECOVERY)
        || given(MssqlRestore.STANDBY).isPresent()
        || given(MssqlRestore.TAIL_LOG).isPresent();
  }

  /** What cannot be, all at once. */
  List<OptionFault> faults() {
    List<OptionFault> faults = new ArrayList<>();
    source(faults);
    // Where the backups of a whole history lie is known once they are found.
    boolean known = ofArchive() || source().location().isPresent();
    if (given(MssqlRestore.CREDENTIAL).isPresent() && known && !namesBlobs()) {
      faults.add(
          new OptionFault(
              MssqlRestore.CREDENTIAL.id(), "belongs to a backup at an address of Azure"));
    }
    targets(faults);
    endings(faults);
    parts(faults);
    mappings(faults);
    places(faults);
    return faults;
  }

  private void source(List<OptionFault> faults) {
    source().location().flatMap(place -> MssqlPlace.fault("from", place)).ifPresent(faults::add);
    for (OptionKey<?> key : List.of(MssqlRestore.POSITION, MssqlRestore.DATABASE)) {
      if (given(key).isPresent() && !ofArchive()) {
        faults.add(new OptionFault(key.id(), "is for archives: a history tells it itself"));
      }
    }
    if (given(MssqlRestore.FILES).isPresent() && ofArchive()) {
      faults.add(
          new OptionFault(MssqlRestore.FILES.id(), "is for histories: name the archive itself"));
    }
  }

  private void targets(List<OptionFault> faults) {
    boolean lsn = given(MssqlRestore.LSN).isPresent();
    boolean mark = given(MssqlRestore.MARK).isPresent();
    if (options.pointInTime().isPresent() && (lsn || mark)) {
      faults.add(
          new OptionFault(
              "pointInTime",
              "is one target, and "
                  + (lsn ? MssqlRestore.LSN.id() : MssqlRestore.MARK.id())
                  + " another"));
    }
    if (given(MssqlRestore.MARK_AFTER).isPresent() && !mark) {
      faults.add(
          new OptionFault(MssqlRestore.MARK_AFTER.id(), "belongs to " + MssqlRestore.MARK.id()));
    }
    if (given(MssqlRestore.MARK).filter(MssqlRestoreSpec::isTakenForLsn).isPresent()) {
      faults.add(
          new OptionFault(
              MssqlRestore.MARK.id(),
              "is taken for a place in the log if it begins with lsn: say that by "
                  + MssqlRestore.LSN.id()));
    }
    if (is(MssqlRestore.BEFORE) && !lsn && !mark) {
      faults.add(
          new OptionFault(
              MssqlRestore.BEFORE.id(),
              "belongs to " + MssqlRestore.LSN.id() + " or " + MssqlRestore.MARK.id()));
    }
  }

  private void endings(List<OptionFault> faults) {
    boolean no = is(MssqlRestore.NO_RECOVERY);
    boolean standby = given(MssqlRestore.STANDBY).isPresent();
    if (no && standby) {
      faults.add(
          new OptionFault(MssqlRestore.STANDBY.id(), "is one ending, and no recovery is another"));
    }
    if ((no || standby) && is(MssqlRestore.KEEP_CDC)) {
      faults.add(new OptionFault(MssqlRestore.KEEP_CDC.id(), "belongs to a recovery"));
    }
    if (no && is(MssqlRestore.KEEP_REPLICATION)) {
      faults.add(
          new OptionFault(MssqlRestore.KEEP_REPLICATION.id(), "cannot be without a recovery"));
    }
    if ((no || standby) && is(MssqlRestore.RESTRICTED_USER)) {
      faults.add(new OptionFault(MssqlRestore.RESTRICTED_USER.id(), "belongs to a recovery"));
    }
    if (is(MssqlRestore.CONTINUE)) {
      if (options.overwrite()) {
        faults.add(
            new OptionFault(
                "overwrite", "begins anew, and " + MssqlRestore.CONTINUE.id() + " not"));
      }
      for (OptionKey<?> key : List.of(MssqlRestore.TAIL_LOG, MssqlRestore.IN_PLACE)) {
        if (given(key).isPresent()) {
          faults.add(new OptionFault(key.id(), "comes before a restore, not on its way"));
        }
      }
    }
    boolean trial = options.verify().compareTo(VerifyLevel.ARCHIVE) > 0;
    if (trial && (inPlace() || is(MssqlRestore.CONTINUE) || part().isPresent())) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE in place: what is restored beside is proved before the old one"
                  + " goes"));
    }
  }

  private void parts(List<OptionFault> faults) {
    Optional<Part> part = part();
    if (part.isEmpty()) {
      return;
    }
    String id =
        given(MssqlRestore.PAGES).isPresent()
            ? MssqlRestore.PAGES.id()
            : MssqlRestore.FILEGROUPS.id();
    if (given(MssqlRestore.PAGES).isPresent() && given(MssqlRestore.FILEGROUPS).isPresent()) {
      faults.add(new OptionFault(id, "are one part, and filegroups another"));
    }
    if (given(MssqlRestore.TAIL_LOG).isEmpty()) {
      faults.add(
          new OptionFault(
              id,
              "are brought up to the rest of the database by its newest log: say by "
                  + MssqlRestore.TAIL_LOG.id()
                  + " where that goes"));
    }
    boolean elsewhere =
        options.pointInTime().isPresent()
            || given(MssqlRestore.LSN).isPresent()
            || given(MssqlRestore.MARK).isPresent();
    boolean otherwise = is(MssqlRestore.NO_RECOVERY) || given(MssqlRestore.STANDBY).isPresent();
    if (elsewhere || otherwise || is(MssqlRestore.CONTINUE)) {
      faults.add(new OptionFault(id, "come to the state of the whole database, and no other"));
    }
    if (!options.mappings().isEmpty()) {
      faults.add(new OptionFault(id, "go back to where they were: leave the mappings out"));
    }
  }

  private void mappings(List<OptionFault> faults) {
    Map<String, String> to = new LinkedHashMap<>();
    for (RestoreMapping mapping : options.mappings()) {
      if (mapping.kind() != RestoreMapping.Kind.FILE) {
        faults.add(
            new OptionFault("map", mapping.kind() + " is not moved here: map each logical file"));
        continue;
      }
      check("map", faults, () -> new MssqlRestoreSpec.Move(mapping.from(), mapping.to()));
      String other = to.put(MssqlMoves.key(mapping.to()), mapping.from());
      if (other != null) {
        faults.add(
            new OptionFault(
                "map", other + " and " + mapping.from() + " go to one place: " + mapping.to()));
      }
    }
  }

  private void places(List<OptionFault> faults) {
    given(MssqlRestore.TAIL_LOG)
        .ifPresent(name -> check(MssqlRestore.TAIL_LOG.id(), faults, () -> device(name)));
    given(MssqlRestore.STANDBY)
        .ifPresent(
            path -> check(MssqlRestore.STANDBY.id(), faults, () -> new Ending.Standby(path)));
    files().forEach(name -> check(MssqlRestore.FILES.id(), faults, () -> device(name)));
    if (ofArchive()) {
      source()
          .location()
          .filter(place -> MssqlPlace.fault("from", place).isEmpty())
          .ifPresent(place -> check("from", faults, () -> MssqlPlace.of(place)));
    }
  }

  private interface Making {
    Object make();
  }

  private static void check(String option, List<OptionFault> faults, Making making) {
    try {
      making.make();
    } catch (DatabaseException e) {
      faults.add(new OptionFault(option, String.valueOf(e.getMessage())));
    }
  }
}
