package io.gds.database.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One setting, as of one reading. The values of a sensitive one are {@code <hidden>}, whoever makes
 * the record. What is empty is not known, not set, or not told to this role.
 *
 * @param name the platform's name for it
 * @param value the configured value, in the unit
 * @param runningValue the value in effect now, in the unit
 * @param defaultValue the value it has unless set, in the unit
 * @param unit what is counted, such as {@code 8kB} or {@code ms}
 * @param kind what values it takes
 * @param min the least value
 * @param max the greatest value
 * @param choices the values it takes, if it takes only these
 * @param source where the value comes from, such as {@code default} or a file and line
 * @param takesEffect when a new value takes effect
 * @param pendingRestart whether the configured value waits for a restart
 * @param pendingReason why it waits, with the old and the new value
 * @param advanced whether the platform hides it from ordinary listings
 * @param sensitive whether its value is a secret or may hold one
 * @param description what it does, in the platform's words
 * @param attributes what else its platform tells
 */
public record Setting(
    String name,
    Optional<String> value,
    Optional<String> runningValue,
    Optional<String> defaultValue,
    Optional<String> unit,
    SettingKind kind,
    Optional<String> min,
    Optional<String> max,
    List<String> choices,
    Optional<String> source,
    TakesEffect takesEffect,
    boolean pendingRestart,
    Optional<String> pendingReason,
    boolean advanced,
    boolean sensitive,
    String description,
    Map<String, String> attributes) {
  /** What stands for a sensitive value. */
  public static final String HIDDEN = "<hidden>";

  /** Checks that nothing is missing, takes copies, and hides the values of a sensitive setting. */
  public Setting {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(runningValue, "runningValue");
    Objects.requireNonNull(defaultValue, "defaultValue");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(min, "min");
    Objects.requireNonNull(max, "max");
    choices = List.copyOf(choices);
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(takesEffect, "takesEffect");
    Objects.requireNonNull(pendingReason, "pendingReason");
    Objects.requireNonNull(description, "description");
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    if (sensitive) {
      value = value.map(text -> HIDDEN);
      runningValue = runningValue.map(text -> HIDDEN);
      defaultValue = defaultValue.map(text -> HIDDEN);
      pendingReason = pendingReason.map(text -> HIDDEN);
    }
  }

  /** Starts with a name; the rest is unknown, none or false. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Whether it is set to something else than its default; false where either is not known or
   * hidden.
   */
  public boolean isChanged() {
    return value.isPresent() && defaultValue.isPresent() && !value.equals(defaultValue);
  }

  /** Builds the record. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private Optional<String> value = Optional.empty();
    private Optional<String> runningValue = Optional.empty();
    private Optional<String> defaultValue = Optional.empty();
    private Optional<String> unit = Optional.empty();
    private SettingKind kind = SettingKind.TEXT;
    private Optional<String> min = Optional.empty();
    private Optional<String> max = Optional.empty();
    private List<String> choices = List.of();
    private Optional<String> source = Optional.empty();
    private TakesEffect takesEffect = TakesEffect.UNKNOWN;
    private boolean pendingRestart;
    private Optional<String> pendingReason = Optional.empty();
    private boolean advanced;
    private boolean sensitive;
    private String description = "";
    private Map<String, String> attributes = Map.of();

    private Builder(String name) {
      this.name = name;
    }

    /** The configured value, in the unit. */
    public Builder value(String value) {
      this.value = Optional.of(value);
      return this;
    }

    /** The value in effect now, in the unit. */
    public Builder runningValue(String runningValue) {
      this.runningValue = Optional.of(runningValue);
      return this;
    }

    /** The value it has unless set, in the unit. */
    public Builder defaultValue(String defaultValue) {
      this.defaultValue = Optional.of(defaultValue);
      return this;
    }

    /** What is counted, such as {@code 8kB} or {@code ms}. */
    public Builder unit(String unit) {
      this.unit = Optional.of(unit);
      return this;
    }

    /** What values it takes. */
    public Builder kind(SettingKind kind) {
      this.kind = kind;
      return this;
    }

    /** The least value. */
    public Builder min(String min) {
      this.min = Optional.of(min);
      return this;
    }

    /** The greatest value. */
    public Builder max(String max) {
      this.max = Optional.of(max);
      return this;
    }

    /** The values it takes, if it takes only these. */
    public Builder choices(List<String> choices) {
      this.choices = choices;
      return this;
    }

    /** Where the value comes from, such as {@code default} or a file and line. */
    public Builder source(String source) {
      this.source = Optional.of(source);
      return this;
    }

    /** When a new value takes effect. */
    public Builder takesEffect(TakesEffect takesEffect) {
      this.takesEffect = takesEffect;
      return this;
    }

    /** Whether the configured value waits for a restart. */
    public Builder pendingRestart(boolean pendingRestart) {
      this.pendingRestart = pendingRestart;
      return this;
    }

    /** Why it waits, with the old and the new value. */
    public Builder pendingReason(String pendingReason) {
      this.pendingReason = Optional.of(pendingReason);
      return this;
    }

    /** Whether the platform hides it from ordinary listings. */
    public Builder advanced(boolean advanced) {
      this.advanced = advanced;
      return this;
    }

    /** Whether its value is a secret or may hold one. */
    public Builder sensitive(boolean sensitive) {
      this.sensitive = sensitive;
      return this;
    }

    /** What it does, in the platform's words. */
    public Builder description(String description) {
      this.description = description;
      return this;
    }

    /** What else its platform tells. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = attributes;
      return this;
    }

    /** The finished record. */
    public Setting build() {
      return new Setting(
          name,
          value,
          runningValue,
          defaultValue,
          unit,
          kind,
          min,
          max,
          choices,
          source,
          takesEffect,
          pendingRestart,
          pendingReason,
          advanced,
          sensitive,
          description,
          attributes);
    }
  }
}
