package io.gds.database.mssql;

import io.gds.database.Availability;
import io.gds.database.CapabilityStatus;
import io.gds.database.backup.BackupInfo;
import io.gds.database.backup.BackupOptions;
import io.gds.database.backup.BackupType;
import io.gds.database.backup.Location;
import io.gds.database.backup.SupportsBackup;
import io.gds.database.backup.VerifyLevel;
import io.gds.database.core.Plan;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.InvalidOptionsException;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.Operation;
import io.gds.database.operation.OptionKey;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

/** Backing a database up. The server writes; it is this library that makes sure of it. */
final class MssqlBackups implements SupportsBackup {
  static final List<BackupType> TYPES =
      List.of(BackupType.FULL, BackupType.DIFFERENTIAL, BackupType.LOG);

  private final MssqlContext context;
  private final String name;

  MssqlBackups(MssqlContext context, String name) {
    this.context = context;
    this.name = name;
  }

  @Override
  public List<BackupType> backupTypes() {
    return types(context.known());
  }

  @Override
  public Set<OptionKey<?>> backupKeys() {
    return MssqlBackup.KEYS;
  }

  /** The types this server makes, as far as it is known already. */
  static List<BackupType> types(Optional<MssqlProduct> product) {
    return TYPES.stream().filter(type -> status(type, product).isAvailable()).toList();
  }

  /** Whether this type of backup is made, or why not. */
  static CapabilityStatus status(BackupType type, Optional<MssqlProduct> product) {
    return switch (type) {
      case FULL -> CapabilityStatus.available(SupportsBackup.class, type);
      case DIFFERENTIAL -> unlessLacking(type, product, MssqlFeature.BACKUP_DIFFERENTIAL);
      case LOG -> unlessLacking(type, product, MssqlFeature.BACKUP_LOG);
      case INCREMENTAL ->
          absent(
              type,
              "nothing is kept of what changed since a differential backup but the log",
              "Make DIFFERENTIAL or LOG backups.");
      case SNAPSHOT ->
          absent(
              type,
              "a database snapshot shares the pages of its source and is lost with it",
              "Make a FULL backup.");
      case LOGICAL ->
          absent(
              type,
              "the server writes no archive of definitions and rows",
              "Make a FULL backup; bcp and SqlPackage write rows and definitions.");
    };
  }

  private static CapabilityStatus unlessLacking(
      BackupType type, Optional<MssqlProduct> product, MssqlFeature feature) {
    return product
        .flatMap(known -> known.lack(feature))
        .map(
            why ->
                CapabilityStatus.absent(
                    SupportsBackup.class,
                    type,
                    why.availability(),
                    why.reason(),
                    "The service makes them by itself."))
        .orElseGet(() -> CapabilityStatus.available(SupportsBackup.class, type));
  }

  private static CapabilityStatus absent(BackupType type, String reason, String remedy) {
    return CapabilityStatus.absent(
        SupportsBackup.class, type, Availability.NOT_ON_PLATFORM, reason, remedy);
  }

  @Override
  public Operation<BackupInfo> prepareBackup(BackupOptions options) {
    context.runner().requireOpen();
    BackupType type = options.type().orElse(BackupType.FULL);
    requireOffered(options, type);
    MssqlBackupSpec spec = spec(options, type);
    boolean withLog = options.includeLogs().orElse(false);
    boolean log = withLog || type == BackupType.LOG;
    boolean proved = options.verify() != VerifyLevel.MANIFEST;
    int before = setsBefore(spec);
    MssqlBackupChecks checks = new MssqlBackupChecks(context, spec);
    MssqlBackupRun run = new MssqlBackupRun(context, spec, before + 1, options.verify());
    Plan.Builder<BackupInfo> plan =
        context
            .runner()
            .<BackupInfo>plan("backup", name)
            .options(options)
            .measure(() -> checks.database(log, proved))
            .measure(checks::certificate)
            .measure(() -> checks.place(before));
    run.steps(plan);
    if (!withLog) {
      return plan.leaves(run::left).yields(run::info);
    }
    MssqlBackupRun further =
        new MssqlBackupRun(context, behind(spec), before + 2, options.verify());
    further.steps(plan);
    return plan.leaves(() -> joined(run.left(), further.left()))
        .yields(() -> with(run.info(), further.info()));
  }

  private static Optional<String> joined(Optional<String> first, Optional<String> second) {
    return first.isPresent() && second.isPresent()
        ? Optional.of(first.get() + " " + second.get())
        : first.or(() -> second);
  }

  /** The data's, with the log's named beside it. */
  private static BackupInfo with(BackupInfo data, BackupInfo log) {
    List<String> checked = new ArrayList<>(data.checked());
    log.checked().forEach(sentence -> checked.add("of the log: " + sentence));
    Map<String, String> more = new LinkedHashMap<>();
    more.put("log", log.id());
    more.put("logPosition", log.attributes().getOrDefault("position", ""));
    return MssqlBackupEntry.with(data, more).withChecked(checked);
  }

  /** The log behind the data, on the same media. */
  private MssqlBackupSpec behind(MssqlBackupSpec data) {
    return new MssqlBackupSpec(
        data.database(),
        MssqlBackupKind.LOG,
        data.destination(),
        uniqueName(Optional.empty()),
        data.description(),
        data.copyOnly(),
        data.checksum(),
        data.compression(),
        Optional.empty(),
        MssqlMediaUse.APPEND,
        data.retainDays(),
        data.transfer(),
        Optional.empty(),
        MssqlBackupSpec.LogUse.TRUNCATE);
  }

  /** What lies on media already; none if there is no such file. */
  static List<MssqlListedSet> setsAt(MssqlContext context, MssqlDestination device) {
    MssqlMediaReading reading = new MssqlMediaReading(context);
    return reading.isThere(device) ? reading.listed(device) : List.of();
  }

  private int setsBefore(MssqlBackupSpec spec) {
    if (spec.media() != MssqlMediaUse.APPEND) {
      return 0;
    }
    try {
      return MssqlBackupChecks.last(
          setsAt(context, spec.destination().by(spec.credential()).first()));
    } catch (DatabaseException e) {
      // Why it cannot be read is found by a check.
      return 0;
    }
  }

  private void requireOffered(BackupOptions options, BackupType type) {
    CapabilityStatus status = status(type, Optional.of(context.product()));
    if (!status.isAvailable()) {
      throw MssqlCapabilities.refusal(name, status);
    }
    if (options.pointInTime().isPresent()) {
      throw MssqlCapabilities.refusal(
          name,
          CapabilityStatus.absent(
              SupportsBackup.class,
              Availability.NOT_ON_PLATFORM,
              "a backup is of the present: the past is reached by restoring log backups",
              "Leave the point in time out."));
    }
  }

  private static String uniqueName(Optional<String> given) {
    return given.map(text -> text + " ").orElse("") + "gds " + UUID.randomUUID();
  }

  /** What is said, or all that is wrong with it at once. */
  private MssqlBackupSpec spec(BackupOptions options, BackupType type) {
    List<OptionFault> faults = faults(options, type);
    Optional<MssqlBackupSpec> spec = Optional.empty();
    try {
      MssqlDestination to = MssqlPlace.of(context, options, name, type);
      faults.addAll(lacks(options, type, to));
      spec = Optional.of(spec(options.platformOptions(), type, to));
    } catch (InvalidOptionsException e) {
      faults.addAll(e.faults());
    }
    options.requireKnown(MssqlBackup.KEYS, faults);
    return spec.orElseThrow();
  }

  private MssqlBackupSpec spec(OptionValues values, BackupType type, MssqlDestination to) {
    Optional<String> key = values.given(MssqlBackup.ASYMMETRIC_KEY);
    return new MssqlBackupSpec(
        name,
        switch (type) {
          case DIFFERENTIAL -> MssqlBackupKind.DIFFERENTIAL;
          case LOG -> MssqlBackupKind.LOG;
          default -> MssqlBackupKind.FULL;
        },
        to,
        uniqueName(values.given(MssqlBackup.NAME)),
        values.given(MssqlBackup.DESCRIPTION),
        values.valueOf(MssqlBackup.COPY_ONLY),
        values.valueOf(MssqlBackup.CHECKSUM),
        values.valueOf(MssqlBackup.COMPRESSION),
        values
            .given(MssqlBackup.CERTIFICATE)
            .or(() -> key)
            .map(
                by ->
                    new MssqlBackupSpec.Encryption(
                        values.valueOf(MssqlBackup.ENCRYPTION), by, key.isPresent())),
        values.valueOf(MssqlBackup.MEDIA),
        optional(values.given(MssqlBackup.RETAIN_DAYS)),
        new MssqlBackupSpec.Transfer(
            optional(values.given(MssqlBackup.BUFFER_COUNT)),
            optional(values.given(MssqlBackup.MAX_TRANSFER_SIZE)),
            optional(values.given(MssqlBackup.BLOCK_SIZE))),
        values.given(MssqlBackup.CREDENTIAL),
        MssqlBackupSpec.LogUse.TRUNCATE);
  }

  private static OptionalInt optional(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  private static List<OptionFault> faults(BackupOptions options, BackupType type) {
    OptionValues values = options.platformOptions();
    List<OptionFault> faults = new ArrayList<>();
    options.location().flatMap(place -> MssqlPlace.fault("to", place)).ifPresent(faults::add);
    options.directory().flatMap(place -> MssqlPlace.fault("into", place)).ifPresent(faults::add);
    boolean withLog = options.includeLogs().orElse(false);
    if (withLog && type == BackupType.LOG) {
      faults.add(new OptionFault("includeLogs", "goes with the data: a log backup is the log"));
    }
    boolean url =
        options.location().or(options::directory).orElseThrow().kind() == Location.Kind.URL;
    boolean encrypted =
        values.given(MssqlBackup.CERTIFICATE).isPresent()
            || values.given(MssqlBackup.ASYMMETRIC_KEY).isPresent();
    if (withLog && (url || encrypted)) {
      faults.add(
          new OptionFault(
              "includeLogs",
              "would append to "
                  + (url ? "an object" : "an encrypted backup")
                  + ", which the server does not: make a backup of type LOG after it"));
    }
    if (options.verify().compareTo(VerifyLevel.ARCHIVE) > 0) {
      faults.add(
          new OptionFault(
              "verify",
              "goes up to ARCHIVE here: then prove it by verifyBackup at the level "
                  + options.verify()));
    }
    if (values.given(MssqlBackup.CERTIFICATE).isPresent()
        && values.given(MssqlBackup.ASYMMETRIC_KEY).isPresent()) {
      faults.add(
          new OptionFault(
              MssqlBackup.ASYMMETRIC_KEY.id(), "excludes " + MssqlBackup.CERTIFICATE.id()));
    }
    if (values.given(MssqlBackup.ENCRYPTION).isPresent() && !encrypted) {
      faults.add(
          new OptionFault(
              MssqlBackup.ENCRYPTION.id(),
              "needs " + MssqlBackup.CERTIFICATE.id() + " or " + MssqlBackup.ASYMMETRIC_KEY.id()));
    }
    if (values.given(MssqlBackup.STRIPES).isPresent() && options.location().isPresent()) {
      faults.add(
          new OptionFault(
              MssqlBackup.STRIPES.id(), "goes with into; a place names its stripes itself"));
    }
    return faults;
  }

  /** What this server's version or edition does not have. */
  private List<OptionFault> lacks(BackupOptions options, BackupType type, MssqlDestination to) {
    OptionValues values = options.platformOptions();
    Map<String, MssqlFeature> needs = new LinkedHashMap<>();
    String place = options.location().isPresent() ? "to" : "into";
    boolean s3 = to.names().stream().anyMatch(part -> part.regionMatches(true, 0, "s3:", 0, 3));
    needs.put(
        place,
        s3
            ? MssqlFeature.BACKUP_TO_S3
            : to.isUrl() ? MssqlFeature.BACKUP_TO_URL : MssqlFeature.BACKUP_TO_DISK);
    switch (values.valueOf(MssqlBackup.COMPRESSION)) {
      case DEFAULT -> needs.put(MssqlBackup.COMPRESSION.id(), MssqlFeature.BACKUP_COMPRESSION);
      case XPRESS, QAT ->
          needs.put(MssqlBackup.COMPRESSION.id(), MssqlFeature.BACKUP_COMPRESSION_ALGORITHM);
      case ZSTD -> needs.put(MssqlBackup.COMPRESSION.id(), MssqlFeature.BACKUP_COMPRESSION_ZSTD);
      case SERVER, NONE -> {}
    }
    values
        .given(MssqlBackup.CERTIFICATE)
        .ifPresent(by -> needs.put(MssqlBackup.CERTIFICATE.id(), MssqlFeature.BACKUP_ENCRYPTION));
    values
        .given(MssqlBackup.ASYMMETRIC_KEY)
        .ifPresent(
            by -> needs.put(MssqlBackup.ASYMMETRIC_KEY.id(), MssqlFeature.BACKUP_ENCRYPTION));
    if (type == BackupType.FULL && !values.valueOf(MssqlBackup.COPY_ONLY)) {
      needs.put(MssqlBackup.COPY_ONLY.id(), MssqlFeature.BACKUP_IN_CHAIN);
    }
    List<OptionFault> faults = new ArrayList<>();
    needs.forEach(
        (option, feature) ->
            context
                .product()
                .lack(feature)
                .ifPresent(
                    why ->
                        faults.add(
                            new OptionFault(
                                option,
                                (feature == MssqlFeature.BACKUP_IN_CHAIN
                                        ? "has to be set: "
                                        : "cannot be: ")
                                    + why.reason()))));
    return faults;
  }
}
