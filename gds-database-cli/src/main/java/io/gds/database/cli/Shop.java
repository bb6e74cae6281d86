package io.gds.database.cli;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The data of the demo: a small shop, the same at every run, with what a real database has: keys,
 * checks, indexes, a view, a trigger, texts beyond ASCII and bytes.
 */
final class Shop {
  private static final int CUSTOMERS = 500;
  private static final int PRODUCTS = 120;
  private static final int ORDERS = 2_000;

  private static final List<String> DEFINITIONS =
      List.of(
          """
          CREATE TABLE customers (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            email TEXT NOT NULL UNIQUE,
            city TEXT NOT NULL,
            joined TEXT NOT NULL)""",
          """
          CREATE TABLE products (
            id INTEGER PRIMARY KEY,
            sku TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            price_cents INTEGER NOT NULL CHECK (price_cents > 0),
            weight_kg REAL,
            thumbnail BLOB)""",
          """
          CREATE TABLE orders (
            id INTEGER PRIMARY KEY,
            customer_id INTEGER NOT NULL REFERENCES customers (id),
            placed_on TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'shipped')))""",
          """
          CREATE TABLE order_lines (
            order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
            line INTEGER NOT NULL,
            product_id INTEGER NOT NULL REFERENCES products (id),
            quantity INTEGER NOT NULL,
            price_cents INTEGER NOT NULL,
            PRIMARY KEY (order_id, line)) WITHOUT ROWID""",
          """
          CREATE TABLE price_changes (
            id INTEGER PRIMARY KEY,
            product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
            old_cents INTEGER NOT NULL,
            new_cents INTEGER NOT NULL)""",
          "CREATE INDEX orders_by_customer ON orders (customer_id, placed_on DESC)",
          "CREATE INDEX lines_by_product ON order_lines (product_id)",
          "CREATE INDEX open_orders ON orders (placed_on) WHERE status = 'open'",
          """
          CREATE TRIGGER price_changed AFTER UPDATE OF price_cents ON products
          WHEN old.price_cents <> new.price_cents
          BEGIN
            INSERT INTO price_changes (product_id, old_cents, new_cents)
            VALUES (old.id, old.price_cents, new.price_cents);
          END""",
          """
          CREATE VIEW revenue_by_month AS
          SELECT substr(o.placed_on, 1, 7) AS month, count(DISTINCT o.id) AS orders,
                 sum(l.quantity * l.price_cents) AS cents
          FROM orders o JOIN order_lines l ON l.order_id = o.id
          GROUP BY 1""");

  private static final List<String> FIRST =
      List.of("Ada", "Björn", "Chloé", "Dmitri", "Eszter", "Farah", "Gökhan", "Hana", "Iñigo", "李");
  private static final List<String> LAST =
      List.of(
          "Okafor", "Müller", "Sørensen", "Tanaka", "Rossi", "García", "Novák", "O'Brien", "Łuk");
  private static final List<String> CITIES =
      List.of("Lisboa", "Kraków", "Malmö", "東京", "São Paulo", "Nairobi", "Québec", "Αθήνα");
  private static final List<String> KINDS =
      List.of("Kettle", "Lamp", "Notebook", "Umbrella", "Teapot", "Chair", "Clock", "Scarf");
  private static final List<String> LOOKS =
      List.of("blue", "oak", "café-crème", "steel", "mini", "double", "quiet", "left-handed");
  private static final List<String> STATES = List.of("open", "paid", "shipped");

  private final Random random = new Random(20_240_229);

  /** Creates the tables and fills them, in one transaction. */
  void fill(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      for (String definition : DEFINITIONS) {
        run(connection, definition);
      }
      customers(connection);
      products(connection);
      orders(connection);
      run(connection, "UPDATE products SET price_cents = price_cents * 11 / 10 WHERE id % 3 = 0");
      connection.commit();
    }
  }

  private void customers(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO customers VALUES (?, ?, ?, ?, ?)")) {
      for (int id = 1; id <= CUSTOMERS; id++) {
        String name = pick(FIRST) + " " + pick(LAST);
        add(insert, id, name, "customer" + id + "@example.org", pick(CITIES), day());
      }
      insert.executeBatch();
    }
  }

  private void products(Connection connection) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?)")) {
      for (int id = 1; id <= PRODUCTS; id++) {
        byte[] thumbnail = new byte[256];
        random.nextBytes(thumbnail);
        String sku = String.format(Locale.ROOT, "SKU-%04d", id);
        String name = pick(KINDS) + ", " + pick(LOOKS);
        Double weight = id % 7 == 0 ? null : (1 + random.nextInt(4_000)) / 1_000.0;
        add(insert, id, sku, name, 99 + random.nextInt(20_000), weight, thumbnail);
      }
      insert.executeBatch();
    }
  }

  private void orders(Connection connection) throws SQLException {
    try (PreparedStatement order =
            connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, ?)");
        PreparedStatement line =
            connection.prepareStatement("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?)")) {
      for (int id = 1; id <= ORDERS; id++) {
        add(order, id, 1 + random.nextInt(CUSTOMERS), day(), pick(STATES));
        int lines = 1 + random.nextInt(5);
        for (int number = 1; number <= lines; number++) {
          int product = 1 + random.nextInt(PRODUCTS);
          add(line, id, number, product, 1 + random.nextInt(4), 99 + random.nextInt(20_000));
        }
      }
      order.executeBatch();
      line.executeBatch();
    }
  }

  private String day() {
    return LocalDate.of(2024, 1, 1).plusDays(random.nextInt(700)).toString();
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private static void add(PreparedStatement insert, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      insert.setObject(i + 1, values[i]);
    }
    insert.addBatch();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }
}
