package io.gds.database.mssql;

import io.gds.database.connection.DatabaseType;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import io.gds.database.jdbc.Row;
import io.gds.database.jdbc.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Reads what backups say of themselves. */
final class MssqlMediaReader {
  private static final Pattern ABSENT = Pattern.compile("[Oo]perating system error 2\\(");

  private final MssqlContext context;

  MssqlMediaReader(MssqlContext context) {
    this.context = context;
  }

  /**
   * What a device says of the media that it is a part of.
   *
   * @param media which media
   * @param families how many devices belong to them
   * @param family which of these this one is, from 1
   */
  record Label(UUID media, int families, int family) {
    private static Label of(Row row) {
      MssqlRow columns = new MssqlRow(row);
      return new Label(
          columns.guid("MediaSetId").orElse(new UUID(0, 0)),
          Math.max(1, columns.intValue("FamilyCount", 1)),
          Math.max(1, columns.intValue("FamilySequenceNumber", 1)));
    }
  }

  /** The label of a device; empty if there is no such file. */
  Optional<Label> label(Sql sql, MssqlDestination device) {
    MssqlStatement statement = MssqlMediaSql.label(device);
    return present(() -> sql.first(statement.sql(), Label::of, statement.values()))
        .flatMap(label -> label);
  }

  /** All sets on media, by their first device; none if there is no such file. */
  List<MssqlBackupEntry> sets(Sql sql, MssqlDestination media) {
    return label(sql, media).map(label -> sets(sql, media, label)).orElse(List.of());
  }

  private static List<MssqlBackupEntry> sets(Sql sql, MssqlDestination media, Label label) {
    List<MssqlMedia.Device> devices = new ArrayList<>();
    for (int i = 0; i < media.names().size(); i++) {
      // Of several the order is the caller's, of one the label knows which it is.
      int family = media.names().size() == 1 ? label.family() : i + 1;
      devices.add(new MssqlMedia.Device(family, 0, media.type(), media.names().get(i), true));
    }
    MssqlStatement statement = MssqlMediaSql.headers(media);
    List<MssqlBackupEntry> sets = new ArrayList<>();
    sql.query(
        statement.sql(),
        row ->
            MssqlBackupEntry.header(new MssqlRow(row), label.media(), label.families(), devices)
                .map(sets::add),
        statement.values());
    return sets;
  }

  /**
   * All sets on media.
   *
   * @throws io.gds.database.error.NotFoundException if nothing is there
   */
  List<MssqlBackupEntry> require(Sql sql, MssqlDestination media) {
    Label label = label(sql, media).orElseThrow(() -> absent(media));
    return sets(sql, media, label);
  }

  private static <T> Optional<T> present(Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (DatabaseException e) {
      if (e.nativeCode().filter("3201"::equals).isPresent()
          && ABSENT.matcher(String.valueOf(e.getMessage())).find()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private RuntimeException absent(MssqlDestination media) {
    String place = media.names().get(0);
    return ErrorDetails.of(ErrorCode.NOT_FOUND, "there is no backup at " + place)
        .platform(DatabaseType.MSSQL.id())
        .engine(context.runner().engine())
        .target(place)
        .remedy("Check the path as the server's machine sees it.")
        .toException();
  }
}
