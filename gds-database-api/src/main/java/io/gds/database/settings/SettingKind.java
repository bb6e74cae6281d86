package io.gds.database.settings;

/** What values a setting takes. */
public enum SettingKind {
  /** On or off. */
  BOOLEAN,
  /** A whole number. */
  INTEGER,
  /** A number. */
  DECIMAL,
  /** Any text. */
  TEXT,
  /** One of a list. */
  CHOICE,
  /** A list, a document, or what this version does not know. */
  OTHER
}
