package io.gds.database.core.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gds.database.backup.BackupType;
import io.gds.database.connection.DatabaseType;
import io.gds.database.core.archive.ManifestFields.Malformed;
import io.gds.database.error.DatabaseException;
import io.gds.database.error.ErrorCode;
import io.gds.database.error.ErrorDetails;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests as JSON. The same manifest always gives the same bytes. The last field is the SHA-256
 * of all bytes before its name, so that no changed byte of a manifest goes unseen.
 */
final class ManifestJson {
  /** The largest manifest that is read or written, in bytes. */
  static final int MAX_BYTES = 16 * 1024 * 1024;

  private static final String SEAL = "manifestSha256";
  private static final String UNSEALED = "0".repeat(64);
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(MAX_BYTES)
                          .maxNestingDepth(8)
                          .maxNumberLength(20)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
      json.setPrettyPrinter(printer);
      writeFields(json, manifest);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    bytes.write('\n');
    byte[] result = bytes.toByteArray();
    if (result.length > MAX_BYTES) {
      throw new IllegalArgumentException("the manifest is larger than 16 MiB");
    }
    String text = new String(result, StandardCharsets.ISO_8859_1);
    int value = text.lastIndexOf(UNSEALED);
    byte[] seal = sealOf(result, text).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(seal, 0, result, value, seal.length);
    return result;
  }

  private static String sealOf(byte[] bytes, String latin) {
    MessageDigest digest = Hashes.sha256();
    digest.update(bytes, 0, Math.max(latin.lastIndexOf("\"" + SEAL + "\""), 0));
    return Hashes.hex(digest.digest());
  }

  private static void writeFields(JsonGenerator json, Manifest manifest) throws IOException {
    json.writeStartObject();
    json.writeNumberField("formatVersion", Manifest.FORMAT_VERSION);
    json.writeStringField("backupId", manifest.backupId());
    json.writeStringField("platform", manifest.platform().id());
    json.writeStringField("libraryVersion", manifest.libraryVersion());
    writeOptional(json, "serverVersion", manifest.serverVersion());
    writeOptional(json, "toolVersion", manifest.toolVersion());
    json.writeStringField("database", manifest.database());
    writeMap(json, "settings", manifest.settings());
    json.writeArrayFieldStart("grants");
    for (String grant : manifest.grants()) {
      json.writeString(grant);
    }
    json.writeEndArray();
    json.writeStringField("backupType", manifest.backupType().name());
    json.writeStringField("startedAt", manifest.startedAt().toString());
    json.writeStringField("finishedAt", manifest.finishedAt().toString());
    writeOptional(json, "consistentAt", manifest.consistentAt().map(Object::toString));
    writeOptional(json, "basedOn", manifest.basedOn());
    writeMap(json, "positions", manifest.positions());
    writeMap(json, "attributes", manifest.attributes());
    json.writeBooleanField("pinned", manifest.pinned());
    json.writeNumberField("bytes", manifest.content().bytes());
    json.writeStringField("sha256", manifest.content().sha256());
    json.writeArrayFieldStart("members");
    for (ArchiveMember member : manifest.content().members()) {
      json.writeStartObject();
      json.writeStringField("name", member.name());
      json.writeNumberField("bytes", member.bytes());
      json.writeStringField("sha256", member.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField(SEAL, UNSEALED);
    json.writeEndObject();
  }

  private static void writeOptional(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }

  private static void writeMap(JsonGenerator json, String name, Map<String, String> map)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> entry : map.entrySet()) {
      json.writeStringField(entry.getKey(), entry.getValue());
    }
    json.writeEndObject();
  }

  /**
   * Reads a manifest.
   *
   * @param name what errors call it: its path
   * @throws io.gds.database.error.ArchiveException if it is malformed, changed, newer or unsafe
   */
  static Manifest read(byte[] bytes, String name) {
    try {
      JsonNode root = MAPPER.readTree(bytes);
      ManifestFields fields = ManifestFields.of("", root);
      long version = fields.number("formatVersion");
      if (version > Manifest.FORMAT_VERSION) {
        throw tooNew(version, name);
      }
      if (version < 1) {
        throw new Malformed("formatVersion is " + version);
      }
      String latin = new String(bytes, StandardCharsets.ISO_8859_1);
      if (!fields.text(SEAL).equals(sealOf(bytes, latin))) {
        throw new Malformed("its own SHA-256 does not fit: it was damaged or edited");
      }
      Manifest manifest = manifest(fields);
      fields.end();
      return manifest;
    } catch (JsonProcessingException e) {
      throw corrupt(
          name,
          "it is not the JSON that was written (line "
              + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
              + ")",
          e);
    } catch (IOException e) {
      throw corrupt(name, "it cannot be read as text", e);
    } catch (Malformed | IllegalArgumentException e) {
      throw corrupt(name, String.valueOf(e.getMessage()), e);
    } catch (DatabaseException e) {
      throw e.fillIn("path", name);
    }
  }

  private static Manifest manifest(ManifestFields fields) throws Malformed {
    Manifest.Builder builder =
        Manifest.builder()
            .backupId(fields.text("backupId"))
            .platform(fields.parsed("platform", DatabaseType::of))
            .libraryVersion(fields.text("libraryVersion"))
            .database(fields.text("database"))
            .settings(fields.map("settings"))
            .grants(fields.list("grants"))
            .backupType(fields.parsed("backupType", BackupType::valueOf))
            .startedAt(fields.instant("startedAt"))
            .finishedAt(fields.instant("finishedAt"))
            .positions(fields.map("positions"))
            .attributes(fields.map("attributes"))
            .pinned(fields.flag("pinned"));
    fields.optionalText("serverVersion").ifPresent(builder::serverVersion);
    fields.optionalText("toolVersion").ifPresent(builder::toolVersion);
    fields.optionalInstant("consistentAt").ifPresent(builder::consistentAt);
    fields.optionalText("basedOn").ifPresent(builder::basedOn);
    List<ArchiveMember> members = new ArrayList<>();
    for (ManifestFields member : fields.objects("members")) {
      members.add(
          new ArchiveMember(member.text("name"), member.number("bytes"), member.text("sha256")));
      member.end();
    }
    return builder
        .content(new ArchiveContent(fields.number("bytes"), fields.text("sha256"), members))
        .build();
  }

  private static DatabaseException tooNew(long version, String name) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_TOO_NEW,
            "the manifest "
                + name
                + " has form "
                + version
                + ", this version reads up to "
                + Manifest.FORMAT_VERSION)
        .target(name)
        .with("path", name)
        .remedy("Use the version of the library that wrote it, or a newer one.")
        .toException();
  }

  static DatabaseException corrupt(String name, String why, Throwable cause) {
    return ErrorDetails.of(
            ErrorCode.ARCHIVE_CORRUPT, "the manifest " + name + " is damaged: " + why)
        .target(name)
        .with("path", name)
        .remedy("Use another copy of the archive and its manifest.")
        .cause(cause)
        .toException();
  }
}
