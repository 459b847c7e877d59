package io.peerway.dataplane.explain;

import io.peerway.dataplane.forward.Burst;
import java.util.Locale;

/** What becomes of a packet. */
public enum Verdict {
  /** It leaves by its egress port. */
  DELIVERED,
  /** It is for the router itself, which has use for it. */
  CONSUMED,
  /** It waits until its neighbour answers, and is dropped if that does not happen. */
  HELD,
  /** It is dropped. */
  DROPPED;

  static Verdict of(byte verdict) {
    return switch (verdict) {
      case Burst.FORWARDED -> DELIVERED;
      case Burst.CONSUMED -> CONSUMED;
      case Burst.HELD -> HELD;
      case Burst.DROPPED -> DROPPED;
      default -> throw new IllegalArgumentException("no verdict: " + verdict);
    };
  }

  /** Name in JSON and tables. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
