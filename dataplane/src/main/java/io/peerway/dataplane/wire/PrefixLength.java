package io.peerway.dataplane.wire;

/** The part after the slash of a prefix's text. */
final class PrefixLength {
  private PrefixLength() {}

  /**
   * Where the slash of {@code text} is.
   *
   * @throws IllegalArgumentException when there is none
   */
  static int slash(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("\"" + text + "\" is not a prefix: it has no \"/length\"");
    }
    return slash;
  }

  /**
   * Reads the decimal number after the slash, without leading zeros.
   *
   * @throws IllegalArgumentException when it is no number of 0 to {@code max}
   */
  static int parse(String text, int slash, int max) {
    int start = slash + 1;
    int value = 0;
    boolean wellFormed = start < text.length();
    for (int i = start; wellFormed && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean leadingZero = i > start && value == 0;
      wellFormed = c >= '0' && c <= '9' && !leadingZero;
      value = value * 10 + (c - '0');
      wellFormed &= value <= max;
    }
    if (!wellFormed) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a prefix: its length is not a number of 0 to " + max);
    }
    return value;
  }

  static void check(int length, int max) {
    if (length < 0 || length > max) {
      throw new IllegalArgumentException("prefix length " + length + " is not of 0 to " + max);
    }
  }
}
