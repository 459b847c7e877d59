package io.peerway.tools.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Makes the blocks of a pcapng file, in this machine's byte order.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/">PCAP Next Generation
 *     (pcapng) Capture File Format</a>
 */
final class PcapngBlocks {

  static final int SECTION_HEADER = 0x0a0d0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int INTERFACE_STATISTICS = 5;
  static final int ENHANCED_PACKET = 6;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final short LINKTYPE_ETHERNET = 1;
  private static final byte NANOSECONDS = 9; // if_tsresol: 10^-9

  private static final int OPT_END = 0;
  static final int OPT_COMMENT = 1;
  private static final int SHB_OS = 3;
  private static final int SHB_USERAPPL = 4;
  static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int IF_TSRESOL = 9;
  static final int EPB_FLAGS = 2;
  private static final int ISB_USRDELIV = 8;
  private static final int ISB_IFDROP = 5;

  private static final int INBOUND = 1;
  private static final int OUTBOUND = 2;

  private PcapngBlocks() {}

  static byte[] section(String application, String system) {
    Body body = new Body(256);
    body.bytes.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(-1);
    body.option(SHB_OS, system);
    body.option(SHB_USERAPPL, application);
    return body.block(SECTION_HEADER);
  }

  static byte[] tapPoint(String name, String description, int snaplen) {
    Body body = new Body(512);
    body.bytes.putShort(LINKTYPE_ETHERNET).putShort((short) 0).putInt(snaplen);
    body.option(IF_NAME, name);
    body.option(IF_DESCRIPTION, description);
    body.option(IF_TSRESOL, new byte[] {NANOSECONDS});
    return body.block(INTERFACE_DESCRIPTION);
  }

  /**
   * A packet.
   *
   * @param tapPoint number of its interface in the section
   * @param nanos since 1970
   * @param length of the whole frame
   * @param comment null for none
   */
  static byte[] packet(
      int tapPoint, long nanos, byte[] captured, int length, boolean inbound, String comment) {
    Body body = new Body(captured.length + 1024);
    body.bytes
        .putInt(tapPoint)
        .putInt((int) (nanos >>> 32))
        .putInt((int) nanos)
        .putInt(captured.length)
        .putInt(length)
        .put(captured);
    body.pad();
    if (comment != null) {
      body.option(OPT_COMMENT, comment);
    }
    body.option(EPB_FLAGS, inbound ? INBOUND : OUTBOUND);
    return body.block(ENHANCED_PACKET);
  }

  /** How many packets of a tap point were handed over, and how many were lost. */
  static byte[] statistics(int tapPoint, long nanos, long delivered, long missed) {
    Body body = new Body(128);
    body.bytes.putInt(tapPoint).putInt((int) (nanos >>> 32)).putInt((int) nanos);
    body.option(ISB_IFDROP, missed);
    body.option(ISB_USRDELIV, delivered);
    return body.block(INTERFACE_STATISTICS);
  }

  /** Reads {@link #statistics}: how many packets were lost. */
  static long missed(PcapngBlock block) {
    return block.u64(8 + 12 + 4);
  }

  /** What is in a block, between its two lengths. */
  private static final class Body {
    private static final int START = 8;

    final ByteBuffer bytes;

    Body(int capacity) {
      bytes = ByteBuffer.allocate(START + capacity).order(ByteOrder.nativeOrder()).position(START);
    }

    void option(int code, String text) {
      option(code, text.getBytes(StandardCharsets.UTF_8));
    }

    void option(int code, int value) {
      bytes.putShort((short) code).putShort((short) Integer.BYTES).putInt(value);
    }

    void option(int code, long value) {
      bytes.putShort((short) code).putShort((short) Long.BYTES).putLong(value);
    }

    void option(int code, byte[] value) {
      bytes.putShort((short) code).putShort((short) value.length).put(value);
      pad();
    }

    void pad() {
      while (bytes.position() % Integer.BYTES != 0) {
        bytes.put((byte) 0);
      }
    }

    byte[] block(int type) {
      bytes.putShort((short) OPT_END).putShort((short) 0);
      int length = bytes.position() + Integer.BYTES;
      bytes.putInt(length).putInt(0, type).putInt(Integer.BYTES, length);
      byte[] block = new byte[length];
      bytes.get(0, block);
      return block;
    }
  }
}
