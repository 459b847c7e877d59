package io.peerway.dataplane.flow;

import io.peerway.dataplane.wire.TcpHeader;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a {@link FlowTable} means, as one would write it down: a map, and words for states. */
public final class ReferenceTracker {
  /** A flow, whichever end is which. */
  public record Key(String low, String high, int protocol) {
    public static Key of(String a, String b, int protocol) {
      return a.compareTo(b) < 0 ? new Key(a, b, protocol) : new Key(b, a, protocol);
    }
  }

  private static final class Flow {
    String initiator;
    String state;
    boolean finOfLow;
    boolean finOfHigh;
    boolean trackedAtLow;
    boolean trackedAtHigh;
    long lastSeen;
  }

  private final Map<Key, Flow> flows = new HashMap<>();
  private final FlowTimeouts timeouts;

  public ReferenceTracker(FlowTimeouts timeouts) {
    this.timeouts = timeouts;
  }

  /** The flow, if it has not ended. */
  private Flow find(Key key, long now, int flags) {
    Flow flow = flows.get(key);
    if (flow == null) {
      return null;
    }
    // To the same precision as the table, which is all that is not obvious here.
    long idle = (now >> FlowWord.TICK_SHIFT) - (flow.lastSeen >> FlowWord.TICK_SHIFT);
    long timeout =
        (timeout(flow).toNanos() + (1L << FlowWord.TICK_SHIFT) - 1) >> FlowWord.TICK_SHIFT;
    boolean reopened = flow.state.equals("closed") && isSyn(flags);
    return idle >= timeout || reopened ? null : flow;
  }

  private static boolean isSyn(int flags) {
    return (flags & TcpHeader.SYN) != 0 && (flags & TcpHeader.ACK) == 0;
  }

  private Duration timeout(Flow flow) {
    return timeouts.of(
        switch (flow.state) {
          case "opening", "opened" -> FlowTimeout.TCP_OPENING;
          case "established" -> FlowTimeout.TCP_ESTABLISHED;
          case "closing" -> FlowTimeout.TCP_CLOSING;
          case "closed" -> FlowTimeout.TCP_CLOSED;
          case "new", "answered", "asked again" -> FlowTimeout.UDP;
          case "stream" -> FlowTimeout.UDP_STREAM;
          case "query" -> FlowTimeout.ICMP;
          case "other" -> FlowTimeout.OTHER;
          default -> throw new AssertionError(flow.state);
        });
  }

  boolean isFound(Key key, long now, int flags) {
    return find(key, now, flags) != null;
  }

  /**
   * All flows that have not ended, each in a line: who began it, its state, where it is tracked.
   */
  Set<String> all(long now) {
    Set<String> lines = new HashSet<>();
    flows.forEach(
        (key, flow) -> {
          if (find(key, now, 0) != null) {
            lines.add(line(key, flow.initiator, flow.state, flow.trackedAtLow, flow.trackedAtHigh));
          }
        });
    return lines;
  }

  private static String line(
      Key key, String initiator, String state, boolean atLow, boolean atHigh) {
    boolean isLow = initiator.equals(key.low);
    return line(
        key.protocol,
        initiator,
        isLow ? key.high : key.low,
        FlowState.valueOf(
            switch (state) {
              case "opened" -> "OPENING";
              case "new" -> "UNANSWERED";
              case "asked again" -> "ANSWERED";
              default -> state.toUpperCase(Locale.ROOT);
            }),
        isLow ? atLow : atHigh,
        isLow ? atHigh : atLow);
  }

  /** A flow in a line. */
  static String line(
      int protocol,
      String initiator,
      String responder,
      FlowState state,
      boolean atInitiator,
      boolean atResponder) {
    return "%d %s %b -> %s %b %s"
        .formatted(protocol, initiator, atInitiator, responder, atResponder, state.label());
  }

  /** Whether packets of the flow need no rule at one of its ends. */
  public boolean isTrackedAt(Key key, String end, long now, int flags) {
    Flow flow = find(key, now, flags);
    return flow != null && (end.equals(key.low) ? flow.trackedAtLow : flow.trackedAtHigh);
  }

  /** Counts a packet to its flow, if there is one. */
  public void seen(Key key, String sender, long now, int flags) {
    Flow flow = find(key, now, flags);
    if (flow != null) {
      advance(flow, key, sender, now, flags);
    }
  }

  /** Tracks the flow of a packet at an end. */
  public void track(Key key, String sender, String end, long now, int flags) {
    Flow flow = find(key, now, flags);
    if (flow == null) {
      flow = new Flow();
      flow.initiator = sender;
      flow.state =
          switch (key.protocol) {
            case 6 -> "opening";
            case 17 -> "new";
            case 1, 58 -> "query";
            default -> "other";
          };
      flows.put(key, flow);
    }
    if (end.equals(key.low)) {
      flow.trackedAtLow = true;
    } else {
      flow.trackedAtHigh = true;
    }
    advance(flow, key, sender, now, flags);
  }

  private static void advance(Flow flow, Key key, String sender, long now, int flags) {
    if (flow.state.equals("closed")) {
      return;
    }
    flow.lastSeen = now;
    boolean initiator = sender.equals(flow.initiator);
    if (key.protocol == 17) {
      if (flow.state.equals("new") && !initiator) {
        flow.state = "answered";
      } else if (flow.state.equals("answered") && initiator) {
        flow.state = "asked again";
      } else if (flow.state.equals("asked again") && !initiator) {
        flow.state = "stream";
      }
    }
    if (key.protocol != 6) {
      return;
    }
    if ((flags & TcpHeader.RST) != 0) {
      flow.state = "closed";
    } else if ((flags & TcpHeader.FIN) != 0) {
      flow.finOfLow |= sender.equals(key.low);
      flow.finOfHigh |= sender.equals(key.high);
      flow.state = flow.finOfLow && flow.finOfHigh ? "closed" : "closing";
    } else if (flow.state.equals("opening") && !initiator) {
      flow.state = "opened";
    } else if (flow.state.equals("opened")
        && initiator
        && (flags & TcpHeader.ACK) != 0
        && (flags & TcpHeader.SYN) == 0) {
      flow.state = "established";
    }
  }
}
