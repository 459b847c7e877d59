package io.peerway.tools.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads the packets out of a stream of blocks, and hands them on. */
final class PacketBlocks implements CaptureSink {

  /**
   * A packet of the stream.
   *
   * @param tapPoint name of the interface: a port's device
   * @param nanos since 1970
   * @param inbound whether it came from the port
   * @param frame as many bytes as were captured
   * @param length of the whole frame
   * @param comment empty if there is none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
  record Packet(
      String tapPoint, long nanos, boolean inbound, byte[] frame, int length, String comment) {}

  private static final int IDB_OPTIONS = 16;
  private static final int EPB_DATA = 28;
  private static final byte INBOUND = 1;

  private final Consumer<Packet> packets;
  private final Runnable idle;
  private final List<String> tapPoints = new ArrayList<>();

  /**
   * @param idle run when nothing has come for a moment
   */
  PacketBlocks(Consumer<Packet> packets, Runnable idle) {
    this.packets = packets;
    this.idle = idle;
  }

  @Override
  public void write(PcapngBlock block) {
    switch (block.type()) {
      case PcapngBlocks.INTERFACE_DESCRIPTION ->
          tapPoints.add(text(option(block, IDB_OPTIONS, PcapngBlocks.IF_NAME)));
      case PcapngBlocks.ENHANCED_PACKET -> packets.accept(packet(block));
      default -> {}
    }
  }

  private Packet packet(PcapngBlock block) {
    int captured = block.u32(20);
    int options = EPB_DATA + (captured + 3) / 4 * 4;
    return new Packet(
        tapPoints.get(block.u32(8)),
        (long) block.u32(12) << 32 | Integer.toUnsignedLong(block.u32(16)),
        option(block, options, PcapngBlocks.EPB_FLAGS)[0] == INBOUND,
        Arrays.copyOfRange(block.bytes(), EPB_DATA, EPB_DATA + captured),
        block.u32(24),
        text(option(block, options, PcapngBlocks.OPT_COMMENT)));
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }

  /** The value of an option, empty if the block has none of this code. */
  private static byte[] option(PcapngBlock block, int from, int code) {
    int at = from;
    while (at < block.length() - Integer.BYTES && block.u16(at) != 0) {
      int length = Short.toUnsignedInt(block.u16(at + 2));
      if (block.u16(at) == code) {
        return Arrays.copyOfRange(block.bytes(), at + 4, at + 4 + length);
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    return new byte[0];
  }

  @Override
  public void flush() {
    idle.run();
  }

  @Override
  public void close() {
    idle.run();
  }
}
