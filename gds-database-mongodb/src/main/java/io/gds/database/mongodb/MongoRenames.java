package io.gds.database.mongodb;

import io.gds.database.backup.RestoreMapping;
import io.gds.database.error.OptionFault;
import java.util.ArrayList;
import java.util.List;

/**
 * Other names for collections: a name, or one with an asterisk for anything, which stands for the
 * same in the new name. The first that fits counts. Immutable.
 */
record MongoRenames(List<RestoreMapping> mappings) {
  private static final String ANYTHING = "*";

  MongoRenames {
    mappings = List.copyOf(mappings);
  }

  /** What is wrong with them. */
  List<OptionFault> faults(String database) {
    List<OptionFault> faults = new ArrayList<>();
    for (RestoreMapping each : mappings) {
      if (asterisks(each.from()) > 1 || asterisks(each.from()) != asterisks(each.to())) {
        faults.add(
            new OptionFault(
                "mapping", "takes an asterisk once in both names, or in none: " + each));
      } else if (MongoNames.faultOfCollection(database, each.to().replace('*', 'x')).isPresent()) {
        faults.add(new OptionFault("mapping", "leads to a name that no collection has: " + each));
      }
    }
    return faults;
  }

  private static long asterisks(String name) {
    return name.chars().filter(c -> c == '*').count();
  }

  /** What a collection is called afterwards. */
  String of(String collection) {
    for (RestoreMapping each : mappings) {
      int at = each.from().indexOf(ANYTHING);
      if (at < 0) {
        if (collection.equals(each.from())) {
          return each.to();
        }
        continue;
      }
      String head = each.from().substring(0, at);
      String tail = each.from().substring(at + 1);
      boolean fits =
          collection.length() >= head.length() + tail.length()
              && collection.startsWith(head)
              && collection.endsWith(tail);
      if (fits) {
        return each.to()
            .replace(
                ANYTHING, collection.substring(head.length(), collection.length() - tail.length()));
      }
    }
    return collection;
  }
}
