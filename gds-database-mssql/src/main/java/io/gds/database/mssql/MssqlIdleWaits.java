package io.gds.database.mssql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Waits that say nothing of how busy a server is: its own background tasks wait for work, or for
 * their next turn, most of the time, so that these are at the top of any idle server. The vendor's
 * page calls them queue waits. Everything else is told.
 *
 * @see <a
 *     href="https://learn.microsoft.com/en-us/sql/relational-databases/system-dynamic-management-views/sys-dm-os-wait-stats-transact-sql">sys.dm_os_wait_stats</a>
 */
final class MssqlIdleWaits {
  /** Tasks that sleep until their next turn, or until somebody asks. */
  private static final List<String> TURNS =
      List.of(
          "CHECKPOINT_QUEUE",
          "CHKPT",
          "DIRTY_PAGE_POLL",
          "DISPATCHER_QUEUE_SEMAPHORE",
          "FSAGENT",
          "KSOURCE_WAKEUP",
          "LAZYWRITER_SLEEP",
          "LOGMGR_QUEUE",
          "ONDEMAND_TASK_QUEUE",
          "PVS_PREALLOCATE",
          "PWAIT_ALL_COMPONENTS_INITIALIZED",
          "PWAIT_DIRECTLOGCONSUMER_GETNEXT",
          "PWAIT_EXTENSIBILITY_CLEANUP_TASK",
          "REQUEST_FOR_DEADLOCK_SEARCH",
          "RESOURCE_QUEUE",
          "SERVER_IDLE_CHECK",
          "SLEEP_BPOOL_FLUSH",
          "SLEEP_DBSTARTUP",
          "SLEEP_DCOMSTARTUP",
          "SLEEP_MASTERDBREADY",
          "SLEEP_MASTERMDREADY",
          "SLEEP_MASTERUPGRADED",
          "SLEEP_MSDBSTARTUP",
          "SLEEP_SYSTEMTASK",
          "SLEEP_TASK",
          "SLEEP_TEMPDBSTARTUP",
          "SNI_HTTP_ACCEPT",
          "SOS_WORK_DISPATCHER",
          "SP_SERVER_DIAGNOSTICS_SLEEP",
          "VDI_CLIENT_OTHER",
          "WAIT_FOR_RESULTS",
          "WAITFOR",
          "WAITFOR_TASKSHUTDOWN");

  /** The same of parts that need not be in use at all. */
  private static final List<String> PARTS =
      List.of(
          "BROKER_EVENTHANDLER",
          "BROKER_RECEIVE_WAITFOR",
          "BROKER_TASK_STOP",
          "BROKER_TO_FLUSH",
          "BROKER_TRANSMITTER",
          "CLR_AUTO_EVENT",
          "CLR_MANUAL_EVENT",
          "CLR_SEMAPHORE",
          "DBMIRROR_DBM_EVENT",
          "DBMIRROR_EVENTS_QUEUE",
          "DBMIRROR_WORKER_QUEUE",
          "DBMIRRORING_CMD",
          "FT_IFTS_SCHEDULER_IDLE_WAIT",
          "FT_IFTSHC_MUTEX",
          "HADR_CLUSAPI_CALL",
          "HADR_FILESTREAM_IOMGR_IOCOMPLETION",
          "HADR_LOGCAPTURE_WAIT",
          "HADR_NOTIFICATION_DEQUEUE",
          "HADR_TIMER_TASK",
          "HADR_WORK_QUEUE",
          "PARALLEL_REDO_DRAIN_WORKER",
          "PARALLEL_REDO_LOG_CACHE",
          "PARALLEL_REDO_TRAN_LIST",
          "PARALLEL_REDO_WORKER_SYNC",
          "PARALLEL_REDO_WORKER_WAIT_WORK",
          "QDS_ASYNC_QUEUE",
          "QDS_CLEANUP_STALE_QUERIES_TASK_MAIN_LOOP_SLEEP",
          "QDS_PERSIST_TASK_MAIN_LOOP_SLEEP",
          "QDS_SHUTDOWN_QUEUE",
          "REDO_THREAD_PENDING_WORK",
          "SQLTRACE_BUFFER_FLUSH",
          "SQLTRACE_INCREMENTAL_FLUSH_SLEEP",
          "SQLTRACE_WAIT_ENTRIES",
          "WAIT_XTP_CKPT_CLOSE",
          "WAIT_XTP_HOST_WAIT",
          "WAIT_XTP_OFFLINE_CKPT_NEW_LOG",
          "WAIT_XTP_RECOVERY",
          "XE_DISPATCHER_JOIN",
          "XE_DISPATCHER_WAIT",
          "XE_LIVE_TARGET_TVF",
          "XE_TIMER_EVENT");

  private MssqlIdleWaits() {}

  /** As texts in a statement, with commas between. */
  static String list() {
    return List.of(TURNS, PARTS).stream()
        .flatMap(List::stream)
        .map(MssqlSql::literal)
        .collect(Collectors.joining(", "));
  }
}
