package io.peerway.dataplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads one message that the kernel answered with. Lengths inside a message are checked against its
 * end: a torn message has no attributes beyond the tear. Source: include/uapi/linux/netlink.h.
 */
final class NetlinkReply {

  private static final int NLMSG_ERROR = 2;
  private static final int NLM_F_CAPPED = 0x100;
  private static final int NLM_F_ACK_TLVS = 0x200;
  private static final int NLMSGERR_ATTR_MSG = 1;
  private static final int NLA_TYPE_MASK = 0x3fff;

  // struct nlmsgerr: int error, then the header of the request that it answers.
  private static final int ERROR_LENGTH = Integer.BYTES + NetlinkMessage.HEADER_LENGTH;

  private final ByteBuffer bytes;

  /**
   * @param message what one {@code recv} returned; of several messages the first is read
   */
  NetlinkReply(byte[] message) {
    this.bytes = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
    if (message.length < NetlinkMessage.HEADER_LENGTH) {
      throw new IllegalArgumentException("a netlink message of " + message.length + " bytes");
    }
    int length = bytes.getInt(0);
    if (length < NetlinkMessage.HEADER_LENGTH || length > message.length) {
      throw new IllegalArgumentException(
          "a netlink message that says %d of %d bytes".formatted(length, message.length));
    }
    bytes.limit(length);
  }

  int type() {
    return Short.toUnsignedInt(bytes.getShort(NetlinkMessage.TYPE_OFFSET));
  }

  int sequence() {
    return bytes.getInt(NetlinkMessage.SEQUENCE_OFFSET);
  }

  /** Whether this ends a request: an error, or the acknowledgement, which is error 0. */
  boolean isError() {
    return type() == NLMSG_ERROR;
  }

  /** The errno of an error message, 0 for an acknowledgement. */
  int errno() {
    return -bytes.getInt(NetlinkMessage.HEADER_LENGTH);
  }

  /** The kernel's own words on an error (extended acknowledgement), or empty. */
  String errorText() {
    int flags = bytes.getShort(NetlinkMessage.FLAGS_OFFSET);
    if ((flags & NLM_F_ACK_TLVS) == 0) {
      return "";
    }
    int at = NetlinkMessage.HEADER_LENGTH + ERROR_LENGTH;
    if ((flags & NLM_F_CAPPED) == 0) {
      // The whole request is repeated, not only its header.
      int requestLength = bytes.getInt(NetlinkMessage.HEADER_LENGTH + Integer.BYTES);
      at += NetlinkMessage.aligned(requestLength) - NetlinkMessage.HEADER_LENGTH;
    }
    return attribute(at, NLMSGERR_ATTR_MSG).map(NetlinkReply::string).orElse("");
  }

  /** Four bytes of the family's header, counted from its beginning. */
  int familyInt(int offset) {
    return bytes.getInt(NetlinkMessage.HEADER_LENGTH + offset);
  }

  /** The value of an attribute; {@code familyHeader} is the length of what stands before them. */
  Optional<byte[]> attributeAfter(int familyHeader, int type) {
    return attribute(NetlinkMessage.HEADER_LENGTH + familyHeader, type);
  }

  private Optional<byte[]> attribute(int from, int type) {
    int at = from;
    while (at + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH <= bytes.limit()) {
      int length = Short.toUnsignedInt(bytes.getShort(at));
      if (length < NetlinkMessage.ATTRIBUTE_HEADER_LENGTH || at + length > bytes.limit()) {
        break;
      }
      if ((bytes.getShort(at + Short.BYTES) & NLA_TYPE_MASK) == type) {
        return Optional.of(
            Arrays.copyOfRange(
                bytes.array(), at + NetlinkMessage.ATTRIBUTE_HEADER_LENGTH, at + length));
      }
      at += NetlinkMessage.aligned(length);
    }
    return Optional.empty();
  }

  /** An attribute's value as text; the zero byte that ends it is optional. */
  static String string(byte[] value) {
    int length = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }

  static int integer(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }
}
