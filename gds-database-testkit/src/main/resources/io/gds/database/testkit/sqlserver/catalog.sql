-- The catalogue views that the model has, with the columns and types of the vendor's pages, which are named
-- above each. Views of "sys" are the server's, "db.sys" every database's own, "msdb.dbo" the backup history and
-- the Agent's jobs. A table-valued function has its argument for a first column.
--
-- SINCE 14 behind a column or a view: it came with that major version (13 is SQL Server 2016, 14 is 2017, 15 is
-- 2019, 16 is 2022, 17 is 2025). What a service pack of 2016 brought counts as 13, and a note says which.
-- Where a page and the server differ in the order, the spelling, the type or the length of a column, this is
-- the server, as Microsoft's own model of each release (master.dacpac and msdb.dacpac, 130 to 170) has it; where
-- they differ in the release, this is the later one. What the server has and no page describes is left out,
-- unless a note says so.

-- === The server, its databases and its principals ===

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-databases-transact-sql
-- The page writes is_data_retention_on, and had but is_vorder_enabled of the columns of 17.
CREATE TABLE sys.databases (
  name sysname,
  database_id int,
  source_database_id int,
  owner_sid varbinary(85),
  create_date datetime,
  compatibility_level tinyint,
  collation_name sysname,
  user_access tinyint,
  user_access_desc nvarchar(60),
  is_read_only bit,
  is_auto_close_on bit,
  is_auto_shrink_on bit,
  state tinyint,
  state_desc nvarchar(60),
  is_in_standby bit,
  is_cleanly_shutdown bit,
  is_supplemental_logging_enabled bit,
  snapshot_isolation_state tinyint,
  snapshot_isolation_state_desc nvarchar(60),
  is_read_committed_snapshot_on bit,
  recovery_model tinyint,
  recovery_model_desc nvarchar(60),
  page_verify_option tinyint,
  page_verify_option_desc nvarchar(60),
  is_auto_create_stats_on bit,
  is_auto_create_stats_incremental_on bit,
  is_auto_update_stats_on bit,
  is_auto_update_stats_async_on bit,
  is_ansi_null_default_on bit,
  is_ansi_nulls_on bit,
  is_ansi_padding_on bit,
  is_ansi_warnings_on bit,
  is_arithabort_on bit,
  is_concat_null_yields_null_on bit,
  is_numeric_roundabort_on bit,
  is_quoted_identifier_on bit,
  is_recursive_triggers_on bit,
  is_cursor_close_on_commit_on bit,
  is_local_cursor_default bit,
  is_fulltext_enabled bit,
  is_trustworthy_on bit,
  is_db_chaining_on bit,
  is_parameterization_forced bit,
  is_master_key_encrypted_by_server bit,
  is_query_store_on bit,
  is_published bit,
  is_subscribed bit,
  is_merge_published bit,
  is_distributor bit,
  is_sync_with_backup bit,
  service_broker_guid uniqueidentifier,
  is_broker_enabled bit,
  log_reuse_wait tinyint,
  log_reuse_wait_desc nvarchar(60),
  is_date_correlation_on bit,
  is_cdc_enabled bit,
  is_encrypted bit,
  is_honor_broker_priority_on bit,
  replica_id uniqueidentifier,
  group_database_id uniqueidentifier,
  resource_pool_id int,
  default_language_lcid smallint,
  default_language_name nvarchar(128),
  default_fulltext_language_lcid int,
  default_fulltext_language_name nvarchar(128),
  is_nested_triggers_on bit,
  is_transform_noise_words_on bit,
  two_digit_year_cutoff smallint,
  containment tinyint,
  containment_desc nvarchar(60),
  target_recovery_time_in_seconds int,
  delayed_durability int,
  delayed_durability_desc nvarchar(60),
  is_memory_optimized_elevate_to_snapshot_on bit,
  is_federation_member bit,
  is_remote_data_archive_enabled bit,
  is_mixed_page_allocation_on bit,
  is_temporal_history_retention_enabled bit SINCE 14,
  catalog_collation_type int SINCE 15,
  catalog_collation_type_desc nvarchar(60) SINCE 15,
  physical_database_name nvarchar(128) SINCE 15,
  is_result_set_caching_on bit SINCE 15,
  is_accelerated_database_recovery_on bit SINCE 15,
  is_tempdb_spill_to_remote_store bit SINCE 15,
  is_stale_page_detection_on bit SINCE 15,
  is_memory_optimized_enabled bit SINCE 15,
  is_data_retention_enabled bit SINCE 16,
  is_ledger_on bit SINCE 16,
  is_change_feed_enabled bit SINCE 16,
  is_data_lake_replication_enabled bit SINCE 17,
  is_event_stream_enabled bit SINCE 17,
  data_compaction tinyint SINCE 17,
  data_compaction_desc nvarchar(60) SINCE 17,
  data_lake_log_publishing tinyint SINCE 17,
  data_lake_log_publishing_desc nvarchar(60) SINCE 17,
  is_vorder_enabled bit SINCE 17,
  is_proactive_statistics_refresh_on bit SINCE 17,
  is_optimized_locking_on bit SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-recovery-status-transact-sql
CREATE TABLE sys.database_recovery_status (
  database_id int,
  database_guid uniqueidentifier,
  family_guid uniqueidentifier,
  last_log_backup_lsn numeric(25,0),
  recovery_fork_guid uniqueidentifier,
  first_recovery_fork_guid uniqueidentifier,
  fork_point_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-master-files-transact-sql
-- Left out, not on the page: is_persistent_log_buffer.
CREATE TABLE sys.master_files (
  database_id int,
  file_id int,
  file_guid uniqueidentifier,
  type tinyint,
  type_desc nvarchar(60),
  data_space_id int,
  name sysname,
  physical_name nvarchar(260),
  state tinyint,
  state_desc nvarchar(60),
  size int,
  max_size int,
  growth int,
  is_media_read_only bit,
  is_read_only bit,
  is_sparse bit,
  is_percent_growth bit,
  is_name_reserved bit,
  create_lsn numeric(25,0),
  drop_lsn numeric(25,0),
  read_only_lsn numeric(25,0),
  read_write_lsn numeric(25,0),
  differential_base_lsn numeric(25,0),
  differential_base_guid uniqueidentifier,
  differential_base_time datetime,
  redo_start_lsn numeric(25,0),
  redo_start_fork_guid uniqueidentifier,
  redo_target_lsn numeric(25,0),
  redo_target_fork_guid uniqueidentifier,
  backup_lsn numeric(25,0),
  credential_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-mirroring-transact-sql
CREATE TABLE sys.database_mirroring (
  database_id int,
  mirroring_guid uniqueidentifier,
  mirroring_state tinyint,
  mirroring_state_desc nvarchar(60),
  mirroring_role tinyint,
  mirroring_role_desc nvarchar(60),
  mirroring_role_sequence int,
  mirroring_safety_level tinyint,
  mirroring_safety_level_desc nvarchar(60),
  mirroring_safety_sequence int,
  mirroring_partner_name nvarchar(128),
  mirroring_partner_instance nvarchar(128),
  mirroring_witness_name nvarchar(128),
  mirroring_witness_state tinyint,
  mirroring_witness_state_desc nvarchar(60),
  mirroring_failover_lsn numeric(25,0),
  mirroring_connection_timeout int,
  mirroring_redo_queue int,
  mirroring_redo_queue_type nvarchar(60),
  mirroring_end_of_log_lsn numeric(25,0),
  mirroring_replication_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-backup-devices-transact-sql
CREATE TABLE sys.backup_devices (
  name sysname,
  type tinyint,
  type_desc nvarchar(60),
  physical_name nvarchar(260)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-configurations-transact-sql
CREATE TABLE sys.configurations (
  configuration_id int,
  name nvarchar(35),
  value sql_variant,
  minimum sql_variant,
  maximum sql_variant,
  value_in_use sql_variant,
  description nvarchar(255),
  is_dynamic bit,
  is_advanced bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-servers-transact-sql
CREATE TABLE sys.servers (
  server_id int,
  name sysname,
  product sysname,
  provider sysname,
  data_source nvarchar(4000),
  location nvarchar(4000),
  provider_string nvarchar(4000),
  catalog sysname,
  connect_timeout int,
  query_timeout int,
  is_linked bit,
  is_remote_login_enabled bit,
  is_rpc_out_enabled bit,
  is_data_access_enabled bit,
  is_collation_compatible bit,
  uses_remote_collation bit,
  collation_name sysname,
  lazy_schema_validation bit,
  is_system bit,
  is_publisher bit,
  is_subscriber bit,
  is_distributor bit,
  is_nonsql_subscriber bit,
  is_remote_proc_transaction_promotion_enabled bit,
  modify_date datetime,
  is_rda_server bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/messages-for-errors-catalog-views-sys-messages
CREATE TABLE sys.messages (
  message_id int,
  language_id smallint,
  severity tinyint,
  is_event_logged bit,
  text nvarchar(2048)
);

-- https://learn.microsoft.com/sql/relational-databases/system-compatibility-views/sys-syslanguages-transact-sql
CREATE TABLE sys.syslanguages (
  langid smallint,
  dateformat nchar(3),
  datefirst tinyint,
  upgrade int,
  name sysname,
  alias sysname,
  months nvarchar(372),
  shortmonths nvarchar(132),
  days nvarchar(217),
  lcid int,
  msglangid smallint
);

-- https://learn.microsoft.com/sql/relational-databases/system-functions/sys-fn-helpcollations-transact-sql
CREATE TABLE sys.fn_helpcollations (
  name sysname,
  description nvarchar(1000)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-time-zone-info-transact-sql
CREATE TABLE sys.time_zone_info (
  name sysname,
  current_utc_offset nvarchar(12),
  is_currently_dst bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-principals-transact-sql
-- is_disabled is an int on the page, but the server gives a bit.
-- Left out, not on the page: tenant_id.
CREATE TABLE sys.server_principals (
  name sysname,
  principal_id int,
  sid varbinary(85),
  type char(1),
  type_desc nvarchar(60),
  is_disabled bit,
  create_date datetime,
  modify_date datetime,
  default_database_name sysname,
  default_language_name sysname,
  credential_id int,
  owning_principal_id int,
  is_fixed_role bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-sql-logins-transact-sql
CREATE TABLE sys.sql_logins (
  name sysname,
  principal_id int,
  sid varbinary(85),
  type char(1),
  type_desc nvarchar(60),
  is_disabled bit,
  create_date datetime,
  modify_date datetime,
  default_database_name sysname,
  default_language_name sysname,
  credential_id int,
  is_policy_checked bit,
  is_expiration_checked bit,
  password_hash varbinary(256)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-role-members-transact-sql
CREATE TABLE sys.server_role_members (
  role_principal_id int,
  member_principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-permissions-transact-sql
CREATE TABLE sys.server_permissions (
  class tinyint,
  class_desc nvarchar(60),
  major_id int,
  minor_id int,
  grantee_principal_id int,
  grantor_principal_id int,
  type char(4),
  permission_name nvarchar(128),
  state char(1),
  state_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-credentials-transact-sql
CREATE TABLE sys.credentials (
  credential_id int,
  name sysname,
  credential_identity nvarchar(4000),
  create_date datetime,
  modify_date datetime,
  target_type nvarchar(100),
  target_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-triggers-transact-sql
CREATE TABLE sys.server_triggers (
  name sysname,
  object_id int,
  parent_class tinyint,
  parent_class_desc nvarchar(60),
  parent_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_disabled bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-sql-modules-transact-sql
CREATE TABLE sys.server_sql_modules (
  object_id int,
  definition nvarchar(max),
  uses_ansi_nulls bit,
  uses_quoted_identifier bit,
  execute_as_principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-event-notifications-transact-sql
CREATE TABLE sys.server_event_notifications (
  name sysname,
  object_id int,
  parent_class tinyint,
  parent_class_desc nvarchar(60),
  parent_id int,
  create_date datetime,
  modify_date datetime,
  service_name nvarchar(256),
  broker_instance nvarchar(128),
  creator_sid varbinary(85),
  principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-endpoints-transact-sql
CREATE TABLE sys.endpoints (
  name sysname,
  endpoint_id int,
  principal_id int,
  protocol tinyint,
  protocol_desc nvarchar(60),
  type tinyint,
  type_desc nvarchar(60),
  state tinyint,
  state_desc nvarchar(60),
  is_admin_endpoint bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-tcp-endpoints-transact-sql
CREATE TABLE sys.tcp_endpoints (
  name sysname,
  endpoint_id int,
  principal_id int,
  protocol tinyint,
  protocol_desc nvarchar(60),
  type tinyint,
  type_desc nvarchar(60),
  state tinyint,
  state_desc nvarchar(60),
  is_admin_endpoint bit,
  port int,
  is_dynamic_port bit,
  ip_address nvarchar(45)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-mirroring-endpoints-transact-sql
CREATE TABLE sys.database_mirroring_endpoints (
  name sysname,
  endpoint_id int,
  principal_id int,
  protocol tinyint,
  protocol_desc nvarchar(60),
  type tinyint,
  type_desc nvarchar(60),
  state tinyint,
  state_desc nvarchar(60),
  is_admin_endpoint bit,
  role tinyint,
  role_desc nvarchar(60),
  is_encryption_enabled bit,
  connection_auth tinyint,
  connection_auth_desc nvarchar(60),
  certificate_id int,
  encryption_algorithm tinyint,
  encryption_algorithm_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-database-encryption-keys-transact-sql
CREATE TABLE sys.dm_database_encryption_keys (
  database_id int,
  encryption_state int,
  create_date datetime,
  regenerate_date datetime,
  modify_date datetime,
  set_date datetime,
  opened_date datetime,
  key_algorithm nvarchar(32),
  key_length int,
  encryptor_thumbprint varbinary(20),
  encryptor_type nvarchar(32),
  percent_complete real,
  encryption_state_desc nvarchar(32) SINCE 15,
  encryption_scan_state int SINCE 15,
  encryption_scan_state_desc nvarchar(32) SINCE 15,
  encryption_scan_modify_date datetime SINCE 15
);

-- === Sessions, requests, transactions ===

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-sessions-transact-sql
CREATE TABLE sys.dm_exec_sessions (
  session_id smallint,
  login_time datetime,
  host_name nvarchar(128),
  program_name nvarchar(128),
  host_process_id int,
  client_version int,
  client_interface_name nvarchar(32),
  security_id varbinary(85),
  login_name nvarchar(128),
  nt_domain nvarchar(128),
  nt_user_name nvarchar(128),
  status nvarchar(30),
  context_info varbinary(128),
  cpu_time int,
  memory_usage int,
  total_scheduled_time int,
  total_elapsed_time int,
  endpoint_id int,
  last_request_start_time datetime,
  last_request_end_time datetime,
  reads bigint,
  writes bigint,
  logical_reads bigint,
  is_user_process bit,
  text_size int,
  language nvarchar(128),
  date_format nvarchar(3),
  date_first smallint,
  quoted_identifier bit,
  arithabort bit,
  ansi_null_dflt_on bit,
  ansi_defaults bit,
  ansi_warnings bit,
  ansi_padding bit,
  ansi_nulls bit,
  concat_null_yields_null bit,
  transaction_isolation_level smallint,
  lock_timeout int,
  deadlock_priority int,
  row_count bigint,
  prev_error int,
  original_security_id varbinary(85),
  original_login_name nvarchar(128),
  last_successful_logon datetime,
  last_unsuccessful_logon datetime,
  unsuccessful_logons bigint,
  group_id int,
  database_id smallint,
  authenticating_database_id int,
  open_transaction_count int,
  page_server_reads bigint SINCE 15,
  contained_availability_group_id uniqueidentifier SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-connections-transact-sql
CREATE TABLE sys.dm_exec_connections (
  session_id int,
  most_recent_session_id int,
  connect_time datetime,
  net_transport nvarchar(40),
  protocol_type nvarchar(40),
  protocol_version int,
  endpoint_id int,
  encrypt_option nvarchar(40),
  auth_scheme nvarchar(40),
  node_affinity smallint,
  num_reads int,
  num_writes int,
  last_read datetime,
  last_write datetime,
  net_packet_size int,
  client_net_address varchar(48),
  client_tcp_port int,
  local_net_address varchar(48),
  local_tcp_port int,
  connection_id uniqueidentifier,
  parent_connection_id uniqueidentifier,
  most_recent_sql_handle varbinary(64)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-requests-transact-sql
-- Left out, not on the page: label.
CREATE TABLE sys.dm_exec_requests (
  session_id smallint,
  request_id int,
  start_time datetime,
  status nvarchar(30),
  command nvarchar(32),
  sql_handle varbinary(64),
  statement_start_offset int,
  statement_end_offset int,
  plan_handle varbinary(64),
  database_id smallint,
  user_id int,
  connection_id uniqueidentifier,
  blocking_session_id smallint,
  wait_type nvarchar(60),
  wait_time int,
  last_wait_type nvarchar(60),
  wait_resource nvarchar(256),
  open_transaction_count int,
  open_resultset_count int,
  transaction_id bigint,
  context_info varbinary(128),
  percent_complete real,
  estimated_completion_time bigint,
  cpu_time int,
  total_elapsed_time int,
  scheduler_id int,
  task_address varbinary(8),
  reads bigint,
  writes bigint,
  logical_reads bigint,
  text_size int,
  language nvarchar(128),
  date_format nvarchar(3),
  date_first smallint,
  quoted_identifier bit,
  arithabort bit,
  ansi_null_dflt_on bit,
  ansi_defaults bit,
  ansi_warnings bit,
  ansi_padding bit,
  ansi_nulls bit,
  concat_null_yields_null bit,
  transaction_isolation_level smallint,
  lock_timeout int,
  deadlock_priority int,
  row_count bigint,
  prev_error int,
  nest_level int,
  granted_query_memory int,
  executing_managed_code bit,
  group_id int,
  query_hash binary(8),
  query_plan_hash binary(8),
  statement_sql_handle varbinary(64),
  statement_context_id bigint,
  dop int,
  parallel_worker_count int,
  external_script_request_id uniqueidentifier,
  is_resumable bit SINCE 14,
  page_resource binary(8) SINCE 15,
  page_server_reads bigint SINCE 15,
  dist_statement_id uniqueidentifier SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-input-buffer-transact-sql
-- A function of a session (and of a request, which is not asked for).
CREATE TABLE sys.dm_exec_input_buffer (
  session_id smallint,
  event_type nvarchar(256),
  parameters smallint,
  event_info nvarchar(max)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-sql-text-transact-sql
-- A function of an sql_handle or a plan_handle.
CREATE TABLE sys.dm_exec_sql_text (
  handle varbinary(64),
  dbid smallint,
  objectid int,
  number smallint,
  encrypted bit,
  text nvarchar(max)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-session-space-usage-transact-sql
CREATE TABLE sys.dm_db_session_space_usage (
  session_id smallint,
  database_id smallint,
  user_objects_alloc_page_count bigint,
  user_objects_dealloc_page_count bigint,
  internal_objects_alloc_page_count bigint,
  internal_objects_dealloc_page_count bigint,
  user_objects_deferred_dealloc_page_count bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-plan-attributes-transact-sql
-- A function of a plan.
CREATE TABLE sys.dm_exec_plan_attributes (
  plan_handle varbinary(64),
  attribute varchar(128),
  value sql_variant,
  is_cache_key bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-exec-query-stats-transact-sql
-- Left out, not on the page: total_num_physical_reads, last_num_physical_reads, min_num_physical_reads,
-- max_num_physical_reads, total_num_page_server_reads, last_num_page_server_reads,
-- min_num_page_server_reads, max_num_page_server_reads.
CREATE TABLE sys.dm_exec_query_stats (
  sql_handle varbinary(64),
  statement_start_offset int,
  statement_end_offset int,
  plan_generation_num bigint,
  plan_handle varbinary(64),
  creation_time datetime,
  last_execution_time datetime,
  execution_count bigint,
  total_worker_time bigint,
  last_worker_time bigint,
  min_worker_time bigint,
  max_worker_time bigint,
  total_physical_reads bigint,
  last_physical_reads bigint,
  min_physical_reads bigint,
  max_physical_reads bigint,
  total_logical_writes bigint,
  last_logical_writes bigint,
  min_logical_writes bigint,
  max_logical_writes bigint,
  total_logical_reads bigint,
  last_logical_reads bigint,
  min_logical_reads bigint,
  max_logical_reads bigint,
  total_clr_time bigint,
  last_clr_time bigint,
  min_clr_time bigint,
  max_clr_time bigint,
  total_elapsed_time bigint,
  last_elapsed_time bigint,
  min_elapsed_time bigint,
  max_elapsed_time bigint,
  query_hash binary(8),
  query_plan_hash binary(8),
  total_rows bigint,
  last_rows bigint,
  min_rows bigint,
  max_rows bigint,
  statement_sql_handle varbinary(64),
  statement_context_id bigint,
  total_dop bigint,
  last_dop bigint,
  min_dop bigint,
  max_dop bigint,
  total_grant_kb bigint,
  last_grant_kb bigint,
  min_grant_kb bigint,
  max_grant_kb bigint,
  total_used_grant_kb bigint,
  last_used_grant_kb bigint,
  min_used_grant_kb bigint,
  max_used_grant_kb bigint,
  total_ideal_grant_kb bigint,
  last_ideal_grant_kb bigint,
  min_ideal_grant_kb bigint,
  max_ideal_grant_kb bigint,
  total_reserved_threads bigint,
  last_reserved_threads bigint,
  min_reserved_threads bigint,
  max_reserved_threads bigint,
  total_used_threads bigint,
  last_used_threads bigint,
  min_used_threads bigint,
  max_used_threads bigint,
  total_columnstore_segment_reads bigint, -- 2016 SP2, 2017 CU3
  last_columnstore_segment_reads bigint, -- 2016 SP2, 2017 CU3
  min_columnstore_segment_reads bigint, -- 2016 SP2, 2017 CU3
  max_columnstore_segment_reads bigint, -- 2016 SP2, 2017 CU3
  total_columnstore_segment_skips bigint, -- 2016 SP2, 2017 CU3
  last_columnstore_segment_skips bigint, -- 2016 SP2, 2017 CU3
  min_columnstore_segment_skips bigint, -- 2016 SP2, 2017 CU3
  max_columnstore_segment_skips bigint, -- 2016 SP2, 2017 CU3
  total_spills bigint, -- 2016 SP2, 2017 CU3
  last_spills bigint, -- 2016 SP2, 2017 CU3
  min_spills bigint, -- 2016 SP2, 2017 CU3
  max_spills bigint, -- 2016 SP2, 2017 CU3
  total_page_server_reads bigint SINCE 15,
  last_page_server_reads bigint SINCE 15,
  min_page_server_reads bigint SINCE 15,
  max_page_server_reads bigint SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-session-transactions-transact-sql
-- open_transaction_count is named on the page of sys.dm_exec_sessions.
CREATE TABLE sys.dm_tran_session_transactions (
  session_id int,
  transaction_id bigint,
  transaction_descriptor binary(8),
  enlist_count int,
  is_user_transaction bit,
  is_local bit,
  is_enlisted bit,
  is_bound bit,
  open_transaction_count int
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-active-transactions-transact-sql
CREATE TABLE sys.dm_tran_active_transactions (
  transaction_id bigint,
  name nvarchar(32),
  transaction_begin_time datetime,
  transaction_type int,
  transaction_uow uniqueidentifier,
  transaction_state int,
  transaction_status int,
  transaction_status2 int,
  dtc_state int,
  dtc_status int,
  dtc_isolation_level int,
  filestream_transaction_id varbinary(128)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-database-transactions-transact-sql
-- Left out, not on the page: database_transaction_first_repl_lsn.
CREATE TABLE sys.dm_tran_database_transactions (
  transaction_id bigint,
  database_id int,
  database_transaction_begin_time datetime,
  database_transaction_type int,
  database_transaction_state int,
  database_transaction_status int,
  database_transaction_status2 int,
  database_transaction_log_record_count bigint,
  database_transaction_replicate_record_count int,
  database_transaction_log_bytes_used bigint,
  database_transaction_log_bytes_reserved bigint,
  database_transaction_log_bytes_used_system int,
  database_transaction_log_bytes_reserved_system int,
  database_transaction_begin_lsn numeric(25,0),
  database_transaction_last_lsn numeric(25,0),
  database_transaction_most_recent_savepoint_lsn numeric(25,0),
  database_transaction_commit_lsn numeric(25,0),
  database_transaction_last_rollback_lsn numeric(25,0),
  database_transaction_next_undo_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tran-locks-transact-sql
CREATE TABLE sys.dm_tran_locks (
  resource_type nvarchar(60),
  resource_subtype nvarchar(60),
  resource_database_id int,
  resource_description nvarchar(256),
  resource_associated_entity_id bigint,
  resource_lock_partition int,
  request_mode nvarchar(60),
  request_type nvarchar(60),
  request_status nvarchar(60),
  request_reference_count smallint,
  request_lifetime int,
  request_session_id int,
  request_exec_context_id int,
  request_request_id int,
  request_owner_type nvarchar(60),
  request_owner_id bigint,
  request_owner_guid uniqueidentifier,
  request_owner_lockspace_id nvarchar(32),
  lock_owner_address varbinary(8)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-waiting-tasks-transact-sql
CREATE TABLE sys.dm_os_waiting_tasks (
  waiting_task_address varbinary(8),
  session_id smallint,
  exec_context_id int,
  wait_duration_ms bigint,
  wait_type nvarchar(60),
  resource_address varbinary(8),
  blocking_task_address varbinary(8),
  blocking_session_id smallint,
  blocking_exec_context_id int,
  resource_description nvarchar(3072)
);

-- === The machine and the process ===

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-wait-stats-transact-sql
CREATE TABLE sys.dm_os_wait_stats (
  wait_type nvarchar(60),
  waiting_tasks_count bigint,
  wait_time_ms bigint,
  max_wait_time_ms bigint,
  signal_wait_time_ms bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-performance-counters-transact-sql
CREATE TABLE sys.dm_os_performance_counters (
  object_name nchar(128),
  counter_name nchar(128),
  instance_name nchar(128),
  cntr_value bigint,
  cntr_type int
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-sys-info-transact-sql
CREATE TABLE sys.dm_os_sys_info (
  cpu_ticks bigint,
  ms_ticks bigint,
  cpu_count int,
  hyperthread_ratio int,
  physical_memory_kb bigint,
  virtual_memory_kb bigint,
  committed_kb bigint,
  committed_target_kb bigint,
  visible_target_kb bigint,
  stack_size_in_bytes int,
  os_quantum bigint,
  os_error_mode int,
  os_priority_class int,
  max_workers_count int,
  scheduler_count int,
  scheduler_total_count int,
  deadlock_monitor_serial_number int,
  sqlserver_start_time_ms_ticks bigint,
  sqlserver_start_time datetime,
  affinity_type int,
  affinity_type_desc nvarchar(60),
  process_kernel_time_ms bigint,
  process_user_time_ms bigint,
  time_source int,
  time_source_desc nvarchar(60),
  virtual_machine_type int,
  virtual_machine_type_desc nvarchar(60),
  softnuma_configuration int,
  softnuma_configuration_desc nvarchar(60),
  process_physical_affinity nvarchar(3072) SINCE 14,
  sql_memory_model int, -- 2016 SP1
  sql_memory_model_desc nvarchar(60), -- 2016 SP1
  socket_count int, -- 2016 SP2
  cores_per_socket int, -- 2016 SP2
  numa_node_count int, -- 2016 SP2
  container_type int SINCE 14,
  container_type_desc nvarchar(60) SINCE 14
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-sys-memory-transact-sql
CREATE TABLE sys.dm_os_sys_memory (
  total_physical_memory_kb bigint,
  available_physical_memory_kb bigint,
  total_page_file_kb bigint,
  available_page_file_kb bigint,
  system_cache_kb bigint,
  kernel_paged_pool_kb bigint,
  kernel_nonpaged_pool_kb bigint,
  system_high_memory_signal_state bit,
  system_low_memory_signal_state bit,
  system_memory_state_desc nvarchar(256)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-process-memory-transact-sql
CREATE TABLE sys.dm_os_process_memory (
  physical_memory_in_use_kb bigint,
  large_page_allocations_kb bigint,
  locked_page_allocations_kb bigint,
  total_virtual_address_space_kb bigint,
  virtual_address_space_reserved_kb bigint,
  virtual_address_space_committed_kb bigint,
  virtual_address_space_available_kb bigint,
  page_fault_count bigint,
  memory_utilization_percentage int,
  available_commit_limit_kb bigint,
  process_physical_memory_low bit,
  process_virtual_memory_low bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-memory-clerks-transact-sql
-- Left out, not on the page: parent_memory_broker_type.
CREATE TABLE sys.dm_os_memory_clerks (
  memory_clerk_address varbinary(8),
  type nvarchar(60),
  name nvarchar(256),
  memory_node_id smallint,
  pages_kb bigint,
  virtual_memory_reserved_kb bigint,
  virtual_memory_committed_kb bigint,
  awe_allocated_kb bigint,
  shared_memory_reserved_kb bigint,
  shared_memory_committed_kb bigint,
  page_size_in_bytes bigint,
  page_allocator_address varbinary(8),
  host_address varbinary(8)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-schedulers-transact-sql
-- Left out, not on the page: queued_disk_io_count, total_signal_time, total_waits_completed,
-- total_enqueued_tasks, total_completed_tasks, spinlock_wait_time_ms, spinlock_max_wait_time_ms,
-- spinlock_wait_count.
CREATE TABLE sys.dm_os_schedulers (
  scheduler_address varbinary(8),
  parent_node_id int,
  scheduler_id int,
  cpu_id smallint,
  status nvarchar(60),
  is_online bit,
  is_idle bit,
  preemptive_switches_count int,
  context_switches_count int,
  idle_switches_count int,
  current_tasks_count int,
  runnable_tasks_count int,
  current_workers_count int,
  active_workers_count int,
  work_queue_count bigint,
  pending_disk_io_count int,
  load_factor int,
  yield_count int,
  last_timer_activity bigint,
  failed_to_create_worker bit,
  active_worker_address varbinary(8),
  memory_object_address varbinary(8),
  task_memory_object_address varbinary(8),
  quantum_length_us bigint,
  total_cpu_usage_ms bigint,
  total_cpu_idle_capped_ms bigint,
  total_scheduler_delay_ms bigint SINCE 14,
  ideal_workers_limit int SINCE 15
);

-- https://learn.microsoft.com/sql/database-engine/availability-groups/windows/always-on-ring-buffers
-- It has no page of its own; this one shows how it is asked.
-- Left out, not on the page: ring_buffer_group, create_time.
CREATE TABLE sys.dm_os_ring_buffers (
  ring_buffer_address varbinary(8),
  ring_buffer_type nvarchar(60),
  timestamp bigint,
  record nvarchar(3072)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-volume-stats-transact-sql
-- A function of a database and a file. The page counts the bytes of its texts, not the characters.
CREATE TABLE sys.dm_os_volume_stats (
  database_id int,
  file_id int,
  volume_mount_point nvarchar(256),
  volume_id nvarchar(256),
  logical_volume_name nvarchar(256),
  file_system_type nvarchar(256),
  total_bytes bigint,
  available_bytes bigint,
  supports_compression tinyint,
  supports_alternate_streams tinyint,
  supports_sparse_files tinyint,
  is_read_only tinyint,
  is_compressed tinyint,
  incurs_seek_penalty tinyint SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-host-info-transact-sql
-- Left out, not on the page: host_architecture.
CREATE TABLE sys.dm_os_host_info (
  host_platform nvarchar(256),
  host_distribution nvarchar(256),
  host_release nvarchar(256),
  host_service_pack_level nvarchar(256),
  host_sku int,
  os_language_version int
) SINCE 14;

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-windows-info-transact-sql
CREATE TABLE sys.dm_os_windows_info (
  windows_release nvarchar(256),
  windows_service_pack_level nvarchar(256),
  windows_sku int,
  os_language_version int
);

-- https://learn.microsoft.com/sql/linux/sql-server-linux-whats-new
-- A function of a path, without a page of its own: the list of what is new in 2017 named it.
CREATE TABLE sys.dm_os_file_exists (
  file_or_directory nvarchar(255),
  file_exists tinyint,
  file_is_a_directory tinyint,
  parent_directory_exists tinyint
) SINCE 14;

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-enumerate-fixed-drives
CREATE TABLE sys.dm_os_enumerate_fixed_drives (
  fixed_drive_path nvarchar(512),
  drive_type int,
  drive_type_desc nvarchar(512),
  free_space_in_bytes bigint
) SINCE 14;

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-server-services-transact-sql
CREATE TABLE sys.dm_server_services (
  servicename nvarchar(256),
  startup_type int,
  startup_type_desc nvarchar(256),
  status int,
  status_desc nvarchar(256),
  process_id int,
  last_startup_time datetimeoffset(7),
  service_account nvarchar(256),
  filename nvarchar(256),
  is_clustered nvarchar(1),
  cluster_nodename nvarchar(256),
  instant_file_initialization_enabled nvarchar(1) -- 2016 SP1
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-server-registry-transact-sql
CREATE TABLE sys.dm_server_registry (
  registry_key nvarchar(256),
  value_name nvarchar(256),
  value_data sql_variant
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-io-virtual-file-stats-transact-sql
-- A function of a database and a file.
-- Left out, not on the page: num_of_pushed_reads, num_of_pushed_bytes_returned.
CREATE TABLE sys.dm_io_virtual_file_stats (
  database_id smallint,
  file_id smallint,
  sample_ms bigint,
  num_of_reads bigint,
  num_of_bytes_read bigint,
  io_stall_read_ms bigint,
  io_stall_queued_read_ms bigint,
  num_of_writes bigint,
  num_of_bytes_written bigint,
  io_stall_write_ms bigint,
  io_stall_queued_write_ms bigint,
  io_stall bigint,
  size_on_disk_bytes bigint,
  file_handle varbinary(8)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-log-info-transact-sql
-- A function of a database. Since 2016 SP2. The page counts the bytes of its texts.
CREATE TABLE sys.dm_db_log_info (
  database_id int,
  file_id smallint,
  vlf_begin_offset bigint,
  vlf_size_mb float,
  vlf_sequence_number bigint,
  vlf_active bit,
  vlf_status int,
  vlf_parity tinyint,
  vlf_first_lsn nvarchar(24),
  vlf_create_lsn nvarchar(24),
  vlf_encryptor_thumbprint varbinary(20) SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-log-stats-transact-sql
-- A function of a database. Since 2016 SP2.
-- Left out, not on the page: log_state, oldest_lsn_pending_replication, log_size_pending_replication_mb.
CREATE TABLE sys.dm_db_log_stats (
  database_id int,
  recovery_model nvarchar(60),
  log_min_lsn nvarchar(24),
  log_end_lsn nvarchar(24),
  current_vlf_sequence_number bigint,
  current_vlf_size_mb float,
  total_vlf_count bigint,
  total_log_size_mb float,
  active_vlf_count bigint,
  active_log_size_mb float,
  log_truncation_holdup_reason nvarchar(60),
  log_backup_time datetime,
  log_backup_lsn nvarchar(24),
  log_since_last_log_backup_mb float,
  log_checkpoint_lsn nvarchar(24),
  log_since_last_checkpoint_mb float,
  log_recovery_lsn nvarchar(24),
  log_recovery_size_mb float,
  recovery_vlf_count bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-missing-index-details-transact-sql
CREATE TABLE sys.dm_db_missing_index_details (
  index_handle int,
  database_id smallint,
  object_id int,
  equality_columns nvarchar(4000),
  inequality_columns nvarchar(4000),
  included_columns nvarchar(4000),
  statement nvarchar(4000)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-missing-index-groups-transact-sql
CREATE TABLE sys.dm_db_missing_index_groups (
  index_group_handle int,
  index_handle int
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-missing-index-group-stats-transact-sql
CREATE TABLE sys.dm_db_missing_index_group_stats (
  group_handle int,
  unique_compiles bigint,
  user_seeks bigint,
  user_scans bigint,
  last_user_seek datetime,
  last_user_scan datetime,
  avg_total_user_cost float,
  avg_user_impact float,
  system_seeks bigint,
  system_scans bigint,
  last_system_seek datetime,
  last_system_scan datetime,
  avg_total_system_cost float,
  avg_system_impact float
);

-- === High availability ===

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-os-cluster-nodes-transact-sql
CREATE TABLE sys.dm_os_cluster_nodes (
  nodename sysname,
  status int,
  status_description nvarchar(20),
  is_current_owner bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-tcp-listener-states-transact-sql
CREATE TABLE sys.dm_tcp_listener_states (
  listener_id int,
  ip_address nvarchar(48),
  is_ipv4 bit,
  port int,
  type tinyint,
  type_desc nvarchar(20),
  state tinyint,
  state_desc nvarchar(16),
  start_time datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-cluster-transact-sql
CREATE TABLE sys.dm_hadr_cluster (
  cluster_name nvarchar(128),
  quorum_type tinyint,
  quorum_type_desc varchar(50),
  quorum_state tinyint,
  quorum_state_desc varchar(50)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-cluster-members-transact-sql
CREATE TABLE sys.dm_hadr_cluster_members (
  member_name nvarchar(256),
  member_type tinyint,
  member_type_desc nvarchar(60),
  member_state tinyint,
  member_state_desc nvarchar(60),
  number_of_quorum_votes int,
  number_of_current_votes int SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-cluster-networks-transact-sql
CREATE TABLE sys.dm_hadr_cluster_networks (
  member_name nvarchar(128),
  network_subnet_ip nvarchar(48),
  network_subnet_ipv4_mask nvarchar(45),
  network_subnet_prefix_length int,
  is_public bit,
  is_ipv4 bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-groups-transact-sql
CREATE TABLE sys.availability_groups (
  group_id uniqueidentifier,
  name sysname,
  resource_id nvarchar(40),
  resource_group_id nvarchar(40),
  failure_condition_level int,
  health_check_timeout int,
  automated_backup_preference tinyint,
  automated_backup_preference_desc nvarchar(60),
  version smallint,
  basic_features bit,
  dtc_support bit,
  db_failover bit,
  is_distributed bit,
  cluster_type tinyint SINCE 14,
  cluster_type_desc nvarchar(60) SINCE 14,
  required_synchronized_secondaries_to_commit int SINCE 14,
  sequence_number bigint SINCE 14,
  is_contained bit SINCE 15, -- for Big Data Clusters, of contained groups since 16
  cluster_connection_options nvarchar(4000) SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-groups-cluster-transact-sql
CREATE TABLE sys.availability_groups_cluster (
  group_id uniqueidentifier,
  name sysname,
  resource_id nvarchar(40),
  resource_group_id nvarchar(40),
  failure_condition_level int,
  health_check_timeout int,
  automated_backup_preference tinyint,
  automated_backup_preference_desc nvarchar(60),
  cluster_connection_options nvarchar(4000) SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-replicas-transact-sql
CREATE TABLE sys.availability_replicas (
  replica_id uniqueidentifier,
  group_id uniqueidentifier,
  replica_metadata_id int,
  replica_server_name nvarchar(256),
  owner_sid varbinary(85),
  endpoint_url nvarchar(256),
  availability_mode tinyint,
  availability_mode_desc nvarchar(60),
  failover_mode tinyint,
  failover_mode_desc nvarchar(60),
  session_timeout int,
  primary_role_allow_connections tinyint,
  primary_role_allow_connections_desc nvarchar(60),
  secondary_role_allow_connections tinyint,
  secondary_role_allow_connections_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  backup_priority int,
  read_only_routing_url nvarchar(256),
  seeding_mode tinyint,
  seeding_mode_desc nvarchar(60),
  read_write_routing_url nvarchar(256) SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-databases-cluster-transact-sql
CREATE TABLE sys.availability_databases_cluster (
  group_id uniqueidentifier,
  group_database_id uniqueidentifier,
  database_name sysname,
  truncation_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-read-only-routing-lists-transact-sql
CREATE TABLE sys.availability_read_only_routing_lists (
  replica_id uniqueidentifier,
  routing_priority int,
  read_only_replica_id uniqueidentifier
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-group-listeners-transact-sql
CREATE TABLE sys.availability_group_listeners (
  group_id uniqueidentifier,
  listener_id nvarchar(36),
  dns_name nvarchar(63),
  port int,
  is_conformant bit,
  ip_configuration_string_from_cluster nvarchar(max),
  is_distributed_network_name bit -- 2016 SP3, 2017 CU25, 2019 CU8
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-availability-group-listener-ip-addresses-transact-sql
CREATE TABLE sys.availability_group_listener_ip_addresses (
  listener_id nvarchar(36),
  ip_address nvarchar(48),
  ip_subnet_mask nvarchar(15),
  is_dhcp bit,
  network_subnet_ip nvarchar(48),
  network_subnet_prefix_length int,
  network_subnet_ipv4_mask nvarchar(45),
  state tinyint,
  state_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-group-states-transact-sql
CREATE TABLE sys.dm_hadr_availability_group_states (
  group_id uniqueidentifier,
  primary_replica varchar(128),
  primary_recovery_health tinyint,
  primary_recovery_health_desc nvarchar(60),
  secondary_recovery_health tinyint,
  secondary_recovery_health_desc nvarchar(60),
  synchronization_health tinyint,
  synchronization_health_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-states-transact-sql
-- From write_lease_remaining_ticks on for internal use.
CREATE TABLE sys.dm_hadr_availability_replica_states (
  replica_id uniqueidentifier,
  group_id uniqueidentifier,
  is_local bit,
  role tinyint,
  role_desc nvarchar(60),
  operational_state tinyint,
  operational_state_desc nvarchar(60),
  connected_state tinyint,
  connected_state_desc nvarchar(60),
  recovery_health tinyint,
  recovery_health_desc nvarchar(60),
  synchronization_health tinyint,
  synchronization_health_desc nvarchar(60),
  last_connect_error_number int,
  last_connect_error_description nvarchar(1024),
  last_connect_error_timestamp datetime,
  write_lease_remaining_ticks bigint SINCE 14,
  current_configuration_commit_start_time_utc datetime SINCE 15,
  is_internal bit SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-cluster-states-transact-sql
CREATE TABLE sys.dm_hadr_availability_replica_cluster_states (
  replica_id uniqueidentifier,
  replica_server_name nvarchar(256),
  group_id uniqueidentifier,
  join_state tinyint,
  join_state_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-availability-replica-cluster-nodes-transact-sql
CREATE TABLE sys.dm_hadr_availability_replica_cluster_nodes (
  group_name nvarchar(256),
  replica_server_name nvarchar(256),
  node_name nvarchar(256)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-database-replica-states-transact-sql
-- quorum_commit_lsn, quorum_commit_time and is_internal are for internal use.
CREATE TABLE sys.dm_hadr_database_replica_states (
  database_id int,
  group_id uniqueidentifier,
  replica_id uniqueidentifier,
  group_database_id uniqueidentifier,
  is_local bit,
  is_primary_replica bit,
  synchronization_state tinyint,
  synchronization_state_desc nvarchar(60),
  is_commit_participant bit,
  synchronization_health tinyint,
  synchronization_health_desc nvarchar(60),
  database_state tinyint,
  database_state_desc nvarchar(60),
  is_suspended bit,
  suspend_reason tinyint,
  suspend_reason_desc nvarchar(60),
  recovery_lsn numeric(25,0),
  truncation_lsn numeric(25,0),
  last_sent_lsn numeric(25,0),
  last_sent_time datetime,
  last_received_lsn numeric(25,0),
  last_received_time datetime,
  last_hardened_lsn numeric(25,0),
  last_hardened_time datetime,
  last_redone_lsn numeric(25,0),
  last_redone_time datetime,
  log_send_queue_size bigint,
  log_send_rate bigint,
  redo_queue_size bigint,
  redo_rate bigint,
  filestream_send_rate bigint,
  end_of_log_lsn numeric(25,0),
  last_commit_lsn numeric(25,0),
  last_commit_time datetime,
  low_water_mark_for_ghosts bigint,
  secondary_lag_seconds bigint,
  quorum_commit_lsn numeric(25,0) SINCE 15,
  quorum_commit_time datetime SINCE 15,
  is_internal bit SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-database-replica-cluster-states-transact-sql
CREATE TABLE sys.dm_hadr_database_replica_cluster_states (
  replica_id uniqueidentifier,
  group_database_id uniqueidentifier,
  database_name sysname,
  is_failover_ready bit,
  is_pending_secondary_suspend bit,
  is_database_joined bit,
  recovery_lsn numeric(25,0),
  truncation_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-automatic-seeding
-- current_state is a bit on the page, but the server gives a text; the page has no lengths.
CREATE TABLE sys.dm_hadr_automatic_seeding (
  start_time datetime,
  completion_time datetime,
  ag_id uniqueidentifier,
  ag_db_id uniqueidentifier,
  ag_remote_replica_id uniqueidentifier,
  operation_id uniqueidentifier,
  is_source bit,
  current_state nvarchar(256),
  performed_seeding bit,
  failure_state int,
  failure_state_desc nvarchar(256),
  error_code int,
  number_of_attempts int
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-hadr-physical-seeding-stats
-- The page writes transfered_size_bytes and has no lengths of texts.
CREATE TABLE sys.dm_hadr_physical_seeding_stats (
  local_physical_seeding_id uniqueidentifier,
  remote_physical_seeding_id uniqueidentifier,
  local_database_id int,
  local_database_name nvarchar(256),
  remote_machine_name nvarchar(256),
  role_desc nvarchar(256),
  internal_state_desc nvarchar(256),
  transfer_rate_bytes_per_second bigint,
  transferred_size_bytes bigint,
  database_size_bytes bigint,
  start_time_utc datetime,
  end_time_utc datetime,
  estimate_time_complete_utc datetime,
  total_disk_io_wait_time_ms bigint,
  total_network_wait_time_ms bigint,
  failure_code int,
  failure_message nvarchar(256),
  failure_time_utc datetime,
  is_compression_enabled bit
);

-- === The history of backups, and the Agent's jobs ===

-- https://learn.microsoft.com/sql/relational-databases/system-tables/backupset-transact-sql
CREATE TABLE msdb.dbo.backupset (
  backup_set_id int,
  backup_set_uuid uniqueidentifier,
  media_set_id int,
  first_family_number tinyint,
  first_media_number smallint,
  last_family_number tinyint,
  last_media_number smallint,
  catalog_family_number tinyint,
  catalog_media_number smallint,
  position int,
  expiration_date datetime,
  software_vendor_id int,
  name nvarchar(128),
  description nvarchar(255),
  user_name nvarchar(128),
  software_major_version tinyint,
  software_minor_version tinyint,
  software_build_version smallint,
  time_zone smallint,
  mtf_minor_version tinyint,
  first_lsn numeric(25,0),
  last_lsn numeric(25,0),
  checkpoint_lsn numeric(25,0),
  database_backup_lsn numeric(25,0),
  database_creation_date datetime,
  backup_start_date datetime,
  backup_finish_date datetime,
  type char(1),
  sort_order smallint,
  code_page smallint,
  compatibility_level tinyint,
  database_version int,
  backup_size numeric(20,0),
  database_name nvarchar(128),
  server_name nvarchar(128),
  machine_name nvarchar(128),
  flags int,
  unicode_locale int,
  unicode_compare_style int,
  collation_name nvarchar(128),
  is_password_protected bit,
  recovery_model nvarchar(60),
  has_bulk_logged_data bit,
  is_snapshot bit,
  is_readonly bit,
  is_single_user bit,
  has_backup_checksums bit,
  is_damaged bit,
  begins_log_chain bit,
  has_incomplete_metadata bit,
  is_force_offline bit,
  is_copy_only bit,
  first_recovery_fork_guid uniqueidentifier,
  last_recovery_fork_guid uniqueidentifier,
  fork_point_lsn numeric(25,0),
  database_guid uniqueidentifier,
  family_guid uniqueidentifier,
  differential_base_lsn numeric(25,0),
  differential_base_guid uniqueidentifier,
  compressed_backup_size numeric(20,0),
  key_algorithm nvarchar(32),
  encryptor_thumbprint varbinary(20),
  encryptor_type nvarchar(32),
  last_valid_restore_time datetime SINCE 16,
  compression_algorithm nvarchar(32) SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/backupmediaset-transact-sql
CREATE TABLE msdb.dbo.backupmediaset (
  media_set_id int,
  media_uuid uniqueidentifier,
  media_family_count tinyint,
  name nvarchar(128),
  description nvarchar(255),
  software_name nvarchar(128),
  software_vendor_id int,
  mtf_major_version tinyint,
  mirror_count tinyint,
  is_password_protected bit,
  is_compressed bit,
  is_encrypted bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/backupmediafamily-transact-sql
CREATE TABLE msdb.dbo.backupmediafamily (
  media_set_id int,
  family_sequence_number tinyint,
  media_family_id uniqueidentifier,
  media_count int,
  logical_device_name nvarchar(128),
  physical_device_name nvarchar(260),
  device_type tinyint,
  physical_block_size int,
  mirror tinyint
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/backupfile-transact-sql
CREATE TABLE msdb.dbo.backupfile (
  backup_set_id int,
  first_family_number tinyint,
  first_media_number smallint,
  filegroup_name nvarchar(128),
  page_size int,
  file_number numeric(10,0),
  backed_up_page_count numeric(10,0),
  file_type char(1),
  source_file_block_size numeric(10,0),
  file_size numeric(20,0),
  logical_name nvarchar(128),
  physical_drive nvarchar(260),
  physical_name nvarchar(260),
  state tinyint,
  state_desc nvarchar(64),
  create_lsn numeric(25,0),
  drop_lsn numeric(25,0),
  file_guid uniqueidentifier,
  read_only_lsn numeric(25,0),
  read_write_lsn numeric(25,0),
  differential_base_lsn numeric(25,0),
  differential_base_guid uniqueidentifier,
  backup_size numeric(20,0),
  filegroup_guid uniqueidentifier,
  is_readonly bit,
  is_present bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/backupfilegroup-transact-sql
CREATE TABLE msdb.dbo.backupfilegroup (
  backup_set_id int,
  name sysname,
  filegroup_id int,
  filegroup_guid uniqueidentifier,
  type char(2),
  type_desc nvarchar(60),
  is_default bit,
  is_readonly bit,
  log_filegroup_guid uniqueidentifier
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/restorehistory-transact-sql
CREATE TABLE msdb.dbo.restorehistory (
  restore_history_id int,
  restore_date datetime,
  destination_database_name nvarchar(128),
  user_name nvarchar(128),
  backup_set_id int,
  restore_type char(1),
  replace bit,
  recovery bit,
  restart bit,
  stop_at datetime,
  device_count tinyint,
  stop_at_mark_name nvarchar(128),
  stop_before bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/restorefile-transact-sql
CREATE TABLE msdb.dbo.restorefile (
  restore_history_id int,
  file_number numeric(10,0),
  destination_phys_drive nvarchar(260),
  destination_phys_name nvarchar(260)
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/restorefilegroup-transact-sql
CREATE TABLE msdb.dbo.restorefilegroup (
  restore_history_id int,
  filegroup_name nvarchar(128)
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/suspect-pages-transact-sql
CREATE TABLE msdb.dbo.suspect_pages (
  database_id int,
  file_id int,
  page_id bigint,
  event_type int,
  error_count int,
  last_update_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/logmarkhistory-transact-sql
CREATE TABLE msdb.dbo.logmarkhistory (
  database_name nvarchar(128),
  mark_name nvarchar(128),
  description nvarchar(255),
  user_name nvarchar(128),
  lsn numeric(25,0),
  mark_time datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobs-transact-sql
CREATE TABLE msdb.dbo.sysjobs (
  job_id uniqueidentifier,
  originating_server_id int,
  name sysname,
  enabled tinyint,
  description nvarchar(512),
  start_step_id int,
  category_id int,
  owner_sid varbinary(85),
  notify_level_eventlog int,
  notify_level_email int,
  notify_level_netsend int,
  notify_level_page int,
  notify_email_operator_id int,
  notify_netsend_operator_id int,
  notify_page_operator_id int,
  delete_level int,
  date_created datetime,
  date_modified datetime,
  version_number int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobsteps-transact-sql
CREATE TABLE msdb.dbo.sysjobsteps (
  job_id uniqueidentifier,
  step_id int,
  step_name sysname,
  subsystem nvarchar(40),
  command nvarchar(max),
  flags int,
  additional_parameters nvarchar(max),
  cmdexec_success_code int,
  on_success_action tinyint,
  on_success_step_id int,
  on_fail_action tinyint,
  on_fail_step_id int,
  server sysname,
  database_name sysname,
  database_user_name sysname,
  retry_attempts int,
  retry_interval int,
  os_run_priority int,
  output_file_name nvarchar(200),
  last_run_outcome int,
  last_run_duration int,
  last_run_retries int,
  last_run_date int,
  last_run_time int,
  proxy_id int,
  step_uid uniqueidentifier
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobhistory-transact-sql
CREATE TABLE msdb.dbo.sysjobhistory (
  instance_id int,
  job_id uniqueidentifier,
  step_id int,
  step_name sysname,
  sql_message_id int,
  sql_severity int,
  message nvarchar(4000),
  run_status int,
  run_date int,
  run_time int,
  run_duration int,
  operator_id_emailed int,
  operator_id_netsent int,
  operator_id_paged int,
  retries_attempted int,
  server sysname
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobactivity-transact-sql
CREATE TABLE msdb.dbo.sysjobactivity (
  session_id int,
  job_id uniqueidentifier,
  run_requested_date datetime,
  run_requested_source sysname,
  queued_date datetime,
  start_execution_date datetime,
  last_executed_step_id int,
  last_executed_step_date datetime,
  stop_execution_date datetime,
  job_history_id int,
  next_scheduled_run_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobservers-transact-sql
CREATE TABLE msdb.dbo.sysjobservers (
  job_id uniqueidentifier,
  server_id int,
  last_run_outcome tinyint,
  last_outcome_message nvarchar(4000),
  last_run_date int,
  last_run_time int,
  last_run_duration int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysjobschedules-transact-sql
CREATE TABLE msdb.dbo.sysjobschedules (
  schedule_id int,
  job_id uniqueidentifier,
  next_run_date int,
  next_run_time int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysschedules-transact-sql
CREATE TABLE msdb.dbo.sysschedules (
  schedule_id int,
  schedule_uid uniqueidentifier,
  originating_server_id int,
  name sysname,
  owner_sid varbinary(85),
  enabled int,
  freq_type int,
  freq_interval int,
  freq_subday_type int,
  freq_subday_interval int,
  freq_relative_interval int,
  freq_recurrence_factor int,
  active_start_date int,
  active_end_date int,
  active_start_time int,
  active_end_time int,
  date_created datetime,
  date_modified datetime,
  version_number int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-syssessions-transact-sql
CREATE TABLE msdb.dbo.syssessions (
  session_id int,
  agent_start_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-syscategories-transact-sql
CREATE TABLE msdb.dbo.syscategories (
  category_id int,
  category_class int,
  category_type tinyint,
  name sysname
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysoperators-transact-sql
CREATE TABLE msdb.dbo.sysoperators (
  id int,
  name sysname,
  enabled tinyint,
  email_address nvarchar(100),
  last_email_date int,
  last_email_time int,
  pager_address nvarchar(100),
  last_pager_date int,
  last_pager_time int,
  weekday_pager_start_time int,
  weekday_pager_end_time int,
  saturday_pager_start_time int,
  saturday_pager_end_time int,
  sunday_pager_start_time int,
  sunday_pager_end_time int,
  pager_days tinyint,
  netsend_address nvarchar(100),
  last_netsend_date int,
  last_netsend_time int,
  category_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysalerts-transact-sql
CREATE TABLE msdb.dbo.sysalerts (
  id int,
  name sysname,
  event_source nvarchar(100),
  event_category_id int,
  event_id int,
  message_id int,
  severity int,
  enabled tinyint,
  delay_between_responses int,
  last_occurrence_date int,
  last_occurrence_time int,
  last_response_date int,
  last_response_time int,
  notification_message nvarchar(512),
  include_event_description tinyint,
  database_name nvarchar(512),
  event_description_keyword nvarchar(100),
  occurrence_count int,
  count_reset_date int,
  count_reset_time int,
  job_id uniqueidentifier,
  has_notification int,
  flags int,
  performance_condition nvarchar(512),
  category_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-tables/dbo-sysproxies-transact-sql
CREATE TABLE msdb.dbo.sysproxies (
  proxy_id int,
  name sysname,
  credential_id int,
  enabled tinyint,
  description nvarchar(512),
  user_sid varbinary(85),
  credential_date_created datetime
);

-- === Files, principals and keys of each database ===

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-files-transact-sql
-- Left out, not on the page: is_persistent_log_buffer.
CREATE TABLE db.sys.database_files (
  file_id int,
  file_guid uniqueidentifier,
  type tinyint,
  type_desc nvarchar(60),
  data_space_id int,
  name sysname,
  physical_name nvarchar(260),
  state tinyint,
  state_desc nvarchar(60),
  size int,
  max_size int,
  growth int,
  is_media_read_only bit,
  is_read_only bit,
  is_sparse bit,
  is_percent_growth bit,
  is_name_reserved bit,
  create_lsn numeric(25,0),
  drop_lsn numeric(25,0),
  read_only_lsn numeric(25,0),
  read_write_lsn numeric(25,0),
  differential_base_lsn numeric(25,0),
  differential_base_guid uniqueidentifier,
  differential_base_time datetime,
  redo_start_lsn numeric(25,0),
  redo_start_fork_guid uniqueidentifier,
  redo_target_lsn numeric(25,0),
  redo_target_fork_guid uniqueidentifier,
  backup_lsn numeric(25,0)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-data-spaces-transact-sql
CREATE TABLE db.sys.data_spaces (
  name sysname,
  data_space_id int,
  type char(2),
  type_desc nvarchar(60),
  is_default bit,
  is_system bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-filegroups-transact-sql
CREATE TABLE db.sys.filegroups (
  name sysname,
  data_space_id int,
  type char(2),
  type_desc nvarchar(60),
  is_default bit,
  is_system bit,
  filegroup_guid uniqueidentifier,
  log_filegroup_id int,
  is_read_only bit,
  is_autogrow_all_files bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-partition-schemes-transact-sql
CREATE TABLE db.sys.partition_schemes (
  name sysname,
  data_space_id int,
  type char(2),
  type_desc nvarchar(60),
  is_default bit,
  is_system bit,
  function_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-partition-functions-transact-sql
-- Left out, not on the page: is_system.
CREATE TABLE db.sys.partition_functions (
  name sysname,
  function_id int,
  type char(2),
  type_desc nvarchar(60),
  fanout int,
  boundary_value_on_right bit,
  create_date datetime,
  modify_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-principals-transact-sql
-- Left out, not on the page: tenant_id.
CREATE TABLE db.sys.database_principals (
  name sysname,
  principal_id int,
  type char(1),
  type_desc nvarchar(60),
  default_schema_name sysname,
  create_date datetime,
  modify_date datetime,
  owning_principal_id int,
  sid varbinary(85),
  is_fixed_role bit,
  authentication_type int,
  authentication_type_desc nvarchar(60),
  default_language_name sysname,
  default_language_lcid int,
  allow_encrypted_value_modifications bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-role-members-transact-sql
CREATE TABLE db.sys.database_role_members (
  role_principal_id int,
  member_principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-permissions-transact-sql
CREATE TABLE db.sys.database_permissions (
  class tinyint,
  class_desc nvarchar(60),
  major_id int,
  minor_id int,
  grantee_principal_id int,
  grantor_principal_id int,
  type char(4),
  permission_name nvarchar(128),
  state char(1),
  state_desc nvarchar(60)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-certificates-transact-sql
-- Every database has its own; master has those that encrypt backups and log-ins to endpoints.
-- Left out, not on the page: key_length.
CREATE TABLE db.sys.certificates (
  name sysname,
  certificate_id int,
  principal_id int,
  pvt_key_encryption_type char(2),
  pvt_key_encryption_type_desc nvarchar(60),
  is_active_for_begin_dialog bit,
  issuer_name nvarchar(442),
  cert_serial_number nvarchar(64),
  sid varbinary(85),
  string_sid nvarchar(128),
  subject nvarchar(4000),
  expiry_date datetime,
  start_date datetime,
  thumbprint varbinary(32),
  attested_by nvarchar(260),
  pvt_key_last_backup_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-symmetric-keys-transact-sql
CREATE TABLE db.sys.symmetric_keys (
  name sysname,
  principal_id int,
  symmetric_key_id int,
  key_length int,
  key_algorithm char(2),
  algorithm_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  key_guid uniqueidentifier,
  key_thumbprint sql_variant,
  provider_type nvarchar(120),
  cryptographic_provider_guid uniqueidentifier,
  cryptographic_provider_algid sql_variant
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-asymmetric-keys-transact-sql
CREATE TABLE db.sys.asymmetric_keys (
  name sysname,
  principal_id int,
  asymmetric_key_id int,
  pvt_key_encryption_type char(2),
  pvt_key_encryption_type_desc nvarchar(60),
  thumbprint varbinary(32),
  algorithm char(2),
  algorithm_desc nvarchar(60),
  key_length int,
  sid varbinary(85),
  string_sid nvarchar(128),
  public_key varbinary(max),
  attested_by nvarchar(260),
  provider_type nvarchar(120),
  cryptographic_provider_guid uniqueidentifier,
  cryptographic_provider_algid sql_variant
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-scoped-configurations-transact-sql
CREATE TABLE db.sys.database_scoped_configurations (
  configuration_id int,
  name nvarchar(60),
  value sql_variant,
  value_for_secondary sql_variant,
  is_value_default bit SINCE 14
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/extended-properties-catalog-views-sys-extended-properties
CREATE TABLE db.sys.extended_properties (
  class tinyint,
  class_desc nvarchar(60),
  major_id int,
  minor_id int,
  name sysname,
  value sql_variant
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-fulltext-catalogs-transact-sql
CREATE TABLE db.sys.fulltext_catalogs (
  fulltext_catalog_id int,
  name sysname,
  path nvarchar(260),
  is_default bit,
  is_accent_sensitivity_on bit,
  data_space_id int,
  file_id int,
  principal_id int,
  is_importing bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-assemblies-transact-sql
CREATE TABLE db.sys.assemblies (
  name sysname,
  principal_id int,
  assembly_id int,
  clr_name nvarchar(4000),
  permission_set tinyint,
  permission_set_desc nvarchar(60),
  is_visible bit,
  create_date datetime,
  modify_date datetime,
  is_user_defined bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-fulltext-stoplists-transact-sql
CREATE TABLE db.sys.fulltext_stoplists (
  stoplist_id int,
  name sysname,
  create_date datetime,
  modify_date datetime,
  principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-registered-search-property-lists-transact-sql
CREATE TABLE db.sys.registered_search_property_lists (
  property_list_id int,
  name sysname,
  create_date datetime,
  modify_date datetime,
  principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-service-message-types-transact-sql
CREATE TABLE db.sys.service_message_types (
  name sysname,
  message_type_id int,
  principal_id int,
  validation char(2),
  validation_desc nvarchar(60),
  xml_collection_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-service-contracts-transact-sql
CREATE TABLE db.sys.service_contracts (
  name sysname,
  service_contract_id int,
  principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-services-transact-sql
CREATE TABLE db.sys.services (
  name sysname,
  service_id int,
  principal_id int,
  service_queue_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-routes-transact-sql
CREATE TABLE db.sys.routes (
  name sysname,
  route_id int,
  principal_id int,
  remote_service_name nvarchar(256),
  broker_instance nvarchar(128),
  lifetime datetime,
  address nvarchar(256),
  mirror_address nvarchar(256)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-remote-service-bindings-transact-sql
CREATE TABLE db.sys.remote_service_bindings (
  name sysname,
  remote_service_binding_id int,
  principal_id int,
  remote_service_name nvarchar(256),
  service_contract_id int,
  remote_principal_id int,
  is_anonymous_on bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-event-notifications-transact-sql
CREATE TABLE db.sys.event_notifications (
  name sysname,
  object_id int,
  parent_class tinyint,
  parent_class_desc nvarchar(60),
  parent_id int,
  create_date datetime,
  modify_date datetime,
  service_name nvarchar(256),
  broker_instance nvarchar(128),
  creator_sid varbinary(85),
  principal_id int
);

-- === Objects of each database ===

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/schemas-catalog-views-sys-schemas
CREATE TABLE db.sys.schemas (
  name sysname,
  schema_id int,
  principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-types-transact-sql
CREATE TABLE db.sys.types (
  name sysname,
  system_type_id tinyint,
  user_type_id int,
  schema_id int,
  principal_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  collation_name sysname,
  is_nullable bit,
  is_user_defined bit,
  is_assembly_type bit,
  default_object_id int,
  rule_object_id int,
  is_table_type bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-objects-transact-sql
CREATE TABLE db.sys.objects (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-all-objects-transact-sql
-- What sys.objects has, and the same of what the server keeps for itself.
CREATE TABLE db.sys.all_objects (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-tables-transact-sql
-- Left out, not of SQL Server, or not on the page: data_retention_period, data_retention_period_unit,
-- data_retention_period_unit_desc.
CREATE TABLE db.sys.tables (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  lob_data_space_id int,
  filestream_data_space_id int,
  max_column_id_used int,
  lock_on_bulk_load bit,
  uses_ansi_nulls bit,
  is_replicated bit,
  has_replication_filter bit,
  is_merge_published bit,
  is_sync_tran_subscribed bit,
  has_unchecked_assembly_data bit,
  text_in_row_limit int,
  large_value_types_out_of_row bit,
  is_tracked_by_cdc bit,
  lock_escalation tinyint,
  lock_escalation_desc nvarchar(60),
  is_filetable bit,
  is_memory_optimized bit,
  durability tinyint,
  durability_desc nvarchar(60),
  temporal_type tinyint,
  temporal_type_desc nvarchar(60),
  history_table_id int,
  is_remote_data_archive_enabled bit,
  is_external bit,
  history_retention_period int SINCE 14,
  history_retention_period_unit int SINCE 14,
  history_retention_period_unit_desc nvarchar(10) SINCE 14,
  is_node bit SINCE 14,
  is_edge bit SINCE 14,
  ledger_type tinyint SINCE 16,
  ledger_type_desc nvarchar(60) SINCE 16,
  ledger_view_id int SINCE 16,
  is_dropped_ledger_table bit SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-views-transact-sql
-- Left out, not on the page: is_tracked_by_cdc, has_snapshot.
CREATE TABLE db.sys.views (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  is_replicated bit,
  has_replication_filter bit,
  has_opaque_metadata bit,
  has_unchecked_assembly_data bit,
  with_check_option bit,
  is_date_correlation_view bit,
  ledger_view_type tinyint SINCE 16,
  ledger_view_type_desc nvarchar(60) SINCE 16,
  is_dropped_ledger_view bit SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-internal-tables-transact-sql
CREATE TABLE db.sys.internal_tables (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  internal_type tinyint,
  internal_type_desc nvarchar(60),
  parent_id int,
  parent_minor_id int,
  lob_data_space_id int,
  filestream_data_space_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-columns-transact-sql
-- Left out, not of SQL Server on the page: is_data_deletion_filter_column.
CREATE TABLE db.sys.columns (
  object_id int,
  name sysname,
  column_id int,
  system_type_id tinyint,
  user_type_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  collation_name sysname,
  is_nullable bit,
  is_ansi_padded bit,
  is_rowguidcol bit,
  is_identity bit,
  is_computed bit,
  is_filestream bit,
  is_replicated bit,
  is_non_sql_subscribed bit,
  is_merge_published bit,
  is_dts_replicated bit,
  is_xml_document bit,
  xml_collection_id int,
  default_object_id int,
  rule_object_id int,
  is_sparse bit,
  is_column_set bit,
  generated_always_type tinyint,
  generated_always_type_desc nvarchar(60),
  encryption_type int,
  encryption_type_desc nvarchar(64),
  encryption_algorithm_name sysname,
  column_encryption_key_id int,
  column_encryption_key_database_name sysname,
  is_hidden bit,
  is_masked bit,
  graph_type int SINCE 14,
  graph_type_desc nvarchar(60) SINCE 14,
  ledger_view_column_type int SINCE 16,
  ledger_view_column_type_desc nvarchar(60) SINCE 16,
  is_dropped_ledger_column bit SINCE 16,
  vector_dimensions int SINCE 17,
  vector_base_type tinyint SINCE 17,
  vector_base_type_desc nvarchar(10) SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-all-columns-transact-sql
-- What sys.columns has, and the same of what the server keeps for itself.
CREATE TABLE db.sys.all_columns (
  object_id int,
  name sysname,
  column_id int,
  system_type_id tinyint,
  user_type_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  collation_name sysname,
  is_nullable bit,
  is_ansi_padded bit,
  is_rowguidcol bit,
  is_identity bit,
  is_computed bit,
  is_filestream bit,
  is_replicated bit,
  is_non_sql_subscribed bit,
  is_merge_published bit,
  is_dts_replicated bit,
  is_xml_document bit,
  xml_collection_id int,
  default_object_id int,
  rule_object_id int,
  is_sparse bit,
  is_column_set bit,
  generated_always_type tinyint,
  generated_always_type_desc nvarchar(60),
  encryption_type int,
  encryption_type_desc nvarchar(64),
  encryption_algorithm_name sysname,
  column_encryption_key_id int,
  column_encryption_key_database_name sysname,
  is_hidden bit,
  is_masked bit,
  graph_type int SINCE 14,
  graph_type_desc nvarchar(60) SINCE 14,
  ledger_view_column_type int SINCE 16,
  ledger_view_column_type_desc nvarchar(60) SINCE 16,
  is_dropped_ledger_column bit SINCE 16,
  vector_dimensions int SINCE 17,
  vector_base_type tinyint SINCE 17,
  vector_base_type_desc nvarchar(10) SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-computed-columns-transact-sql
-- Left out, not of SQL Server on the page: is_data_deletion_filter_column, is_index_column_expression.
CREATE TABLE db.sys.computed_columns (
  object_id int,
  name sysname,
  column_id int,
  system_type_id tinyint,
  user_type_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  collation_name sysname,
  is_nullable bit,
  is_ansi_padded bit,
  is_rowguidcol bit,
  is_identity bit,
  is_filestream bit,
  is_replicated bit,
  is_non_sql_subscribed bit,
  is_merge_published bit,
  is_dts_replicated bit,
  is_xml_document bit,
  xml_collection_id int,
  default_object_id int,
  rule_object_id int,
  definition nvarchar(max),
  uses_database_collation bit,
  is_persisted bit,
  is_computed bit,
  is_sparse bit,
  is_column_set bit,
  generated_always_type tinyint,
  generated_always_type_desc nvarchar(60),
  encryption_type int,
  encryption_type_desc nvarchar(64),
  encryption_algorithm_name sysname,
  column_encryption_key_id int,
  column_encryption_key_database_name sysname,
  is_hidden bit,
  is_masked bit,
  graph_type int SINCE 14,
  graph_type_desc nvarchar(60) SINCE 14,
  ledger_view_column_type int SINCE 16,
  ledger_view_column_type_desc nvarchar(60) SINCE 16,
  is_dropped_ledger_column bit SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-identity-columns-transact-sql
-- Left out, not of SQL Server on the page: is_data_deletion_filter_column.
CREATE TABLE db.sys.identity_columns (
  object_id int,
  name sysname,
  column_id int,
  system_type_id tinyint,
  user_type_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  collation_name sysname,
  is_nullable bit,
  is_ansi_padded bit,
  is_rowguidcol bit,
  is_identity bit,
  is_filestream bit,
  is_replicated bit,
  is_non_sql_subscribed bit,
  is_merge_published bit,
  is_dts_replicated bit,
  is_xml_document bit,
  xml_collection_id int,
  default_object_id int,
  rule_object_id int,
  seed_value sql_variant,
  increment_value sql_variant,
  last_value sql_variant,
  is_not_for_replication bit,
  is_computed bit,
  is_sparse bit,
  is_column_set bit,
  generated_always_type tinyint,
  generated_always_type_desc nvarchar(60),
  encryption_type int,
  encryption_type_desc nvarchar(64),
  encryption_algorithm_name sysname,
  column_encryption_key_id int,
  column_encryption_key_database_name sysname,
  is_hidden bit,
  is_masked bit,
  graph_type int SINCE 14,
  graph_type_desc nvarchar(60) SINCE 14,
  ledger_view_column_type int SINCE 16,
  ledger_view_column_type_desc nvarchar(60) SINCE 16,
  is_dropped_ledger_column bit SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-indexes-transact-sql
-- Left out, not on the page: is_ignored_in_optimization.
CREATE TABLE db.sys.indexes (
  object_id int,
  name sysname,
  index_id int,
  type tinyint,
  type_desc nvarchar(60),
  is_unique bit,
  data_space_id int,
  ignore_dup_key bit,
  is_primary_key bit,
  is_unique_constraint bit,
  fill_factor tinyint,
  is_padded bit,
  is_disabled bit,
  is_hypothetical bit,
  allow_row_locks bit,
  allow_page_locks bit,
  has_filter bit,
  filter_definition nvarchar(max),
  compression_delay int,
  suppress_dup_key_messages bit SINCE 14,
  auto_created bit SINCE 14,
  optimize_for_sequential_key bit SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-index-columns-transact-sql
CREATE TABLE db.sys.index_columns (
  object_id int,
  index_id int,
  index_column_id int,
  column_id int,
  key_ordinal tinyint,
  partition_ordinal tinyint,
  is_descending_key bit,
  is_included_column bit,
  column_store_order_ordinal tinyint SINCE 16,
  data_clustering_ordinal tinyint SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-partitions-transact-sql
CREATE TABLE db.sys.partitions (
  partition_id bigint,
  object_id int,
  index_id int,
  partition_number int,
  hobt_id bigint,
  rows bigint,
  filestream_filegroup_id smallint,
  data_compression tinyint,
  data_compression_desc nvarchar(60),
  xml_compression bit SINCE 16,
  xml_compression_desc varchar(3) SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-allocation-units-transact-sql
CREATE TABLE db.sys.allocation_units (
  allocation_unit_id bigint,
  type tinyint,
  type_desc nvarchar(60),
  container_id bigint,
  data_space_id int,
  total_pages bigint,
  used_pages bigint,
  data_pages bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-stats-transact-sql
-- Left out, not on the page: has_persisted_sample, stats_generation_method, stats_generation_method_desc,
-- auto_drop, replica_role_id, replica_role_desc, replica_name.
CREATE TABLE db.sys.stats (
  object_id int,
  name sysname,
  stats_id int,
  auto_created bit,
  user_created bit,
  no_recompute bit,
  has_filter bit,
  filter_definition nvarchar(max),
  is_temporary bit,
  is_incremental bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-key-constraints-transact-sql
-- Left out, not on the page: is_enforced.
CREATE TABLE db.sys.key_constraints (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  unique_index_id int,
  is_system_named bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-foreign-keys-transact-sql
CREATE TABLE db.sys.foreign_keys (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  referenced_object_id int,
  key_index_id int,
  is_disabled bit,
  is_not_for_replication bit,
  is_not_trusted bit,
  delete_referential_action tinyint,
  delete_referential_action_desc nvarchar(60),
  update_referential_action tinyint,
  update_referential_action_desc nvarchar(60),
  is_system_named bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-foreign-key-columns-transact-sql
CREATE TABLE db.sys.foreign_key_columns (
  constraint_object_id int,
  constraint_column_id int,
  parent_object_id int,
  parent_column_id int,
  referenced_object_id int,
  referenced_column_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-check-constraints-transact-sql
CREATE TABLE db.sys.check_constraints (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  is_disabled bit,
  is_not_for_replication bit,
  is_not_trusted bit,
  parent_column_id int,
  definition nvarchar(max),
  uses_database_collation bit,
  is_system_named bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-default-constraints-transact-sql
CREATE TABLE db.sys.default_constraints (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  parent_column_id int,
  definition nvarchar(max),
  is_system_named bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-sequences-transact-sql
CREATE TABLE db.sys.sequences (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  start_value sql_variant,
  increment sql_variant,
  minimum_value sql_variant,
  maximum_value sql_variant,
  is_cycling bit,
  is_cached bit,
  cache_size int,
  system_type_id tinyint,
  user_type_id int,
  precision tinyint,
  scale tinyint,
  current_value sql_variant,
  is_exhausted bit,
  last_used_value sql_variant SINCE 14
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-synonyms-transact-sql
CREATE TABLE db.sys.synonyms (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  base_object_name nvarchar(1035)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-procedures-transact-sql
CREATE TABLE db.sys.procedures (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  is_auto_executed bit,
  is_execution_replicated bit,
  is_repl_serializable_only bit,
  skips_repl_constraints bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-parameters-transact-sql
CREATE TABLE db.sys.parameters (
  object_id int,
  name sysname,
  parameter_id int,
  system_type_id tinyint,
  user_type_id int,
  max_length smallint,
  precision tinyint,
  scale tinyint,
  is_output bit,
  is_cursor_ref bit,
  has_default_value bit,
  is_xml_document bit,
  default_value sql_variant,
  xml_collection_id int,
  is_readonly bit,
  is_nullable bit,
  encryption_type int,
  encryption_type_desc nvarchar(64),
  encryption_algorithm_name sysname,
  column_encryption_key_id int,
  column_encryption_key_database_name sysname,
  vector_dimensions int SINCE 17,
  vector_base_type tinyint SINCE 17,
  vector_base_type_desc nvarchar(10) SINCE 17
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-triggers-transact-sql
CREATE TABLE db.sys.triggers (
  name sysname,
  object_id int,
  parent_class tinyint,
  parent_class_desc nvarchar(60),
  parent_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_disabled bit,
  is_not_for_replication bit,
  is_instead_of_trigger bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-sql-modules-transact-sql
CREATE TABLE db.sys.sql_modules (
  object_id int,
  definition nvarchar(max),
  uses_ansi_nulls bit,
  uses_quoted_identifier bit,
  is_schema_bound bit,
  uses_database_collation bit,
  is_recompiled bit,
  null_on_null_input bit,
  execute_as_principal_id int,
  uses_native_compilation bit,
  inline_type bit SINCE 15,
  is_inlineable bit SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-xml-schema-collections-transact-sql
CREATE TABLE db.sys.xml_schema_collections (
  xml_collection_id int,
  schema_id int,
  principal_id int,
  name sysname,
  create_date datetime,
  modify_date datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-assembly-modules-transact-sql
CREATE TABLE db.sys.assembly_modules (
  object_id int,
  assembly_id int,
  assembly_class sysname,
  assembly_method sysname,
  null_on_null_input bit,
  execute_as_principal_id int
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-service-queues-transact-sql
CREATE TABLE db.sys.service_queues (
  name sysname,
  object_id int,
  principal_id int,
  schema_id int,
  parent_object_id int,
  type char(2),
  type_desc nvarchar(60),
  create_date datetime,
  modify_date datetime,
  is_ms_shipped bit,
  is_published bit,
  is_schema_published bit,
  max_readers smallint,
  activation_procedure nvarchar(776),
  execute_as_principal_id int,
  is_activation_enabled bit,
  is_receive_enabled bit,
  is_enqueue_enabled bit,
  is_retention_enabled bit,
  is_poison_message_handling_enabled bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-all-sql-modules-transact-sql
-- What sys.sql_modules has, and the same of what the server keeps for itself.
CREATE TABLE db.sys.all_sql_modules (
  object_id int,
  definition nvarchar(max),
  uses_ansi_nulls bit,
  uses_quoted_identifier bit,
  is_schema_bound bit,
  uses_database_collation bit,
  is_recompiled bit,
  null_on_null_input bit,
  execute_as_principal_id int,
  uses_native_compilation bit,
  inline_type bit SINCE 15,
  is_inlineable bit SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-sql-expression-dependencies-transact-sql
CREATE TABLE db.sys.sql_expression_dependencies (
  referencing_id int,
  referencing_minor_id int,
  referencing_class tinyint,
  referencing_class_desc nvarchar(60),
  is_schema_bound_reference bit,
  referenced_class tinyint,
  referenced_class_desc nvarchar(60),
  referenced_server_name sysname,
  referenced_database_name sysname,
  referenced_schema_name sysname,
  referenced_entity_name sysname,
  referenced_id int,
  referenced_minor_id int,
  is_caller_dependent bit,
  is_ambiguous bit
);

-- === Space and work of each database ===

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-partition-stats-transact-sql
CREATE TABLE db.sys.dm_db_partition_stats (
  partition_id bigint,
  object_id int,
  index_id int,
  partition_number int,
  in_row_data_page_count bigint,
  in_row_used_page_count bigint,
  in_row_reserved_page_count bigint,
  lob_used_page_count bigint,
  lob_reserved_page_count bigint,
  row_overflow_used_page_count bigint,
  row_overflow_reserved_page_count bigint,
  used_page_count bigint,
  reserved_page_count bigint,
  row_count bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-file-space-usage-transact-sql
CREATE TABLE db.sys.dm_db_file_space_usage (
  database_id smallint,
  file_id smallint,
  filegroup_id smallint,
  total_page_count bigint,
  allocated_extent_page_count bigint,
  unallocated_extent_page_count bigint,
  version_store_reserved_page_count bigint,
  user_object_reserved_page_count bigint,
  internal_object_reserved_page_count bigint,
  mixed_extent_page_count bigint,
  modified_extent_page_count bigint -- 2016 SP2
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-log-space-usage-transact-sql
CREATE TABLE db.sys.dm_db_log_space_usage (
  database_id smallint,
  total_log_size_in_bytes bigint,
  used_log_space_in_bytes bigint,
  used_log_space_in_percent real,
  log_space_in_bytes_since_last_backup bigint
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-index-physical-stats-transact-sql
-- A function of a database, an object, an index, a partition and a mode. The page writes
-- column_store_delete_buffer_state.
CREATE TABLE db.sys.dm_db_index_physical_stats (
  database_id smallint,
  object_id int,
  index_id int,
  partition_number int,
  index_type_desc nvarchar(60),
  alloc_unit_type_desc nvarchar(60),
  index_depth tinyint,
  index_level tinyint,
  avg_fragmentation_in_percent float,
  fragment_count bigint,
  avg_fragment_size_in_pages float,
  page_count bigint,
  avg_page_space_used_in_percent float,
  record_count bigint,
  ghost_record_count bigint,
  version_ghost_record_count bigint,
  min_record_size_in_bytes int,
  max_record_size_in_bytes int,
  avg_record_size_in_bytes float,
  forwarded_record_count bigint,
  compressed_page_count bigint,
  hobt_id bigint,
  columnstore_delete_buffer_state tinyint,
  columnstore_delete_buffer_state_desc nvarchar(60),
  version_record_count bigint SINCE 15,
  inrow_version_record_count bigint SINCE 15,
  inrow_diff_version_record_count bigint SINCE 15,
  total_inrow_version_payload_size_in_bytes bigint SINCE 15,
  offrow_regular_version_record_count bigint SINCE 15,
  offrow_long_term_version_record_count bigint SINCE 15
);

-- https://learn.microsoft.com/sql/relational-databases/system-dynamic-management-views/sys-dm-db-index-usage-stats-transact-sql
CREATE TABLE db.sys.dm_db_index_usage_stats (
  database_id smallint,
  object_id int,
  index_id int,
  user_seeks bigint,
  user_scans bigint,
  user_lookups bigint,
  user_updates bigint,
  last_user_seek datetime,
  last_user_scan datetime,
  last_user_lookup datetime,
  last_user_update datetime,
  system_seeks bigint,
  system_scans bigint,
  system_lookups bigint,
  system_updates bigint,
  last_system_seek datetime,
  last_system_scan datetime,
  last_system_lookup datetime,
  last_system_update datetime
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-database-query-store-options-transact-sql
CREATE TABLE db.sys.database_query_store_options (
  desired_state smallint,
  desired_state_desc nvarchar(60),
  actual_state smallint,
  actual_state_desc nvarchar(60),
  readonly_reason int,
  current_storage_size_mb bigint,
  flush_interval_seconds bigint,
  interval_length_minutes bigint,
  max_storage_size_mb bigint,
  stale_query_threshold_days bigint,
  max_plans_per_query bigint,
  query_capture_mode smallint,
  query_capture_mode_desc nvarchar(60),
  capture_policy_execution_count int SINCE 15,
  capture_policy_total_compile_cpu_time_ms bigint SINCE 15,
  capture_policy_total_execution_cpu_time_ms bigint SINCE 15,
  capture_policy_stale_threshold_hours int SINCE 15,
  size_based_cleanup_mode smallint,
  size_based_cleanup_mode_desc nvarchar(60),
  wait_stats_capture_mode smallint SINCE 14,
  wait_stats_capture_mode_desc nvarchar(60) SINCE 14,
  actual_state_additional_info nvarchar(4000)
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-query-store-query-transact-sql
CREATE TABLE db.sys.query_store_query (
  query_id bigint,
  query_text_id bigint,
  context_settings_id bigint,
  object_id bigint,
  batch_sql_handle varbinary(64),
  query_hash binary(8),
  is_internal_query bit,
  query_parameterization_type tinyint,
  query_parameterization_type_desc nvarchar(60),
  initial_compile_start_time datetimeoffset,
  last_compile_start_time datetimeoffset,
  last_execution_time datetimeoffset,
  last_compile_batch_sql_handle varbinary(64),
  last_compile_batch_offset_start bigint,
  last_compile_batch_offset_end bigint,
  count_compiles bigint,
  avg_compile_duration float,
  last_compile_duration bigint,
  avg_bind_duration float,
  last_bind_duration bigint,
  avg_bind_cpu_time float,
  last_bind_cpu_time bigint,
  avg_optimize_duration float,
  last_optimize_duration bigint,
  avg_optimize_cpu_time float,
  last_optimize_cpu_time bigint,
  avg_compile_memory_kb float,
  last_compile_memory_kb bigint,
  max_compile_memory_kb bigint,
  is_clouddb_internal_query bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-query-store-query-text-transact-sql
CREATE TABLE db.sys.query_store_query_text (
  query_text_id bigint,
  query_sql_text nvarchar(max),
  statement_sql_handle varbinary(64),
  is_part_of_encrypted_module bit,
  has_restricted_text bit
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-query-store-plan-transact-sql
CREATE TABLE db.sys.query_store_plan (
  plan_id bigint,
  query_id bigint,
  plan_group_id bigint,
  engine_version nvarchar(32),
  compatibility_level smallint,
  query_plan_hash binary(8),
  query_plan nvarchar(max),
  is_online_index_plan bit,
  is_trivial_plan bit,
  is_parallel_plan bit,
  is_forced_plan bit,
  is_natively_compiled bit,
  force_failure_count bigint,
  last_force_failure_reason int,
  last_force_failure_reason_desc nvarchar(128),
  count_compiles bigint,
  initial_compile_start_time datetimeoffset,
  last_compile_start_time datetimeoffset,
  last_execution_time datetimeoffset,
  avg_compile_duration float,
  last_compile_duration bigint,
  plan_forcing_type int SINCE 14,
  plan_forcing_type_desc nvarchar(60) SINCE 14,
  has_compile_replay_script bit SINCE 16,
  is_optimized_plan_forcing_disabled bit SINCE 16,
  plan_type int SINCE 16,
  plan_type_desc nvarchar(120) SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-query-store-runtime-stats-transact-sql
CREATE TABLE db.sys.query_store_runtime_stats (
  runtime_stats_id bigint,
  plan_id bigint,
  runtime_stats_interval_id bigint,
  execution_type tinyint,
  execution_type_desc nvarchar(128),
  first_execution_time datetimeoffset,
  last_execution_time datetimeoffset,
  count_executions bigint,
  avg_duration float,
  last_duration bigint,
  min_duration bigint,
  max_duration bigint,
  stdev_duration float,
  avg_cpu_time float,
  last_cpu_time bigint,
  min_cpu_time bigint,
  max_cpu_time bigint,
  stdev_cpu_time float,
  avg_logical_io_reads float,
  last_logical_io_reads bigint,
  min_logical_io_reads bigint,
  max_logical_io_reads bigint,
  stdev_logical_io_reads float,
  avg_logical_io_writes float,
  last_logical_io_writes bigint,
  min_logical_io_writes bigint,
  max_logical_io_writes bigint,
  stdev_logical_io_writes float,
  avg_physical_io_reads float,
  last_physical_io_reads bigint,
  min_physical_io_reads bigint,
  max_physical_io_reads bigint,
  stdev_physical_io_reads float,
  avg_clr_time float,
  last_clr_time bigint,
  min_clr_time bigint,
  max_clr_time bigint,
  stdev_clr_time float,
  avg_dop float,
  last_dop bigint,
  min_dop bigint,
  max_dop bigint,
  stdev_dop float,
  avg_query_max_used_memory float,
  last_query_max_used_memory bigint,
  min_query_max_used_memory bigint,
  max_query_max_used_memory bigint,
  stdev_query_max_used_memory float,
  avg_rowcount float,
  last_rowcount bigint,
  min_rowcount bigint,
  max_rowcount bigint,
  stdev_rowcount float,
  avg_num_physical_io_reads float SINCE 14,
  last_num_physical_io_reads bigint SINCE 14,
  min_num_physical_io_reads bigint SINCE 14,
  max_num_physical_io_reads bigint SINCE 14,
  stdev_num_physical_io_reads float SINCE 14,
  avg_log_bytes_used float SINCE 14,
  last_log_bytes_used bigint SINCE 14,
  min_log_bytes_used bigint SINCE 14,
  max_log_bytes_used bigint SINCE 14,
  stdev_log_bytes_used float SINCE 14,
  avg_tempdb_space_used float SINCE 14,
  last_tempdb_space_used bigint SINCE 14,
  min_tempdb_space_used bigint SINCE 14,
  max_tempdb_space_used bigint SINCE 14,
  stdev_tempdb_space_used float SINCE 14,
  avg_page_server_io_reads float SINCE 16,
  last_page_server_io_reads bigint SINCE 16,
  min_page_server_io_reads bigint SINCE 16,
  max_page_server_io_reads bigint SINCE 16,
  stdev_page_server_io_reads float SINCE 16,
  replica_group_id bigint SINCE 16
);

-- https://learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-query-store-runtime-stats-interval-transact-sql
CREATE TABLE db.sys.query_store_runtime_stats_interval (
  runtime_stats_interval_id bigint,
  start_time datetimeoffset,
  end_time datetimeoffset,
  comment nvarchar(32)
);
