package io.gds.database.testkit.snowflake;

/**
 * A group that accounts of a {@link SnowflakeOrganization} share: what happens to it without a
 * statement of the client's. Not thread-safe.
 */
public final class SnowflakeGroup {
  private final ModelOrganization organization;
  private final ModelGroup group;
  private int jobs;

  SnowflakeGroup(ModelOrganization organization, ModelGroup group) {
    this.organization = organization;
    this.group = group;
  }

  /** The account that is primary. */
  public String primary() {
    return group.primary().account().name();
  }

  /** Refreshes a secondary, as its schedule would. */
  public SnowflakeGroup refresh(String account) {
    ModelGroupMember member = begin(account);
    organization.finish(member, member.running().orElseThrow());
    return this;
  }

  /** Begins a refresh of a secondary, which stays in a phase until it is {@link #finish}ed. */
  public SnowflakeGroup refreshing(String account, String phase) {
    begin(account).running().orElseThrow().phase(phase);
    return this;
  }

  private ModelGroupMember begin(String account) {
    ModelGroupMember member = member(account);
    member.account().next();
    jobs++;
    organization.begin(member, "job-" + group.primary().name() + "-" + jobs);
    return member;
  }

  /** Ends a refresh that runs. */
  public SnowflakeGroup finish(String account) {
    ModelGroupMember member = member(account);
    member.account().next();
    organization.finish(member, member.running().orElseThrow());
    return this;
  }

  /** A refresh of a secondary fails. */
  public SnowflakeGroup failing(String account, String why) {
    ModelGroupMember member = begin(account);
    member.running().orElseThrow().end("FAILED", why, member.account().moment().at());
    return this;
  }

  /** Whether the schedule is suspended in an account. */
  public boolean isSuspended(String account) {
    return member(account).isSuspended();
  }

  /** Suspends or resumes the schedule in an account. */
  public SnowflakeGroup suspended(String account, boolean suspended) {
    member(account).suspended(suspended);
    return this;
  }

  /** Takes the schedule away, or gives one such as {@code 10 MINUTE}. */
  public SnowflakeGroup schedule(String text) {
    group.schedule(text);
    return this;
  }

  private ModelGroupMember member(String account) {
    return group.members().stream()
        .filter(each -> each.account().name().equals(account))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such account: " + account));
  }
}
