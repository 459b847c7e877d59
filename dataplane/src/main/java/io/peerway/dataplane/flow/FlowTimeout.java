package io.peerway.dataplane.flow;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a tracked connection in some state may be idle before it is forgotten. The first three
 * are EC2's {@code ConnectionTrackingSpecification}, with its defaults and limits, and {@link
 * #OTHER} is of EC2's guide. The rest, which EC2 does not document, is short enough that what ended
 * does not linger, and longer than any retransmission takes.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html#connection-tracking-timeouts">Idle
 *     connection tracking timeout</a>
 */
public enum FlowTimeout {
  /** TCP with both ends' SYN acknowledged. */
  TCP_ESTABLISHED(60, 432_000, 432_000),
  /** UDP with more than one request and response. */
  UDP_STREAM(60, 180, 180),
  /** UDP in one direction only, or with one request and response. */
  UDP(30, 60, 30),
  /** TCP until the handshake is complete. */
  TCP_OPENING(1, 432_000, 60),
  /** TCP after the first FIN. */
  TCP_CLOSING(1, 432_000, 120),
  /** TCP after both FINs or a reset. Packets do not prolong it. */
  TCP_CLOSED(1, 432_000, 60),
  /** ICMP between queries, or until a reply. */
  ICMP(1, 432_000, 30),
  /** Protocols other than TCP, UDP and ICMP. */
  OTHER(1, 432_000, 600);

  private final Duration least;
  private final Duration most;
  private final Duration standard;

  FlowTimeout(int least, int most, int standard) {
    this.least = Duration.ofSeconds(least);
    this.most = Duration.ofSeconds(most);
    this.standard = Duration.ofSeconds(standard);
  }

  /** The timeout of this {@link #label}, if there is one. */
  public static Optional<FlowTimeout> labelled(String label) {
    return Arrays.stream(values()).filter(timeout -> timeout.label().equals(label)).findFirst();
  }

  /** As users write it: {@code tcp-established}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Duration least() {
    return least;
  }

  public Duration most() {
    return most;
  }

  public Duration standard() {
    return standard;
  }
}
