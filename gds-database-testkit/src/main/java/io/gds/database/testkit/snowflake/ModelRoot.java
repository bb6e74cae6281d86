package io.gds.database.testkit.snowflake;

/** The account itself, as far as rights and tags belong to it. */
final class ModelRoot extends ModelObject {
  ModelRoot(ModelAccount account) {
    super(account, account.name(), null);
  }

  @Override
  String kind() {
    return "ACCOUNT";
  }
}
