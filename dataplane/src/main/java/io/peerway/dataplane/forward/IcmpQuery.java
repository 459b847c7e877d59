package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.FlowColumns;
import io.peerway.dataplane.wire.IcmpV4;
import io.peerway.dataplane.wire.IcmpV6;
import io.peerway.dataplane.wire.IpProtocol;

/** ICMP messages that ask and answer, which is what can be tracked of ICMP. */
final class IcmpQuery {
  private static final int TIMESTAMP = 13; // RFC 792
  private static final int INFORMATION_REQUEST = 15; // RFC 792
  private static final int ADDRESS_MASK_REQUEST = 17; // RFC 950

  private IcmpQuery() {}

  /** For {@link FlowColumns}: the query that a message belongs to, or 0 if it is none. */
  static int of(int protocol, int type) {
    if (protocol == IpProtocol.ICMPV6) {
      return switch (type) {
        case IcmpV6.ECHO_REQUEST -> FlowColumns.query(type, true);
        case IcmpV6.ECHO_REPLY -> FlowColumns.query(IcmpV6.ECHO_REQUEST, false);
        default -> 0;
      };
    }
    return switch (type) {
      case IcmpV4.ECHO_REQUEST, TIMESTAMP, INFORMATION_REQUEST, ADDRESS_MASK_REQUEST ->
          FlowColumns.query(type, true);
      case IcmpV4.ECHO_REPLY -> FlowColumns.query(IcmpV4.ECHO_REQUEST, false);
      case TIMESTAMP + 1, INFORMATION_REQUEST + 1, ADDRESS_MASK_REQUEST + 1 ->
          FlowColumns.query(type - 1, false);
      default -> 0;
    };
  }

  /** Whether a message reports an error, and quotes the packet that it is about. */
  static boolean isError(int protocol, int type) {
    return protocol == IpProtocol.ICMPV6
        ? IcmpV6.isError(type)
        : IcmpV4.isError(type) && type != IcmpV4.REDIRECT;
  }
}
