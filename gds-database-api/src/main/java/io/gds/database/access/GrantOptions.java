package io.gds.database.access;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rights and roles to give; at least one. A right with effect DENY is withheld. Immutable and
 * thread-safe.
 */
public final class GrantOptions extends Options {
  private final List<Grant> grants;
  private final List<RoleMembership> memberships;

  private GrantOptions(Builder builder) {
    super(builder);
    grants = List.copyOf(builder.grants);
    memberships = List.copyOf(builder.memberships);
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

  @Override
  protected String what() {
    return "grant options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    if (!grants.isEmpty()) {
      into.put("grants", grants);
    }
    if (!memberships.isEmpty()) {
      into.put("memberships", memberships);
    }
  }

  /** Builds grant options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private final List<Grant> grants = new ArrayList<>();
    private final List<RoleMembership> memberships = new ArrayList<>();

    private Builder() {}

    private Builder(GrantOptions options) {
      super(options);
      grants.addAll(options.grants);
      memberships.addAll(options.memberships);
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

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public GrantOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (grants.isEmpty() && memberships.isEmpty()) {
        faults.add(new OptionFault("grant", "is missing: name at least one right or role"));
      }
      GrantOptions options = new GrantOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
