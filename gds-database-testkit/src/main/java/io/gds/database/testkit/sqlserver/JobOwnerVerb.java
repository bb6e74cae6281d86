package io.gds.database.testkit.sqlserver;

import io.gds.database.testkit.wire.WireAnswer;

/**
 * {@code EXEC msdb.dbo.sp_manage_jobs_by_login} that gives all jobs of a login to another.
 *
 * @see <a
 *     href="https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-manage-jobs-by-login-transact-sql">
 *     the vendor's page</a>
 */
final class JobOwnerVerb implements ModelVerb {
  @Override
  public boolean begins(TsqlReader statement) {
    return statement.at("EXEC", "msdb", ".", "dbo", ".", "sp_manage_jobs_by_login");
  }

  @Override
  public WireAnswer run(TsqlReader statement, ModelSession session) {
    statement.demand("EXEC", "msdb", ".", "dbo", ".", "sp_manage_jobs_by_login");
    String action = statement.named("@action").text();
    String from = statement.demand(",").named("@current_owner_login_name").text();
    String to = statement.demand(",").named("@new_owner_login_name").text();
    statement.end();
    if (!action.equals("REASSIGN")) {
      throw new AssertionError("the model does not know the action " + action);
    }
    if (!session.hasRole("sysadmin")) {
      throw new ModelError(
          15003, 16, "Only members of the sysadmin role can execute this stored procedure.");
    }
    session
        .server()
        .catalog()
        .update(
            "UPDATE \"msdb.dbo\".\"sysjobs\" SET owner_sid = ? WHERE owner_sid = ?",
            session.server().logins().sid(to),
            session.server().logins().sid(from));
    return WireAnswer.done();
  }
}
