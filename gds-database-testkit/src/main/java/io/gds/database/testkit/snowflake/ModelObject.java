package io.gds.database.testkit.snowflake;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Something in an account that has an identity: grants and history belong to it, whatever its name
 * is. What rooms keep of it besides lies under their own classes.
 */
abstract class ModelObject {
  private final ModelAccount account;
  private final long id;
  private final Map<String, String> tags = new LinkedHashMap<>();
  private final Map<Class<?>, Object> more = new LinkedHashMap<>();
  private String name;
  private ModelMoment created;
  private @Nullable ModelMoment dropped;
  private Instant altered;
  private @Nullable ModelObject owner;
  private @Nullable Integer ownRetention;
  private Instant horizon;
  private String comment = "";

  ModelObject(ModelAccount account, String name, @Nullable ModelObject owner) {
    this.account = account;
    this.name = name;
    this.owner = owner;
    id = account.nextId();
    created = account.moment();
    altered = created.at();
    horizon = created.at();
  }

  /** What the server calls its kind, such as DATABASE. */
  abstract String kind();

  /** What it lies in, if it lies in something with retention of its own. */
  Optional<ModelObject> parent() {
    return Optional.empty();
  }

  /** What lies in it, dropped ones too. */
  List<? extends ModelObject> children() {
    return List.of();
  }

  /** Whether it keeps history for a day at most, and has no fail-safe. */
  boolean isTransient() {
    return false;
  }

  ModelAccount account() {
    return account;
  }

  long id() {
    return id;
  }

  String name() {
    return name;
  }

  void rename(String to) {
    name = to;
    touch();
  }

  /** Its name with what it lies in. */
  ModelName fullName() {
    return ModelName.of(name);
  }

  ModelMoment created() {
    return created;
  }

  /** Says that it has been there since then: for what tests put in. */
  void created(ModelMoment moment) {
    created = moment;
    altered = moment.at();
    horizon = moment.at();
  }

  Optional<ModelMoment> dropped() {
    return Optional.ofNullable(dropped);
  }

  boolean isThere() {
    return dropped == null;
  }

  /** Whether it was there at this point. */
  boolean isThere(ModelPoint point) {
    return point.sees(created) && (dropped == null || !point.sees(dropped));
  }

  void drop(ModelMoment moment) {
    dropped = moment;
  }

  void undrop() {
    dropped = null;
    touch();
  }

  Instant altered() {
    return altered;
  }

  void touch() {
    altered = account.moment().at();
  }

  Optional<ModelObject> owner() {
    return Optional.ofNullable(owner);
  }

  String ownerName() {
    return owner == null ? "" : owner.name();
  }

  void owner(ModelObject role) {
    owner = role;
  }

  String comment() {
    return comment;
  }

  void comment(String text) {
    comment = text;
    touch();
  }

  Map<String, String> tags() {
    return tags;
  }

  /** What was set on it alone. */
  Optional<Integer> ownRetention() {
    return Optional.ofNullable(ownRetention);
  }

  /** Days of history that it keeps, by itself or by what it lies in. */
  int retention() {
    int days =
        Optional.ofNullable(ownRetention)
            .or(() -> parent().map(ModelObject::retention))
            .orElseGet(() -> account.retention());
    int least = isTransient() ? Math.min(1, account.leastRetention()) : account.leastRetention();
    return Math.max(least, isTransient() ? Math.min(1, days) : days);
  }

  /** Sets it, or takes it back: what history is out of reach now does not come back. */
  void retention(@Nullable Integer days) {
    settle();
    ownRetention = days;
    touch();
  }

  /** Looks how far back it and all in it can be read now, before that changes. */
  void settle() {
    horizon = horizon();
    children().forEach(ModelObject::settle);
  }

  /** From when on it can be read. */
  Instant horizon() {
    Instant kept = account.moment().at().minus(Duration.ofDays(retention()));
    return kept.isAfter(horizon) ? kept : horizon;
  }

  /** Whether it was dropped so long ago that it is lost. */
  boolean isGone() {
    return dropped != null
        && dropped.at().plus(Duration.ofDays(retention())).isBefore(account.moment().at());
  }

  /** What a room keeps of it, made when it is first asked for. */
  <T> T more(Class<T> type, Supplier<T> first) {
    return type.cast(more.computeIfAbsent(type, any -> first.get()));
  }

  @Override
  public String toString() {
    return kind() + " " + fullName() + " #" + id;
  }
}
