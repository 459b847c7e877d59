package io.peerway.dataplane.wire;

/** What is wrong with a header; the answer of every {@code check} in this package. */
public enum HeaderFault {
  /** Nothing: the accessors of the header may be used. */
  NONE,
  /** The header, or the length that it claims, reaches past the available bytes. */
  TRUNCATED,
  /** The IP version is not the expected one. */
  BAD_VERSION,
  /** The header length field is below the least that the protocol has. */
  BAD_HEADER_LENGTH,
  /** The total or datagram length field is below the length of the header itself. */
  BAD_TOTAL_LENGTH,
  /** The Internet checksum does not match. */
  BAD_CHECKSUM,
  /** The type, operation or address format is none that this header describes. */
  BAD_TYPE,
  /** The code must be zero and is not. */
  BAD_CODE,
  /**
   * The hop limit shows that the packet was forwarded, which this message never may be (RFC 4861).
   */
  BAD_HOP_LIMIT,
  /** An address that this message may not carry. */
  BAD_ADDRESS,
  /** An option has an impossible length, or may not be in this message. */
  BAD_OPTION,
  /**
   * IPv6 extension headers in an order that RFC 8200 forbids, or more of them than are followed.
   */
  BAD_EXTENSION_CHAIN,
  /** The offload fields contradict each other or point outside the frame. */
  BAD_OFFLOAD
}
