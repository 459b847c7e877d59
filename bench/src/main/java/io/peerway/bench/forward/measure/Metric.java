package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Programs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the user can ask for, in the order in which it is measured. */
public enum Metric {
  /** From the launch of a router until it is as fast as it gets; so this has to come first. */
  START,
  /** One TCP flow from A to B. */
  TCP1,
  /** Four TCP flows from A to B. */
  TCP4,
  /** A TCP flow in each direction at once. */
  BIDIR,
  /** Small UDP packets of one flow, as many as get through to a socket. */
  PPS,
  /** The same, of 64 flows that take turns. */
  PPS64,
  /** UDP round trips, one at a time. */
  RTT;

  /** By which the user asks for it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it yields. */
  public List<Figure> figures() {
    return switch (this) {
      case START -> List.of(Figure.FIRST_PACKET, Figure.FULL_SPEED);
      case TCP1 -> List.of(Figure.TCP1);
      case TCP4 -> List.of(Figure.TCP4);
      case BIDIR -> List.of(Figure.BIDIR);
      case PPS -> List.of(Figure.PPS);
      case PPS64 -> List.of(Figure.PPS64);
      case RTT -> List.of(Figure.RTT50, Figure.RTT99);
    };
  }

  /** Why it cannot be measured on this machine, or nothing if it can. */
  public Optional<String> whyMissing() {
    return switch (this) {
      case TCP1, TCP4, BIDIR -> Programs.whyMissing("iperf3");
      case START, PPS, PPS64 -> Programs.whyMissing("gcc");
      case RTT -> Optional.empty();
    };
  }
}
