package io.peerway.tools.capture;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Prints a line for each packet. */
final class CaptureLines implements CaptureSink {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS").withZone(ZoneId.systemDefault());
  private static final long BILLION = 1_000_000_000L;

  private final PrintWriter out;
  private final List<String> tapPoints = new ArrayList<>();

  CaptureLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(PcapngBlock block) {
    switch (block.type()) {
      case PcapngBlocks.INTERFACE_DESCRIPTION ->
          tapPoints.add(option(block, 16, PcapngBlocks.IF_NAME));
      case PcapngBlocks.ENHANCED_PACKET -> packet(block);
      default -> {}
    }
  }

  private void packet(PcapngBlock block) {
    long nanos = (long) block.u32(12) << 32 | Integer.toUnsignedLong(block.u32(16));
    byte[] frame = Arrays.copyOfRange(block.bytes(), 28, 28 + block.u32(20));
    int options = 28 + (frame.length + 3) / 4 * 4;
    String comment = option(block, options, PcapngBlocks.OPT_COMMENT);
    boolean inbound = option(block, options, PcapngBlocks.EPB_FLAGS).charAt(0) == 1;
    out.println(
        "%s %s %-3s %s, %d bytes%s"
            .formatted(
                TIME.format(Instant.ofEpochSecond(nanos / BILLION, nanos % BILLION)),
                tapPoints.get(block.u32(8)),
                inbound ? "in" : "out",
                FrameLine.of(frame),
                block.u32(24),
                comment.isEmpty() ? "" : ", " + comment));
  }

  /** The value of an option, empty if the block has none of this code. */
  private static String option(PcapngBlock block, int from, int code) {
    int at = from;
    while (at < block.length() - Integer.BYTES && block.u16(at) != 0) {
      int length = Short.toUnsignedInt(block.u16(at + 2));
      if (block.u16(at) == code) {
        return new String(block.bytes(), at + 4, length, StandardCharsets.UTF_8);
      }
      at += 4 + (length + 3) / 4 * 4;
    }
    return "";
  }

  @Override
  public void flush() {
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
