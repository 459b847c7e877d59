package io.peerway.dataplane.flow;

import java.util.Locale;

/** How far a tracked connection has come, as people are told it. */
public enum FlowState {
  /** TCP until the handshake is complete. */
  OPENING,
  /** TCP with both ends' SYN acknowledged. */
  ESTABLISHED,
  /** TCP after the first FIN. */
  CLOSING,
  /** TCP after both FINs or a reset. */
  CLOSED,
  /** UDP in one direction only. */
  UNANSWERED,
  /** UDP with a request and a response. */
  ANSWERED,
  /** UDP with more than one request and response. */
  STREAM,
  /** An ICMP query, with its replies. */
  QUERY,
  /** Any other protocol. */
  OTHER;

  /** In lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Of a {@link FlowWord}'s state. */
  static FlowState of(int state) {
    return switch (state) {
      case FlowWord.TCP_OPENING, FlowWord.TCP_OPENED -> OPENING;
      case FlowWord.TCP_ESTABLISHED -> ESTABLISHED;
      case FlowWord.TCP_CLOSING -> CLOSING;
      case FlowWord.TCP_CLOSED -> CLOSED;
      case FlowWord.UDP_NEW -> UNANSWERED;
      case FlowWord.UDP_ANSWERED, FlowWord.UDP_ASKED_AGAIN -> ANSWERED;
      case FlowWord.UDP_STREAM -> STREAM;
      case FlowWord.QUERY -> QUERY;
      case FlowWord.OTHER -> OTHER;
      default -> throw new IllegalArgumentException("state " + state);
    };
  }
}
