package io.peerway.control.model;

import java.util.HexFormat;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes ids in EC2's form: a prefix, a hyphen, 17 hexadecimal digits. */
public final class Ids {
  private static final HexFormat HEX = HexFormat.of();

  private final RandomGenerator random;

  public Ids(RandomGenerator random) {
    this.random = random;
  }

  public String next(ResourceType type) {
    return next(type.idPrefix());
  }

  /**
   * An id with any prefix.
   *
   * @param prefix what comes before the hyphen, such as {@code rtbassoc}
   */
  public String next(String prefix) {
    // EC2's ids of 17 digits all begin with a zero.
    return prefix + "-0" + HEX.toHexDigits(random.nextLong());
  }

  /** A number of this many bits, at most 63. */
  public long bits(int count) {
    return random.nextLong() & ((1L << count) - 1);
  }

  /** Whether the text is the prefix, a hyphen, and 8 (as once) or 17 lower-case hex digits. */
  public static boolean isWellFormed(String prefix, String id) {
    int digits = id.length() - prefix.length() - 1;
    if ((digits != 8 && digits != 17)
        || !id.startsWith(prefix)
        || id.charAt(prefix.length()) != '-') {
      return false;
    }
    String hex = id.substring(prefix.length() + 1);
    return hex.equals(hex.toLowerCase(Locale.ROOT))
        && hex.chars().allMatch(c -> HexFormat.isHexDigit(c));
  }
}
