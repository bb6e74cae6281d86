package io.gds.database.testkit.sqlserver;

import java.math.BigDecimal;
import java.util.Set;

/**
 * The pages, logs and files below the databases of a {@link SqlServerModel}, where disks fail.
 * Whatever names a database that is not there is an {@link IllegalArgumentException}. Thread-safe.
 */
public final class SqlServerStorage {
  private final Object lock;
  private final ModelServer server;

  SqlServerStorage(Object lock, ModelServer server) {
    this.lock = lock;
    this.server = server;
  }

  /** Makes a page's checksum wrong: whoever reads it notices, a check and a backup too. */
  public void damagePage(String database, int file, long page) {
    synchronized (lock) {
      demand(database);
      server.integrity().damage(database, new ModelIntegrity.Page(file, page));
    }
  }

  /** Takes rows out of an index, with pages that look right: only a full check notices. */
  public void damageRows(String database, int rows) {
    synchronized (lock) {
      demand(database);
      server.integrity().damageRows(database, rows);
    }
  }

  /** Keeps checks of a database from coming to their end, as a full tempdb does. */
  public void terminateChecks(String database) {
    synchronized (lock) {
      demand(database);
      server.integrity().terminate(database);
    }
  }

  /** Takes a database out of use as a server does that cannot recover it: SUSPECT. */
  public void suspect(String database) {
    synchronized (lock) {
      demand(database);
      server.databases().choose(database, "state", "SUSPECT");
    }
  }

  /** Commits a transaction with a mark, which changes no row; gives its place in the log. */
  public BigDecimal mark(String database, String mark) {
    synchronized (lock) {
      demand(database);
      BigDecimal place = server.databases().log(database).mark(mark, server.clock().instant());
      new MsdbHistory(server).mark(database, mark, place);
      return place;
    }
  }

  /** Makes all of it right again. */
  public void repair(String database) {
    synchronized (lock) {
      demand(database);
      server.integrity().repair(database);
    }
  }

  /**
   * Takes the end away from the last backup in a file, as a server that stops while it writes does:
   * the history does not know it.
   */
  public void cutShort(String path) {
    synchronized (lock) {
      new MsdbHistory(server).forget(server.media().cutShort(path));
    }
  }

  /** Lets a password protect a backup in a file, so that its header tells nothing but that. */
  public void protect(String path, int position) {
    synchronized (lock) {
      server.media().leave(path, position, ModelMedia.Remains.PROTECTED);
    }
  }

  /** Lets a file show no header at a position, and those behind it all the same. */
  public void hide(String path, int position) {
    synchronized (lock) {
      server.media().leave(path, position, ModelMedia.Remains.HIDDEN);
    }
  }

  /** Captures the changes of a database, as {@code sys.sp_cdc_enable_db} begins to. */
  public void capture(String database) {
    synchronized (lock) {
      demand(database);
      server.databases().set(database, "is_cdc_enabled", true);
    }
  }

  /** Forgets the history of backups, of which only the files are left then. */
  public void forgetHistory() {
    synchronized (lock) {
      new MsdbHistory(server).forget();
    }
  }

  /** Lets a file grow to this size, with nothing in what is new. */
  public void grow(String database, String file, long bytes) {
    synchronized (lock) {
      demand(database);
      server.files().resize(database, file, bytes / ModelFile.PAGE);
    }
  }

  /**
   * Puts a file on the server's machine that belongs to none of its databases: one of another
   * server, or of a database that was detached. A RESTORE with REPLACE writes over it.
   */
  public void lay(String path) {
    synchronized (lock) {
      server.files().lay(path);
    }
  }

  /** Lets a volume of the server's machine have so many bytes free. */
  public void volume(String mountPoint, long available) {
    synchronized (lock) {
      server.files().volume(mountPoint, available);
    }
  }

  /** The files that belong to no database and were not written over. */
  public Set<String> nobodys() {
    synchronized (lock) {
      return server.files().nobodys();
    }
  }

  private void demand(String database) {
    if (server.databases().number(database).isEmpty()) {
      throw new IllegalArgumentException("no such database: " + database);
    }
  }
}
