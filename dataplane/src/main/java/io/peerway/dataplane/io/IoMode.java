package io.peerway.dataplane.io;

import java.util.Locale;

/** How workers wait for, read and write packets. */
public enum IoMode {
  /** What this machine does best. */
  AUTO,
  /** Readiness by epoll, then read(2) and write(2). */
  EPOLL,
  /** Completions by io_uring. */
  IO_URING;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
