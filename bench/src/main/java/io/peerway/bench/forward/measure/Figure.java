package io.peerway.bench.forward.measure;

/** A number that a measurement yields. */
public enum Figure {
  TCP1("TCP, 1 flow", "Gbit/s"),
  TCP4("TCP, 4 flows", "Gbit/s"),
  BIDIR("TCP, both ways", "Gbit/s"),
  PPS("UDP, 1 flow", "Mpps"),
  PPS64("UDP, 64 flows", "Mpps"),
  RTT50("round trip p50", "us"),
  RTT99("round trip p99", "us"),
  FIRST_PACKET("first packet", "ms"),
  FULL_SPEED("full speed", "ms");

  private final String title;
  private final String unit;

  Figure(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }

  /** Whether it says how much got through, so that processor time can be divided by it. */
  public boolean isRate() {
    return switch (this) {
      case TCP1, TCP4, BIDIR, PPS, PPS64 -> true;
      case RTT50, RTT99, FIRST_PACKET, FULL_SPEED -> false;
    };
  }
}
