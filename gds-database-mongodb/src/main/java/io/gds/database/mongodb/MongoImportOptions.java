package io.gds.database.mongodb;

import io.gds.database.error.OptionFault;
import io.gds.database.operation.Options;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a file is put into a collection, and how. Immutable and thread-safe.
 *
 * @see <a href="https://www.mongodb.com/docs/database-tools/mongoimport/">mongoimport</a>
 */
public final class MongoImportOptions extends Options {
  private static final int MOST_OF_BATCH = 100_000;
  private static final Pattern CONCERN = Pattern.compile("majority|[1-9][0-9]?");

  private final @Nullable String collection;
  private final @Nullable Path from;
  private final MongoFileFormat format;
  private final boolean gzip;
  private final MongoImportMode mode;
  private final List<String> upsertFields;
  private final MongoColumnTypes types;
  private final List<String> fields;
  private final boolean ignoreBlanks;
  private final boolean drop;
  private final boolean ordered;
  private final boolean stopAtOnce;
  private final boolean skipMalformed;
  private final boolean validate;
  private final String writeConcern;
  private final int batch;

  private MongoImportOptions(Builder builder) {
    super(builder);
    collection = builder.collection;
    from = builder.from;
    format = builder.format;
    gzip = builder.gzip;
    mode = builder.mode;
    upsertFields = builder.upsertFields;
    types = builder.types;
    fields = builder.fields;
    ignoreBlanks = builder.ignoreBlanks;
    drop = builder.drop;
    ordered = builder.ordered;
    stopAtOnce = builder.stopAtOnce;
    skipMalformed = builder.skipMalformed;
    validate = builder.validate;
    writeConcern = builder.writeConcern;
    batch = builder.batch;
  }

  /** All of a file, a document in JSON in each line, into a collection. */
  public static MongoImportOptions of(Path from, String collection) {
    return builder().from(from).collection(collection).build();
  }

  /** Starts with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder holding all of this. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The collection. */
  public String collection() {
    return Objects.requireNonNull(collection, "collection");
  }

  /** The file. */
  public Path from() {
    return Objects.requireNonNull(from, "from");
  }

  /** The form of the file; a document in JSON in each line by default. */
  public MongoFileFormat format() {
    return format;
  }

  /** Whether the file is packed by gzip; false by default. */
  public boolean gzip() {
    return gzip;
  }

  /** What becomes of each document; it is inserted by default. */
  public MongoImportMode mode() {
    return mode;
  }

  /** Which fields tell the document that is meant, paths with dots; {@code _id} by default. */
  public List<String> upsertFields() {
    return upsertFields.isEmpty() ? List.of("_id") : upsertFields;
  }

  /** How the values of CSV get their types; by what they look like by default. */
  public MongoColumnTypes types() {
    return types;
  }

  /**
   * The names of the columns of CSV, which then has no header; the first line has them by default.
   */
  public List<String> fields() {
    return fields;
  }

  /** Whether empty values of CSV are left out; false by default. */
  public boolean ignoreBlanks() {
    return ignoreBlanks;
  }

  /** Whether the collection is dropped first, with its indexes and options; false by default. */
  public boolean drop() {
    return drop;
  }

  /** Whether documents are inserted in the order of the file; false by default. */
  public boolean ordered() {
    return ordered;
  }

  /** Whether the first document that the server refuses ends it; false by default. */
  public boolean stopAtOnce() {
    return stopAtOnce;
  }

  /** Whether lines that cannot be read are counted and told, and left out; false by default. */
  public boolean skipMalformed() {
    return skipMalformed;
  }

  /** Whether validators are asked; true by default. */
  public boolean validate() {
    return validate;
  }

  /** What is waited for; majority by default. */
  public String writeConcern() {
    return writeConcern;
  }

  /** How many documents are sent at once, 1 to 100,000; 1,000 by default. */
  public int batch() {
    return batch;
  }

  @Override
  protected String what() {
    return "import options";
  }

  @Override
  protected void describe(Map<String, Object> into) {
    Optional.ofNullable(collection).ifPresent(value -> into.put("collection", value));
    Optional.ofNullable(from).ifPresent(value -> into.put("from", value));
    into.put("format", format);
    into.put("gzip", gzip);
    into.put("mode", mode);
    if (!upsertFields.isEmpty()) {
      into.put("upsertFields", upsertFields);
    }
    into.put("types", types);
    if (!fields.isEmpty()) {
      into.put("fields", fields);
    }
    into.put("ignoreBlanks", ignoreBlanks);
    into.put("drop", drop);
    into.put("ordered", ordered);
    into.put("stopAtOnce", stopAtOnce);
    into.put("skipMalformed", skipMalformed);
    into.put("validate", validate);
    into.put("writeConcern", writeConcern);
    into.put("batch", batch);
  }

  /** Builds import options. Not thread-safe. */
  public static final class Builder extends Options.Builder<Builder> {
    private @Nullable String collection;
    private @Nullable Path from;
    private MongoFileFormat format = MongoFileFormat.JSON_LINES;
    private boolean gzip;
    private MongoImportMode mode = MongoImportMode.INSERT;
    private List<String> upsertFields = List.of();
    private MongoColumnTypes types = MongoColumnTypes.AUTO;
    private List<String> fields = List.of();
    private boolean ignoreBlanks;
    private boolean drop;
    private boolean ordered;
    private boolean stopAtOnce;
    private boolean skipMalformed;
    private boolean validate = true;
    private String writeConcern = "majority";
    private int batch = 1_000;

    private Builder() {}

    private Builder(MongoImportOptions options) {
      super(options);
      collection = options.collection;
      from = options.from;
      format = options.format;
      gzip = options.gzip;
      mode = options.mode;
      upsertFields = options.upsertFields;
      types = options.types;
      fields = options.fields;
      ignoreBlanks = options.ignoreBlanks;
      drop = options.drop;
      ordered = options.ordered;
      stopAtOnce = options.stopAtOnce;
      skipMalformed = options.skipMalformed;
      validate = options.validate;
      writeConcern = options.writeConcern;
      batch = options.batch;
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The collection; made by the server if it is not there. Default: none, it must be given. */
    public Builder collection(String collection) {
      this.collection = Objects.requireNonNull(collection, "collection");
      return this;
    }

    /** The file. Default: none, it must be given. */
    public Builder from(Path from) {
      this.from = Objects.requireNonNull(from, "from");
      return this;
    }

    /** The form of the file. Default: a document in JSON in each line. */
    public Builder format(MongoFileFormat format) {
      this.format = Objects.requireNonNull(format, "format");
      return this;
    }

    /** Whether the file is packed by gzip. Default: false. */
    public Builder gzip(boolean gzip) {
      this.gzip = gzip;
      return this;
    }

    /** What becomes of each document. Default: it is inserted. */
    public Builder mode(MongoImportMode mode) {
      this.mode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * Which fields tell the document that is meant, paths with dots; for all modes but inserting.
     * Of a document that has none of them nothing else is meant: it is inserted, or left out where
     * documents are deleted. Default: {@code _id}.
     */
    public Builder upsertFields(List<String> upsertFields) {
      this.upsertFields = List.copyOf(upsertFields);
      return this;
    }

    /** How the values of CSV get their types. Default: by what they look like. */
    public Builder types(MongoColumnTypes types) {
      this.types = Objects.requireNonNull(types, "types");
      return this;
    }

    /**
     * The names of the columns of CSV, which then has no header; a name with dots is a path.
     * Default: the first line has them.
     */
    public Builder fields(List<String> fields) {
      this.fields = List.copyOf(fields);
      return this;
    }

    /** Whether empty values of CSV are left out. Default: false: they are empty texts. */
    public Builder ignoreBlanks(boolean ignoreBlanks) {
      this.ignoreBlanks = ignoreBlanks;
      return this;
    }

    /**
     * Whether the collection is dropped first, with its indexes and options: neither comes back by
     * an import. Default: false.
     */
    public Builder drop(boolean drop) {
      this.drop = drop;
      return this;
    }

    /**
     * Whether documents are inserted in the order of the file. The other modes always keep it.
     * Default: false.
     */
    public Builder ordered(boolean ordered) {
      this.ordered = ordered;
      return this;
    }

    /**
     * Whether the first document that the server refuses ends it. Otherwise those whose key is
     * there already, and those that a validator refuses, are counted and told; any other refusal
     * ends it always. Default: false.
     */
    public Builder stopAtOnce(boolean stopAtOnce) {
      this.stopAtOnce = stopAtOnce;
      return this;
    }

    /**
     * Whether lines that cannot be read are counted and told, and left out. Otherwise the first
     * ends it; what was sent before it stays. Default: false.
     */
    public Builder skipMalformed(boolean skipMalformed) {
      this.skipMalformed = skipMalformed;
      return this;
    }

    /**
     * Whether validators are asked; not to ask takes the action {@code bypassDocumentValidation}.
     * Default: true.
     */
    public Builder validate(boolean validate) {
      this.validate = validate;
      return this;
    }

    /** What is waited for: {@code majority}, or a number of members. Default: majority. */
    public Builder writeConcern(String writeConcern) {
      this.writeConcern = Objects.requireNonNull(writeConcern, "writeConcern");
      return this;
    }

    /**
     * How many documents are sent at once, 1 to 100,000; fewer if they are large. Default: 1,000.
     */
    public Builder batch(int batch) {
      this.batch = batch;
      return this;
    }

    /**
     * The finished options.
     *
     * @throws io.gds.database.error.InvalidOptionsException with all faults at once
     */
    public MongoImportOptions build() {
      List<OptionFault> faults = new ArrayList<>();
      if (collection == null) {
        faults.add(new OptionFault("collection", "is missing: name it"));
      }
      if (from == null) {
        faults.add(new OptionFault("from", "is missing: name the file"));
      }
      if (mode == MongoImportMode.INSERT && !upsertFields.isEmpty()) {
        faults.add(new OptionFault("upsertFields", "mean nothing where documents are inserted"));
      }
      MongoFieldPaths.fault(upsertFields, true)
          .ifPresent(why -> faults.add(new OptionFault("upsertFields", why)));
      if (mode == MongoImportMode.DELETE && drop) {
        faults.add(new OptionFault("drop", "leaves nothing that could be deleted"));
      }
      if (format == MongoFileFormat.CSV) {
        if (!fields.isEmpty()) {
          MongoColumns.fault(fields, types)
              .ifPresent(why -> faults.add(new OptionFault("fields", why)));
        }
      } else if (!fields.isEmpty() || ignoreBlanks || types != MongoColumnTypes.AUTO) {
        faults.add(new OptionFault("format", "has no columns: these options are of CSV"));
      }
      if (!CONCERN.matcher(writeConcern).matches()) {
        faults.add(new OptionFault("writeConcern", "is majority, or a number of members"));
      }
      if (batch < 1 || batch > MOST_OF_BATCH) {
        faults.add(new OptionFault("batch", "is 1 to " + MOST_OF_BATCH));
      }
      MongoImportOptions options = new MongoImportOptions(this);
      refuse(options.what(), faults);
      return options;
    }
  }
}
