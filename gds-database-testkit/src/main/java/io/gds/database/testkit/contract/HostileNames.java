package io.gds.database.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Names that break software which pastes, trims, folds, splits or shortens them. Every platform
 * takes each of them exactly, or refuses it before anything is sent. Thread-safe.
 */
public final class HostileNames {
  private static final String[] PIECES = {
    "'",
    "\"",
    "`",
    "[",
    "]",
    "''",
    "\"\"",
    "]]",
    ".",
    "..",
    "/",
    "\\",
    "\\\\",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "$",
    "$$",
    "${x}",
    "%",
    "%s",
    "%00",
    "?",
    "*",
    "_",
    "~",
    "&",
    "|",
    "<",
    ">",
    "!",
    "^",
    "@",
    "(",
    ")",
    "{",
    "}",
    "=",
    "+",
    ",",
    ":",
    " ",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u0007",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u00e9",
    "e\u0301",
    "\u0130",
    "\u0131",
    "\u00df",
    "\u1e9e",
    "\u200b",
    "\u200d",
    "\u2028",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\uffff",
    "\u4e2d",
    "\ud83d\ude00",
    "\ud800",
    "\udc00",
    "a",
    "A",
    "z",
    "0",
    "9",
    "select",
    "DROP DATABASE",
    "null",
    "con",
    ".db",
    "-"
  };

  private static final Set<String> SELECTED =
      Set.of(
          "a single quote",
          "a double quote",
          "a backtick",
          "a quoted bracket",
          "dollar quotes",
          "a lone backslash at the end",
          "a backslash before a quote",
          "a statement behind a double quote",
          "placeholders",
          "LIKE wildcards",
          "a template expression",
          "dots",
          "a way up",
          "a trailing blank",
          "nothing",
          "letters with marks, combining",
          "a right-to-left override",
          "a family of joined emoji",
          "an unpaired high surrogate",
          "a NUL",
          "a newline before a command",
          "a reserved word",
          "mixed case",
          "an option",
          "a connection string",
          "63 letters",
          "64 letters",
          "63 bytes that end amid a letter",
          "128 letters",
          "129 letters",
          "64 quotes");

  private HostileNames() {}

  /** The fixed corpus: each way of being hostile that is known, by itself. */
  public static List<HostileName> corpus() {
    List<HostileName> names = new ArrayList<>();
    quotes(names);
    statements(names);
    separators(names);
    unicode(names);
    control(names);
    words(names);
    arguments(names);
    lengths(names);
    return List.copyOf(names);
  }

  /**
   * Of the corpus each kind of trick once or twice, and the lengths on both sides of a limit, for
   * what takes a server long.
   */
  public static List<HostileName> selection() {
    return corpus().stream().filter(name -> SELECTED.contains(name.what())).toList();
  }

  private static void add(List<HostileName> names, String what, String text) {
    names.add(new HostileName(what, text));
  }

  private static void quotes(List<HostileName> names) {
    add(names, "a single quote", "o'brien");
    add(names, "only single quotes", "''");
    add(names, "a double quote", "say \"hi\"");
    add(names, "only double quotes", "\"\"");
    add(names, "a backtick", "back`tick");
    add(names, "an opening bracket", "open[bracket");
    add(names, "a closing bracket", "close]bracket");
    add(names, "a quoted bracket", "[a]]b]");
    add(names, "dollar quotes", "$$body$tag$");
    add(names, "a lone quote at the end", "end'");
    add(names, "a lone backslash at the end", "end\\");
    add(names, "backslashes", "a\\b\\\\c");
    add(names, "a backslash before a quote", "a\\'b\\\"c");
  }

  private static void statements(List<HostileName> names) {
    add(names, "a statement behind a single quote", "x'; DROP DATABASE y; --");
    add(names, "a statement behind a double quote", "x\"; DROP DATABASE y; --");
    add(names, "a statement behind a bracket", "x]; DROP DATABASE y; --");
    add(names, "a semicolon", "a;b");
    add(names, "a line comment", "a--b");
    add(names, "a block comment", "a/*b*/c");
    add(names, "a hash comment", "a#b");
    add(names, "placeholders", "a?b:c$1@p{d}%s%n");
    add(names, "LIKE wildcards", "a%b_c");
    add(names, "glob wildcards", "a*b?c[d]");
    add(names, "a template expression", "${java.version}#{1+1}{{x}}");
    add(names, "shell words", "$(id) `id` && id | id > id");
  }

  private static void separators(List<HostileName> names) {
    add(names, "dots", "server.database.schema.table");
    add(names, "a dot", ".");
    add(names, "two dots", "..");
    add(names, "a leading dot", ".hidden");
    add(names, "a trailing dot", "trailing.");
    add(names, "a way up", "../x");
    add(names, "a way up with backslashes", "..\\x");
    add(names, "a slash", "a/b");
    add(names, "an absolute path", "/etc/passwd");
    add(names, "a drive", "C:\\x");
    add(names, "an alternate stream", "a:b");
    add(names, "an own file's ending", "plain.db");
    add(names, "a side file's ending", "plain.db-wal");
    add(names, "a partial file's ending", "plain.partial");
    add(names, "a leading blank", " a");
    add(names, "a trailing blank", "a ");
    add(names, "blanks only", "   ");
    add(names, "nothing", "");
    add(names, "a no-break space", "a\u00a0b");
    add(names, "percent escapes", "a%2e%2e%2fb%00");
  }

  private static void unicode(List<HostileName> names) {
    add(names, "letters with marks, composed", "caf\u00e9");
    add(names, "letters with marks, combining", "cafe\u0301");
    add(names, "right-to-left letters", "\u05d0\u05d1\u05d2 \u0627\u0628");
    add(names, "a right-to-left override", "ab\u202ecba");
    add(names, "isolates", "\u2066a\u2069");
    add(names, "ideographs", "\u6570\u636e\u5e93");
    add(names, "an emoji", "db\ud83d\ude00");
    add(names, "a family of joined emoji", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67");
    add(names, "Turkish i", "\u0130\u0131iI");
    add(names, "sharp s", "stra\u00dfe STRASSE");
    add(names, "a zero-width space", "a\u200bb");
    add(names, "a byte order mark", "\ufeffa");
    add(names, "letters that look alike", "\u0430dmin");
    add(names, "full-width letters", "\uff41\uff42\uff07");
    add(names, "a typographic quote", "o\u2019brien");
    add(names, "a noncharacter", "a\uffffb");
    add(names, "an unpaired high surrogate", "a\ud800b");
    add(names, "an unpaired low surrogate", "a\udc00");
  }

  private static void control(List<HostileName> names) {
    add(names, "a NUL", "a\0b");
    add(names, "only a NUL", "\0");
    add(names, "a trailing NUL", "a\0");
    add(names, "a newline", "a\nb");
    add(names, "a newline before a command", "a\n\\! id");
    add(names, "a carriage return", "a\r\nb");
    add(names, "a tab", "a\tb");
    add(names, "an escape sequence", "a\u001b[2Jb");
    add(names, "a bell and a delete", "a\u0007b\u007f");
    add(names, "line and paragraph separators", "a\u2028b\u2029c\u0085d");
  }

  private static void words(List<HostileName> names) {
    add(names, "a reserved word", "select");
    add(names, "a reserved word in capitals", "TABLE");
    add(names, "a word that looks like nothing", "null");
    add(names, "a word that means this", "current");
    add(names, "a word that means the default", "default");
    add(names, "a device", "con");
    add(names, "a number", "1234");
    add(names, "a leading digit", "0x1f");
    add(names, "mixed case", "MixedCase");
    add(names, "capitals", "CAPITALS");
  }

  private static void arguments(List<HostileName> names) {
    add(names, "an option", "--file=x");
    add(names, "a short option", "-h");
    add(names, "a leading dash", "-leading");
    add(names, "only dashes", "--");
    add(names, "a connection string", "host=x dbname=y");
    add(names, "a URL", "postgresql://evil.example/x");
    add(names, "a JDBC URL", "jdbc:sqlite:x");
    add(names, "a file URI", "file:x?mode=memory");
    add(names, "a memory database", ":memory:");
    add(names, "URL parameters", "a?b=c&d=e#f");
    add(names, "JDBC properties", "a;encrypt=false;user=sa");
    add(names, "an at sign", "user@host");
    add(names, "a response file", "@args");
    add(names, "a home directory", "~root");
  }

  private static void lengths(List<HostileName> names) {
    for (int length : new int[] {1, 63, 64, 127, 128, 129, 250, 255, 256, 1000}) {
      add(names, length + " letters", "n".repeat(length));
    }
    add(names, "63 bytes that end amid a letter", "n".repeat(62) + "\u00e9");
    add(names, "64 letters of two bytes", "\u00e9".repeat(64));
    add(names, "128 letters of four bytes", "\ud83d\ude00".repeat(128));
    add(names, "64 quotes", "\"".repeat(64));
  }

  /**
   * Names put together at random from hostile pieces, the same for the same seed.
   *
   * @param count how many
   */
  public static List<HostileName> generate(long seed, int count) {
    Random random = new Random(seed);
    List<HostileName> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      int pieces = 1 + random.nextInt(6);
      for (int piece = 0; piece < pieces; piece++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      add(names, "name " + i + " of seed " + seed, text.toString());
    }
    return List.copyOf(names);
  }
}
