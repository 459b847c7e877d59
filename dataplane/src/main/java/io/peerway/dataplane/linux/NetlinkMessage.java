package io.peerway.dataplane.linux;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Composes one netlink request, in host byte order.
 *
 * <pre>
 *  0               4       6       8               12              16
 * +---------------+-------+-------+---------------+---------------+- - -
 * |  nlmsg_len    | type  | flags |  nlmsg_seq    |  nlmsg_pid    | family header, attributes
 * +---------------+-------+-------+---------------+---------------+- - -
 * attribute: nla_len (2), nla_type (2), value, padding to 4
 * </pre>
 *
 * <p>Source: include/uapi/linux/netlink.h, netlink(7).
 */
final class NetlinkMessage {

  static final int HEADER_LENGTH = 16;
  static final int ATTRIBUTE_HEADER_LENGTH = 4;
  static final int TYPE_OFFSET = 4;
  static final int FLAGS_OFFSET = 6;
  static final int SEQUENCE_OFFSET = 8;

  static final int NLM_F_REQUEST = 0x01;
  static final int NLM_F_ACK = 0x04;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_EXCL = 0x200;
  static final int NLM_F_CREATE = 0x400;

  private static final int CAPACITY = 1024;

  private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

  /** Starts a request; NLM_F_REQUEST goes without saying. */
  NetlinkMessage(int type, int flags) {
    bytes.putInt(0).putShort((short) type).putShort((short) (NLM_F_REQUEST | flags));
    bytes.putInt(0).putInt(0);
  }

  /** Bytes of the family's own header. */
  NetlinkMessage u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  NetlinkMessage u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  NetlinkMessage u32(int value) {
    bytes.putInt(value);
    return this;
  }

  /** Appends an attribute. */
  NetlinkMessage attribute(int type, byte[] value) {
    bytes.putShort((short) (ATTRIBUTE_HEADER_LENGTH + value.length)).putShort((short) type);
    bytes.put(value);
    bytes.position(aligned(bytes.position()));
    return this;
  }

  NetlinkMessage attribute(int type, int value) {
    bytes.putShort((short) (ATTRIBUTE_HEADER_LENGTH + Integer.BYTES)).putShort((short) type);
    bytes.putInt(value);
    return this;
  }

  /** A string that ends with a zero byte. */
  NetlinkMessage attribute(int type, String value) {
    return attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
  }

  NetlinkMessage attribute(int type, InetAddress value) {
    return attribute(type, value.getAddress());
  }

  /** The finished message with its sequence number. */
  byte[] encode(int sequence) {
    bytes.putInt(0, bytes.position());
    bytes.putInt(SEQUENCE_OFFSET, sequence);
    byte[] message = new byte[bytes.position()];
    bytes.get(0, message);
    return message;
  }

  /** Netlink aligns messages and attributes to four bytes. */
  static int aligned(int length) {
    return (length + 3) & ~3;
  }
}
