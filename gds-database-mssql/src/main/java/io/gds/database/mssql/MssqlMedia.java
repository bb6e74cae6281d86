package io.gds.database.mssql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * The media that a backup set lies on: so many families side by side, each on a device, and again
 * on the corresponding device of each mirror. What mirrors of one family hold is the same, so that
 * a restore may take any of them; but it needs every family. Immutable.
 *
 * @param id the media set, {@code media_uuid}
 * @param families how many devices the set is striped over
 * @param position the set's number on the media, from 1: what {@code FILE =} names
 * @param devices the known devices, present or not
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/backup-restore/mirrored-backup-media-sets-sql-server">Mirrored
 *     backup media sets</a>
 */
record MssqlMedia(UUID id, int families, int position, List<Device> devices) {
  /** What a device is, by the number in {@code backupmediafamily.device_type}. */
  enum DeviceType {
    /** A file. */
    DISK(2, 102),
    /** A tape. */
    TAPE(5, 105),
    /** What a program other than the server read: a snapshot or a backup product. */
    VIRTUAL(7, 107),
    /** A blob or an S3 object. */
    URL(9, 109),
    /** None of these: never restored from. */
    OTHER(0, 0);

    private final int number;
    private final int permanent;

    DeviceType(int number, int permanent) {
      this.number = number;
      this.permanent = permanent;
    }

    /** By the number, which is higher by a hundred for a permanent device. */
    static DeviceType of(int number) {
      for (DeviceType type : values()) {
        if (type != OTHER && (type.number == number || type.permanent == number)) {
          return type;
        }
      }
      return OTHER;
    }
  }

  /**
   * A device with one family of the media on it.
   *
   * @param family which of them, from 1
   * @param mirror which mirror, 0 is the first
   * @param type what it is
   * @param name the path or address
   * @param present false if it is known to be gone, or to hold something else by now
   */
  record Device(int family, int mirror, DeviceType type, String name, boolean present) {
    Device absent() {
      return new Device(family, mirror, type, name, false);
    }

    private boolean readable() {
      return present && (type == DeviceType.DISK || type == DeviceType.URL);
    }
  }

  MssqlMedia {
    if (families < 1 || position < 1) {
      throw new IllegalArgumentException("families and positions are counted from 1");
    }
    devices = List.copyOf(devices);
  }

  /** One present device for each family, in order, of the first mirrors where they are there. */
  Optional<List<Device>> whole() {
    List<Device> chosen = new ArrayList<>();
    for (int family = 1; family <= families; family++) {
      Device best = null;
      for (Device device : devices) {
        if (device.family() == family
            && device.readable()
            && (best == null || device.mirror() < best.mirror())) {
          best = device;
        }
      }
      if (best == null) {
        return Optional.empty();
      }
      chosen.add(best);
    }
    return Optional.of(List.copyOf(chosen));
  }

  /** The families of which no device is there, in order. */
  List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    for (int family = 1; family <= families; family++) {
      int wanted = family;
      if (devices.stream().noneMatch(device -> device.family() == wanted && device.readable())) {
        missing.add(family);
      }
    }
    return missing;
  }

  /** The same media, without the devices that a test tells to be gone. */
  MssqlMedia without(Predicate<Device> gone) {
    List<Device> left = new ArrayList<>(devices.size());
    boolean changed = false;
    for (Device device : devices) {
      boolean lost = gone.test(device) && device.present();
      changed |= lost;
      left.add(lost ? device.absent() : device);
    }
    return changed ? new MssqlMedia(id, families, position, left) : this;
  }
}
