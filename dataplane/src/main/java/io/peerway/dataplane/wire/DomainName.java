package io.peerway.dataplane.wire;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Domain names as labels with their lengths before them (RFC 1035 section 3.1), uncompressed. */
public final class DomainName {
  private static final int LONGEST_LABEL = 63;

  private DomainName() {}

  /**
   * Writes names one after the other; returns how many bytes they take.
   *
   * @throws IllegalArgumentException if a label is longer than 63 bytes
   */
  public static int write(MemorySegment mem, long at, List<String> names) {
    long to = at;
    for (String name : names) {
      for (String label : name.split("\\.", -1)) {
        if (label.isEmpty()) {
          continue; // a dot at the end
        }
        byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length > LONGEST_LABEL) {
          throw new IllegalArgumentException(label + " is longer than " + LONGEST_LABEL);
        }
        Bytes.u8(mem, to++, bytes.length);
        for (byte one : bytes) {
          Bytes.u8(mem, to++, one);
        }
      }
      Bytes.u8(mem, to++, 0);
    }
    return (int) (to - at);
  }

  /** How many bytes names take. */
  public static int length(List<String> names) {
    return names.stream()
        .mapToInt(name -> name.endsWith(".") ? name.length() + 1 : name.length() + 2)
        .sum();
  }

  /** Whether a name can be written. */
  public static boolean isWritable(String name) {
    return !name.isEmpty()
        && !name.startsWith(".")
        && !name.contains("..")
        && name.length() <= 253
        && List.of(name.split("\\.", -1)).stream()
            .allMatch(label -> label.length() <= LONGEST_LABEL);
  }
}
