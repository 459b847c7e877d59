package io.peerway.dataplane.wire;

import java.util.HexFormat;

/**
 * Reads IPv6 text (RFC 4291 section 2.2) group by group, and writes the canonical form (RFC 5952).
 */
final class Ipv6Text {
  private static final int GROUPS = 8;

  private final String text;
  private final int[] groups = new int[GROUPS];
  private int count;

  /** How many groups stood before {@code ::}, or -1 without one. */
  private int gap = -1;

  Ipv6Text(String text) {
    this.text = text;
  }

  Ipv6Address parse() {
    int position = 0;
    if (text.startsWith("::")) {
      gap = 0;
      position = 2;
    }
    while (position < text.length()) {
      int end = text.indexOf(':', position);
      if (end < 0) {
        readLast(position);
        break;
      }
      add(readGroup(position, end));
      position = end + 1;
      if (position == text.length()) {
        throw malformed("it ends with a single colon");
      }
      if (text.charAt(position) == ':') {
        if (gap >= 0) {
          throw malformed("it has more than one \"::\"");
        }
        gap = count;
        position++;
      }
    }
    return assemble();
  }

  private void readLast(int start) {
    if (text.indexOf('.', start) < 0) {
      add(readGroup(start, text.length()));
      return;
    }
    int ipv4;
    try {
      ipv4 = Ipv4Address.parse(text.substring(start));
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
    add(ipv4 >>> 16);
    add(ipv4 & 0xffff);
  }

  private int readGroup(int start, int end) {
    if (start == end) {
      throw malformed("group " + (count + 1) + " is empty");
    }
    if (end - start > 4) {
      throw malformed("group " + (count + 1) + " has more than 4 digits");
    }
    for (int i = start; i < end; i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        throw malformed("group " + (count + 1) + " is not a hexadecimal number");
      }
    }
    return HexFormat.fromHexDigits(text, start, end);
  }

  private void add(int group) {
    if (count == GROUPS) {
      throw malformed("it has more than 8 groups");
    }
    groups[count++] = group;
  }

  private Ipv6Address assemble() {
    if (gap < 0 && count < GROUPS) {
      throw malformed("it has " + count + " of 8 groups");
    }
    if (gap >= 0 && count == GROUPS) {
      throw malformed("its \"::\" stands for no group");
    }
    long hi = 0;
    long lo = 0;
    for (int i = 0; i < count; i++) {
      int place = gap >= 0 && i >= gap ? i + GROUPS - count : i;
      int shift = 48 - 16 * (place % 4);
      if (place < 4) {
        hi |= (long) groups[i] << shift;
      } else {
        lo |= (long) groups[i] << shift;
      }
    }
    return new Ipv6Address(hi, lo);
  }

  private IllegalArgumentException malformed(String why) {
    return new IllegalArgumentException("\"" + text + "\" is not an IPv6 address: " + why);
  }

  static String format(long hi, long lo) {
    if (Ipv6Address.isIpv4Mapped(hi, lo)) {
      return "::ffff:" + Ipv4Address.format((int) lo);
    }
    int runStart = -1;
    int runLength = 1; // a single zero group is not shortened (RFC 5952 section 4.2.2)
    for (int i = 0; i < GROUPS; i++) {
      int length = zeroGroupsFrom(hi, lo, i);
      if (length > runLength) {
        runStart = i;
        runLength = length;
      }
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == runStart) {
        out.append("::");
        i += runLength - 1;
        continue;
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(group(hi, lo, i)));
    }
    return out.toString();
  }

  private static int zeroGroupsFrom(long hi, long lo, int start) {
    int end = start;
    while (end < GROUPS && group(hi, lo, end) == 0) {
      end++;
    }
    return end - start;
  }

  private static int group(long hi, long lo, int index) {
    return (int) ((index < 4 ? hi : lo) >>> (48 - 16 * (index % 4))) & 0xffff;
  }
}
