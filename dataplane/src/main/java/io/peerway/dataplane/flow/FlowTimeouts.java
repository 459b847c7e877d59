package io.peerway.dataplane.flow;

import java.time.Duration;

/**
 * How long a tracked connection may be idle. The first three are EC2's {@code
 * ConnectionTrackingConfiguration}, with its defaults and limits; {@code other} is of EC2's guide;
 * what EC2 does not document is as short as it can be without hurting anybody.
 *
 * @param tcpEstablished 60 s to 5 days
 * @param udpStream of UDP with more than one request and response, 60 s to 180 s
 * @param udp of other UDP, 30 s to 60 s
 * @param tcpOpening until the handshake is complete
 * @param tcpClosing after the first FIN
 * @param tcpClosed after both FINs or a reset; packets do not prolong it
 * @param icmp between queries, or until a reply
 * @param other of protocols other than TCP, UDP and ICMP
 */
public record FlowTimeouts(
    Duration tcpEstablished,
    Duration udpStream,
    Duration udp,
    Duration tcpOpening,
    Duration tcpClosing,
    Duration tcpClosed,
    Duration icmp,
    Duration other) {
  /** EC2's defaults. */
  public static final FlowTimeouts DEFAULTS =
      new FlowTimeouts(
          Duration.ofSeconds(432_000),
          Duration.ofSeconds(180),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(600));

  /**
   * @throws IllegalArgumentException when one of EC2's three is beyond EC2's limits, or another is
   *     not between 1 s and 5 days
   */
  public FlowTimeouts {
    check("TCP established", tcpEstablished, 60, 432_000);
    check("UDP stream", udpStream, 60, 180);
    check("UDP", udp, 30, 60);
    check("TCP opening", tcpOpening, 1, 432_000);
    check("TCP closing", tcpClosing, 1, 432_000);
    check("TCP closed", tcpClosed, 1, 432_000);
    check("ICMP", icmp, 1, 432_000);
    check("other", other, 1, 432_000);
  }

  private static void check(String name, Duration timeout, long least, long most) {
    long seconds = timeout.toSeconds();
    if (seconds < least || seconds > most) {
      throw new IllegalArgumentException(
          "%s timeout of %d s is not between %d and %d s".formatted(name, seconds, least, most));
    }
  }

  /** By state, in ticks of {@link FlowWord#TICK_SHIFT}, rounded up. */
  int[] ticks() {
    int[] ticks = new int[FlowWord.STATES];
    ticks[FlowWord.TCP_OPENING] = ticks(tcpOpening);
    ticks[FlowWord.TCP_OPENED] = ticks(tcpOpening);
    ticks[FlowWord.TCP_ESTABLISHED] = ticks(tcpEstablished);
    ticks[FlowWord.TCP_CLOSING] = ticks(tcpClosing);
    ticks[FlowWord.TCP_CLOSED] = ticks(tcpClosed);
    ticks[FlowWord.UDP_NEW] = ticks(udp);
    ticks[FlowWord.UDP_ANSWERED] = ticks(udp);
    ticks[FlowWord.UDP_ASKED_AGAIN] = ticks(udp);
    ticks[FlowWord.UDP_STREAM] = ticks(udpStream);
    ticks[FlowWord.QUERY] = ticks(icmp);
    ticks[FlowWord.OTHER] = ticks(other);
    return ticks;
  }

  private static int ticks(Duration timeout) {
    return (int) ((timeout.toNanos() - 1) >> FlowWord.TICK_SHIFT) + 1;
  }
}
