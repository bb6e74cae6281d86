package io.gds.database.mssql;

import io.gds.database.error.InvalidOptionsException;
import io.gds.database.mssql.MssqlRestoreSpec.Move;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where the files of a restored database go. Every file of a backup is moved, so that the script
 * shows each place, and nothing goes where another database has its files. Immutable.
 *
 * @param data the directory for files of rows and for FILESTREAM
 * @param log the directory for files of the log
 * @param stem how the names of new files begin: nothing else is called so
 */
record MssqlMoves(String data, String log, String stem) {
  private static final int LONGEST_STEM = 60;

  /**
   * New places for the files of a database of this name.
   *
   * @param stamp what tells its files from those of its namesakes
   */
  static MssqlMoves into(String data, String log, String database, String stamp) {
    String safe = database.replaceAll("[^A-Za-z0-9_-]", "_");
    String head = safe.length() > LONGEST_STEM ? safe.substring(0, LONGEST_STEM) : safe;
    return new MssqlMoves(data, log, head + "_" + stamp);
  }

  /**
   * A place for each file.
   *
   * @param chosen places by logical name, before all others
   */
  List<Move> of(List<MssqlBackupFile> files, Map<String, String> chosen) {
    List<Move> moves = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int rows = 0;
    for (MssqlBackupFile file : files) {
      if (!names.add(file.name())) {
        continue;
      }
      String place = chosen.get(file.name());
      int number = names.size();
      moves.add(new Move(file.name(), place != null ? place : place(file, number, rows == 0)));
      rows += file.isLog() || file.isDirectory() ? 0 : 1;
    }
    return List.copyOf(moves);
  }

  private String place(MssqlBackupFile file, int number, boolean primary) {
    String end = file.isDirectory() ? "" : file.isLog() ? ".ldf" : primary ? ".mdf" : ".ndf";
    return within(file.isLog() ? log : data, stem + "_" + number + end);
  }

  /** A file in a directory, by the separator that the directory is written with. */
  static String within(String directory, String file) {
    boolean windows = directory.indexOf('\\') >= 0 || directory.matches("[A-Za-z]:");
    boolean ended = directory.endsWith("/") || directory.endsWith("\\");
    return directory + (ended ? "" : windows ? "\\" : "/") + file;
  }

  /** Whether a file can be put there: names of databases make odd paths. */
  static boolean isPath(String path) {
    try {
      return MssqlSql.path(path).equals(path);
    } catch (InvalidOptionsException e) {
      return false;
    }
  }

  /** The directory of a file, with the separator behind it. */
  static String directory(String path) {
    int end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return end < 0 ? "" : path.substring(0, end + 1);
  }

  /** By which two paths are the same place to a server: on Windows, case says nothing. */
  static String key(String path) {
    return path.indexOf('\\') >= 0 ? path.toLowerCase(Locale.ROOT) : path;
  }
}
