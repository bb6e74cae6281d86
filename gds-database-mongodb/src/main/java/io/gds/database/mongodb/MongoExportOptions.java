package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * What of a collection is written to a file, and how. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/database-tools/mongoexport/">mongoexport</a>
 */
public final class MongoExportOptions extends Options {
  private final @Nullable String collection;
  private final @Nullable Path to;
  private final MongoFileFormat format;
  private final boolean canonical;
  private final boolean gzip;
  private final boolean header;
  private final boolean overwrite;
  private final List<String> fields;
  private final @Nullable String filter;
  private final @Nullable String sort;
  private final @Nullable Long skip;
  private final @Nullable Long limit;

  private MongoExportOptions(Builder builder) {
    super(builder);
    collection = builder.collection;
    to = builder.to;
    format = builder.format;
    canonical = builder.canonical;
    gzip = builder.gzip;
    header = builder.header;
    overwrite = builder.overwrite;
    fields = builder.fields;
    filter = builder.filter;
    sort = builder.sort;
    skip = builder.skip;
    limit = builder.limit;
  }

  /** All of a collection into a file, a document in JSON in each line. */
  public static MongoExportOptions of(String collection, Path to) {
    return builder().collection(collection).to(to).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The collection or view. */
  public String collection() {
    return Objects.requireNonNull(collection, "collection");
  }

  /** The file. */
  public Path to() {
    return Objects.requireNonNull(to, "to");
  }

  /** The form of the file; a document in JSON in each line by default. */
  public MongoFileFormat format() {
    return format;
  }

  /** Whether JSON tells the type of each value; false by default. */
  public boolean canonical() {
    return canonical;
  }

  /** Whether the file is packed by gzip; false by default. */
  public boolean gzip() {
    return gzip;
  }

  /** Whether the first line of CSV has the fields' names; true by default. */
  public boolean header() {
    return header;
  }

  /** Whether a file of that name is replaced; false by default. */
  public boolean overwrite() {
    return overwrite;
  }

  /** The fields that are written, paths with dots; all by default. */
  public List<String> fields() {
    return fields;
  }

  /** Which documents, a copy; all by default. */
  public Optional<BsonDocument> filter() {
    return Optional.ofNullable(filter).map(BsonDocument::parse);
  }

  /** In which order, a copy; as the server has them by default. */
  public Optional<BsonDocument> sort() {
    return Optional.ofNullable(sort).map(BsonDocument::parse);
  }

  /** How many of the first are left out; none by default. */
  public OptionalLong skip() {
    return skip == null ? OptionalLong.empty() : OptionalLong.of(skip);
  }

  /** How many at most; all by default. */
  public OptionalLong limit() {
    return limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  @Override
  protected String what() {
    return "export options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    Optional.ofNullable(collection).ifPresent(value -> into.put("collection", value));
    Optional.ofNullable(to).ifPresent(value -> into.put("to", value));
    into.put("format", format);
    into.put("canonical", canonical);
    into.put("gzip", gzip);
    into.put("header", header);
    into.put("overwrite", overwrite);
    if (!fields.isEmpty()) {
      into.put("fields", fields);
    }
    Optional.ofNullable(filter).ifPresent(value -> into.put("filter", value));
    Optional.ofNullable(sort).ifPresent(value -> into.put("sort", value));
    Optional.ofNullable(skip).ifPresent(value -> into.put("skip", value));
    Optional.ofNullable(limit).ifPresent(value -> into.put("limit", value));
  }

  /** Builds export options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String collection;
    private @Nullable Path to;
    private MongoFileFormat format = MongoFileFormat.JSON_LINES;
    private boolean canonical;
    private boolean gzip;
    private boolean header = true;
    private boolean overwrite;
    private List<String> fields = List.of();
    private @Nullable String filter;
    private @Nullable String sort;
    private @Nullable Long skip;
    private @Nullable Long limit;

    private Builder() {}

    private Builder(MongoExportOptions options) {
      super(options);
      collection = options.collection;
      to = options.to;
      format = options.format;
      canonical = options.canonical;
      gzip = options.gzip;
      header = options.header;
      overwrite = options.overwrite;
      fields = options.fields;
      filter = options.filter;
      sort = options.sort;
      skip = options.skip;
      limit = options.limit;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The collection or view. Default: none, it must be given. */
    public Builder collection(String collection) {
      this.collection = Objects.requireNonNull(collection, "collection");
      return this;
    }

    /** The file, in a directory that is there. Default: none, it must be given. */
    public Builder to(Path to) {
      this.to = Objects.requireNonNull(to, "to");
      return this;
    }

    /** The form of the file. Default: a document in JSON in each line. */
    public Builder format(MongoFileFormat format) {
      this.format = Objects.requireNonNull(format, "format");
      return this;
    }

    /**
     * Whether JSON tells the type of each value, so that nothing is lost: {@code {"$numberLong":
     * "5"}}. Otherwise numbers are plain, and a long that is small comes back as an int. Default:
     * false.
     */
    public Builder canonical(boolean canonical) {
      this.canonical = canonical;
      return this;
    }

    /** Whether the file is packed by gzip. Default: false. */
    public Builder gzip(boolean gzip) {
      this.gzip = gzip;
      return this;
    }

    /** Whether the first line of CSV has the fields' names. Default: true. */
    public Builder header(boolean header) {
      this.header = header;
      return this;
    }

    /** Whether a file of that name is replaced, once the new one is whole. Default: false. */
    public Builder overwrite(boolean overwrite) {
      this.overwrite = overwrite;
      return this;
    }

    /**
     * The fields that are written, such as {@code address.city} or {@code tags.0}; CSV needs them.
     * JSON has the whole of the outermost field of each, and {@code _id}. Default: all.
     */
    public Builder fields(List<String> fields) {
      this.fields = List.copyOf(fields);
      return this;
    }

    /** Which documents. It is audited: let it hold no secret. Default: all. */
    public Builder filter(BsonDocument filter) {
      return filter(MongoJson.canonical(filter));
    }

    /** The same in extended JSON. */
    public Builder filter(String filter) {
      this.filter = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /** In which order. Default: as the server has them. */
    public Builder sort(BsonDocument sort) {
      return sort(MongoJson.canonical(sort));
    }

    /** The same in extended JSON. */
    public Builder sort(String sort) {
      this.sort = Objects.requireNonNull(sort, "sort");
      return this;
    }

    /** How many of the first are left out. Default: none. */
    public Builder skip(long skip) {
      this.skip = skip;
      return this;
    }

    /** How many at most, 1 or more. Default: all. */
    public Builder limit(long limit) {
      this.limit = limit;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MongoExportOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (collection == null) {
        faults.add(new OptionFault("collection", "is missing: name it"));
      }
      if (to == null) {
        faults.add(new OptionFault("to", "is missing: name the file"));
      }
      if (format == MongoFileFormat.CSV && fields.isEmpty()) {
        faults.add(new OptionFault("fields", "are missing: CSV needs to know which"));
      }
      if (format == MongoFileFormat.CSV && canonical) {
        faults.add(new OptionFault("canonical", "is of JSON only"));
      }
      if (format != MongoFileFormat.CSV && !header) {
        faults.add(new OptionFault("header", "is of CSV only"));
      }
      MongoFieldPaths.fault(fields, false)
          .ifPresent(why -> faults.add(new OptionFault("fields", why)));
      if (filter != null && !MongoJson.isDocument(filter)) {
        faults.add(new OptionFault("filter", "is a document in extended JSON"));
      }
      if (sort != null && !MongoJson.isDocument(sort)) {
        faults.add(new OptionFault("sort", "is a document in extended JSON"));
      }
      if (skip != null && (skip < 0 || skip > Integer.MAX_VALUE)) {
        faults.add(new OptionFault("skip", "is 0 to " + Integer.MAX_VALUE));
      }
      if (limit != null && (limit < 1 || limit > Integer.MAX_VALUE)) {
        faults.add(new OptionFault("limit", "is 1 to " + Integer.MAX_VALUE));
      }
      MongoExportOptions options = new MongoExportOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
