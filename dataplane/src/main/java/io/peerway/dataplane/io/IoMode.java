package io.peerway.dataplane.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How workers wait for, read and write packets. */
public enum IoMode {
  /** What this machine does best. */
  AUTO,
  /** Readiness by epoll, then read(2) and write(2). */
  EPOLL,
  /** Completions by io_uring. */
  IO_URING;

  /** The mode of that name, as the command line has it. */
  public static IoMode parse(String text) {
    for (IoMode mode : values()) {
      if (mode.toString().equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(
        "I/O mode %s is none of %s"
            .formatted(
                text,
                Arrays.stream(values()).map(IoMode::toString).collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
