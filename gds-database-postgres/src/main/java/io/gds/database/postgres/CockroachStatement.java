package io.gds.database.postgres;

import io.gds.database.jdbc.Sql;
import io.gds.database.jdbc.SqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A statement written once for the script and the run. What it holds of secrets is shown as hidden,
 * and fetched only when it is sent. Immutable.
 */
final class CockroachStatement {
  /** A piece of it, as it is shown and as it is sent. */
  private record Piece(String shown, Supplier<String> sent, boolean secret) {}

  private final List<Piece> pieces;

  private CockroachStatement(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  static CockroachStatement of(String text) {
    return new CockroachStatement(List.of(new Piece(text, () -> text, false)));
  }

  /** The same with more text behind. */
  CockroachStatement and(String text) {
    return and(of(text));
  }

  /** The same with more behind. */
  CockroachStatement and(CockroachStatement more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    return new CockroachStatement(all);
  }

  /** The same with a text behind it that is shown otherwise if it holds a secret. */
  CockroachStatement literal(String shown, String sent) {
    String literal = CockroachBackupSql.literal(sent);
    return and(
        new CockroachStatement(
            List.of(
                new Piece(CockroachBackupSql.literal(shown), () -> literal, !shown.equals(sent)))));
  }

  /** The same with a secret text behind it, which is fetched when it is sent. */
  CockroachStatement secret(Supplier<String> text) {
    return and(
        new CockroachStatement(
            List.of(
                new Piece(
                    CockroachBackupSql.literal("<hidden>"),
                    () -> CockroachBackupSql.literal(text.get()),
                    true))));
  }

  /** As it may be shown. */
  String text() {
    return pieces.stream().map(Piece::shown).collect(Collectors.joining());
  }

  boolean isSecret() {
    return pieces.stream().anyMatch(Piece::secret);
  }

  /** As it is sent. */
  String sent() {
    return pieces.stream().map(piece -> piece.sent().get()).collect(Collectors.joining());
  }

  /** What sends it, which keeps the driver's words to itself if they may quote a secret. */
  Sql on(Sql sql) {
    return isSecret() ? sql.showing(text()) : sql;
  }

  /** The same on one connection. */
  SqlSession on(SqlSession session) {
    return isSecret() ? session.showing(text()) : session;
  }

  @Override
  public String toString() {
    return text();
  }
}
