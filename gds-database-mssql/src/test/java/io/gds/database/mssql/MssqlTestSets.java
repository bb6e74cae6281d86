package io.gds.database.mssql;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Backup sets as a test tells of them in a line. */
final class MssqlTestSets {
  static final UUID FAMILY = new UUID(7, 7);
  static final UUID MAIN = new UUID(1, 1);
  static final UUID OTHER = new UUID(2, 2);

  private final MssqlBackupKind kind;
  private final long first;
  private final long last;
  private final LocalDateTime finish;
  private UUID id = UUID.randomUUID();
  private LocalDateTime start;
  private UUID firstFork = MAIN;
  private UUID lastFork = MAIN;
  private Optional<MssqlLsn> point = Optional.empty();
  private Optional<UUID> base = Optional.empty();
  private OptionalInt quarters = OptionalInt.empty();
  private Optional<LocalDateTime> valid = Optional.empty();
  private String database = "sales";
  private String server = "srv";
  private UUID family = FAMILY;
  private UUID binding = new UUID(3, 3);
  private String model = "FULL";
  private int major = 16;
  private Optional<String> certificate = Optional.empty();
  private Optional<List<MssqlMedia>> media = Optional.empty();
  private final List<MssqlBackupFlag> flags = new ArrayList<>();

  private MssqlTestSets(MssqlBackupKind kind, long first, long last, String finish) {
    this.kind = kind;
    this.first = first;
    this.last = last;
    this.finish = LocalDateTime.parse(finish);
    this.start = this.finish.minusMinutes(1);
  }

  static MssqlTestSets full(long last, String finish) {
    return new MssqlTestSets(MssqlBackupKind.FULL, last - 1, last, finish);
  }

  static MssqlTestSets diff(MssqlBackupSet base, long last, String finish) {
    return new MssqlTestSets(MssqlBackupKind.DIFFERENTIAL, last - 1, last, finish).base(base.id());
  }

  static MssqlTestSets log(long first, long last, String finish) {
    return new MssqlTestSets(MssqlBackupKind.LOG, first, last, finish);
  }

  static MssqlTestSets of(MssqlBackupKind kind, long first, long last, String finish) {
    return new MssqlTestSets(kind, first, last, finish);
  }

  MssqlTestSets id(UUID other) {
    id = other;
    return this;
  }

  MssqlTestSets start(String local) {
    start = LocalDateTime.parse(local);
    return this;
  }

  MssqlTestSets valid(String local) {
    valid = Optional.of(LocalDateTime.parse(local));
    return this;
  }

  MssqlTestSets base(UUID other) {
    base = Optional.of(other);
    return this;
  }

  MssqlTestSets noBase() {
    base = Optional.empty();
    return this;
  }

  MssqlTestSets on(UUID fork) {
    firstFork = fork;
    lastFork = fork;
    return this;
  }

  MssqlTestSets crossing(UUID from, UUID to, long at) {
    firstFork = from;
    lastFork = to;
    point = Optional.of(MssqlLsn.of(at));
    return this;
  }

  MssqlTestSets quarters(int distance) {
    quarters = OptionalInt.of(distance);
    return this;
  }

  MssqlTestSets is(MssqlBackupFlag... more) {
    flags.addAll(List.of(more));
    return this;
  }

  MssqlTestSets checksums() {
    return is(MssqlBackupFlag.CHECKSUMS);
  }

  MssqlTestSets model(String other) {
    model = other;
    return this;
  }

  MssqlTestSets database(String name, UUID otherBinding) {
    database = name;
    binding = otherBinding;
    return this;
  }

  MssqlTestSets server(String name) {
    server = name;
    return this;
  }

  MssqlTestSets family(UUID other) {
    family = other;
    return this;
  }

  MssqlTestSets major(int version) {
    major = version;
    return this;
  }

  MssqlTestSets certificate(String thumbprint) {
    certificate = Optional.of(thumbprint);
    return this;
  }

  MssqlTestSets media(MssqlMedia... on) {
    media = Optional.of(List.of(on));
    return this;
  }

  static MssqlMedia media(UUID id, int families, int position, MssqlMedia.Device... devices) {
    return new MssqlMedia(id, families, position, List.of(devices));
  }

  static MssqlMedia.Device disk(int family, int mirror, String name, boolean present) {
    return new MssqlMedia.Device(family, mirror, MssqlMedia.DeviceType.DISK, name, present);
  }

  MssqlBackupSet set() {
    MssqlBackupSet.Builder set =
        MssqlBackupSet.builder(id, kind)
            .origin(
                new MssqlBackupSet.Origin(
                    server, database, Optional.of(family), Optional.of(binding)))
            .lsns(MssqlLsn.of(first), MssqlLsn.of(last))
            .base(base.orElse(null))
            .forks(new MssqlBackupSet.Forks(Optional.of(firstFork), Optional.of(lastFork), point))
            .times(new MssqlBackupSet.Times(start, finish, quarters, valid))
            .recoveryModel(model)
            .softwareMajor(major)
            .certificate(certificate.orElse(null))
            .media(media.orElse(List.of(media(id, 1, 1, disk(1, 0, "/b/" + id, true)))));
    flags.forEach(flag -> set.flag(flag, true));
    return set.build();
  }
}
