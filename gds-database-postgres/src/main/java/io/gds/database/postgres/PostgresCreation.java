package io.gds.database.postgres;

import io.gds.database.CreateOptions;
import io.gds.database.error.OptionFault;
import io.gds.database.operation.OptionValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The statement that creates a database, and which options the server's version takes. */
final class PostgresCreation {
  private final CreateOptions options;
  private final OptionValues values;

  PostgresCreation(CreateOptions options) {
    this.options = options;
    this.values = options.platformOptions();
  }

  /** What this version does not take, and what contradicts itself. */
  List<OptionFault> faults(PostgresVersion version) {
    List<OptionFault> faults = new ArrayList<>();
    Optional<PostgresLocaleProvider> provider = provider();
    if (values.given(PostgresCreate.STRATEGY).isPresent()) {
      PostgresSupport.since(15, PostgresCreate.STRATEGY.id(), version, faults);
    }
    if (values.given(PostgresCreate.ICU_RULES).isPresent()) {
      PostgresSupport.since(16, PostgresCreate.ICU_RULES.id(), version, faults);
    }
    if (provider.isPresent() && provider.get() != PostgresLocaleProvider.LIBC) {
      PostgresSupport.since(
          provider.get() == PostgresLocaleProvider.ICU ? 15 : 17,
          PostgresCreate.LOCALE_PROVIDER.id(),
          version,
          faults);
    }
    boolean libc = provider.isEmpty() || provider.get() == PostgresLocaleProvider.LIBC;
    if (libc && values.given(PostgresCreate.LOCALE).isPresent()) {
      faults.add(
          new OptionFault(
              PostgresCreate.LOCALE.id(),
              "belongs to the locale provider ICU or BUILTIN; give the collation for LIBC"));
    }
    if (provider.isEmpty() || provider.get() != PostgresLocaleProvider.ICU) {
      values
          .given(PostgresCreate.ICU_RULES)
          .ifPresent(
              rules ->
                  faults.add(
                      new OptionFault(
                          PostgresCreate.ICU_RULES.id(), "belongs to the locale provider ICU")));
    }
    return faults;
  }

  private Optional<PostgresLocaleProvider> provider() {
    return values.given(PostgresCreate.LOCALE_PROVIDER);
  }

  /** The statement, under any name. */
  String sql(String name, PostgresVersion version) {
    StringBuilder sql = new StringBuilder("CREATE DATABASE ").append(PostgresSql.name(name));
    options.owner().ifPresent(owner -> sql.append(" OWNER ").append(PostgresSql.name(owner)));
    template().ifPresent(template -> sql.append(" TEMPLATE ").append(PostgresSql.name(template)));
    literal(sql, "ENCODING", values.given(PostgresCreate.ENCODING));
    locale(sql, version);
    literal(sql, "LC_CTYPE", values.given(PostgresCreate.LC_CTYPE));
    literal(sql, "ICU_RULES", values.given(PostgresCreate.ICU_RULES));
    values
        .given(PostgresCreate.TABLESPACE)
        .ifPresent(tablespace -> sql.append(" TABLESPACE ").append(PostgresSql.name(tablespace)));
    values
        .given(PostgresCreate.STRATEGY)
        .ifPresent(strategy -> sql.append(" STRATEGY ").append(strategy.sql()));
    if (!values.valueOf(PostgresCreate.ALLOW_CONNECTIONS)) {
      sql.append(" ALLOW_CONNECTIONS false");
    }
    int limit = values.valueOf(PostgresCreate.CONNECTION_LIMIT);
    if (limit >= 0) {
      sql.append(" CONNECTION LIMIT ").append(limit);
    }
    if (values.valueOf(PostgresCreate.IS_TEMPLATE)) {
      sql.append(" IS_TEMPLATE true");
    }
    return sql.toString();
  }

  /** Another encoding or locale than template1's can only be had from template0. */
  private Optional<String> template() {
    boolean another =
        options.collation().isPresent()
            || values.given(PostgresCreate.ENCODING).isPresent()
            || values.given(PostgresCreate.LC_CTYPE).isPresent()
            || values.given(PostgresCreate.LOCALE).isPresent()
            || provider().isPresent();
    return values
        .given(PostgresCreate.TEMPLATE)
        .or(() -> another ? Optional.of("template0") : Optional.empty());
  }

  private void locale(StringBuilder sql, PostgresVersion version) {
    Optional<PostgresLocaleProvider> provider = provider();
    provider.ifPresent(
        given -> {
          if (version.atLeast(15)) {
            sql.append(" LOCALE_PROVIDER ").append(given.name().toLowerCase(java.util.Locale.ROOT));
          }
        });
    Optional<String> locale = values.given(PostgresCreate.LOCALE).or(options::collation);
    switch (provider.orElse(PostgresLocaleProvider.LIBC)) {
      case ICU -> literal(sql, "ICU_LOCALE", locale);
      case BUILTIN -> literal(sql, "BUILTIN_LOCALE", locale);
      case LIBC -> literal(sql, "LC_COLLATE", locale);
    }
  }

  private static void literal(StringBuilder sql, String clause, Optional<String> value) {
    value.ifPresent(
        text -> sql.append(' ').append(clause).append(' ').append(PostgresSql.literal(text)));
  }
}
