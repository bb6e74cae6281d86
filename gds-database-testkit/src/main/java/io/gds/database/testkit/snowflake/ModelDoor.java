package io.gds.database.testkit.snowflake;

import io.gds.database.testkit.wire.SnowflakePlace;
import io.gds.database.testkit.wire.SnowflakeUsers;
import io.gds.database.testkit.wire.SnowflakeVisit;
import io.gds.database.testkit.wire.WireAnswer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Lets the account's users in, where they are by default unless they say else. */
final class ModelDoor implements SnowflakeUsers {
  private final SnowflakeModel model;
  private final Map<String, String> passwords;

  /**
   * Who may come.
   *
   * @param passwords by user; if there are none, everybody may
   */
  ModelDoor(SnowflakeModel model, Map<String, String> passwords) {
    this.model = model;
    this.passwords = passwords;
  }

  private ModelAccount account() {
    return model.account();
  }

  private Optional<ModelUser> user(String name) {
    return account().users().stream()
        .filter(each -> each.loginName().equalsIgnoreCase(name))
        .findFirst();
  }

  @Override
  public List<WireAnswer.Failure> refusal(SnowflakeVisit visit) {
    synchronized (model) {
      Optional<ModelUser> user = user(visit.user());
      boolean known =
          passwords.isEmpty()
              || user.flatMap(each -> password(each)).filter(visit.secret()::equals).isPresent();
      if (!known) {
        return List.of(WireAnswer.error("390100", "Incorrect username or password was specified."));
      }
      if (user.filter(ModelUser::isDisabled).isPresent()) {
        return List.of(
            WireAnswer.error(
                "390101", "User access disabled. Contact your local system" + " administrator."));
      }
      String role = visit.place().role();
      if (!role.isEmpty() && user.isPresent() && !has(user.get(), role)) {
        return List.of(
            WireAnswer.error(
                "390189",
                "Role '"
                    + role
                    + "' specified in the connect string does not exist or not authorized. Contact"
                    + " your local system administrator, or attempt to login with another role,"
                    + " e.g. PUBLIC."));
      }
      return List.of();
    }
  }

  private Optional<String> password(ModelUser user) {
    return user.property("PASSWORD").or(() -> Optional.ofNullable(passwords.get(user.name())));
  }

  private boolean has(ModelUser user, String role) {
    List<ModelObject> given = account().grants().to(user).stream().map(ModelGrant::on).toList();
    return account().grants().withInherited(given).stream()
        .anyMatch(each -> each instanceof ModelRole && each.name().equals(role));
  }

  @Override
  public SnowflakePlace place(SnowflakeVisit visit) {
    synchronized (model) {
      Optional<ModelUser> user = user(visit.user());
      SnowflakePlace wanted = visit.place();
      String role = user.flatMap(each -> each.property("DEFAULT_ROLE")).orElse("ACCOUNTADMIN");
      String warehouse =
          user.flatMap(each -> each.property("DEFAULT_WAREHOUSE")).orElse("COMPUTE_WH");
      String schema =
          wanted.database().isEmpty() || !wanted.schema().isEmpty() ? wanted.schema() : "PUBLIC";
      return new SnowflakePlace(
          wanted.database(),
          schema,
          wanted.warehouse().isEmpty() ? warehouse : wanted.warehouse(),
          wanted.role().isEmpty() ? role : wanted.role());
    }
  }

  @Override
  public String user(SnowflakeVisit visit) {
    synchronized (model) {
      return user(visit.user())
          .map(ModelObject::name)
          .orElseGet(() -> visit.user().toUpperCase(Locale.ROOT));
    }
  }
}
