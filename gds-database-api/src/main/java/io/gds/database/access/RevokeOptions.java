package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rights and roles to take away; at least one. A right with effect DENY is withheld no longer.
 * Immutable and thread-safe.
 */
public final class RevokeOptions extends Options {
  private final List<Grant> grants;
  private final List<RoleMembership> memberships;
  private final boolean grantOptionOnly;
  private final boolean cascade;

  private RevokeOptions(Builder builder) {
    super(builder);
    grants = List.copyOf(builder.grants);
    memberships = List.copyOf(builder.memberships);
    grantOptionOnly = builder.grantOptionOnly;
    cascade = builder.cascade;
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The rights; none by default. */
  public List<Grant> grants() {
    return grants;
  }

  /** The roles; none by default. */
  public List<RoleMembership> memberships() {
    return memberships;
  }

  /** Whether only the right to pass it on is taken away; false by default. */
  public boolean grantOptionOnly() {
    return grantOptionOnly;
  }

  /**
   * Whether what the grantee passed on is taken away too; if there is such, it is refused without.
   * False by default.
   */
  public boolean cascade() {
    return cascade;
  }

  @Override
  protected String what() {
    return "revoke options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    if (!grants.isEmpty()) {
      into.put("grants", grants);
    }
    if (!memberships.isEmpty()) {
      into.put("memberships", memberships);
    }
    into.put("grantOptionOnly", grantOptionOnly);
    into.put("cascade", cascade);
  }

  /** Builds revoke options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private final List<Grant> grants = new ArrayList<>();
    private final List<RoleMembership> memberships = new ArrayList<>();
    private boolean grantOptionOnly;
    private boolean cascade;

    private Builder() {}

    private Builder(RevokeOptions options) {
      super(options);
      grants.addAll(options.grants);
      memberships.addAll(options.memberships);
      grantOptionOnly = options.grantOptionOnly;
      cascade = options.cascade;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Adds a right. Default: none. */
    public Builder grant(Grant grant) {
      grants.add(Objects.requireNonNull(grant, "grant"));
      return this;
    }

    /** Adds a role of a user or role. Default: none. */
    public Builder membership(RoleMembership membership) {
      memberships.add(Objects.requireNonNull(membership, "membership"));
      return this;
    }

    /** Whether only the right to pass it on is taken away. Default: false. */
    public Builder grantOptionOnly(boolean grantOptionOnly) {
      this.grantOptionOnly = grantOptionOnly;
      return this;
    }

    /**
     * Whether what the grantee passed on is taken away too; if there is such, it is refused
     * without. Default: false.
     */
    public Builder cascade(boolean cascade) {
      this.cascade = cascade;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public RevokeOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (grants.isEmpty() && memberships.isEmpty()) {
        faults.add(new OptionFault("grant", "is missing: name at least one right or role"));
      }
      RevokeOptions options = new RevokeOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
