package io.peerway.tools.capture;

import io.peerway.tools.capture.PacketBlocks.Packet;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A packet as a line. */
final class CaptureLines {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSSSSS").withZone(ZoneId.systemDefault());
  private static final long BILLION = 1_000_000_000L;

  private CaptureLines() {}

  /** Prints a line for each packet. */
  static CaptureSink print(PrintWriter out) {
    return new PacketBlocks(packet -> out.println(line(packet)), out::flush);
  }

  private static String line(Packet packet) {
    return "%s %s %-3s %s, %d bytes%s"
        .formatted(
            TIME.format(Instant.ofEpochSecond(packet.nanos() / BILLION, packet.nanos() % BILLION)),
            packet.tapPoint(),
            packet.inbound() ? "in" : "out",
            FrameLine.of(packet.frame()),
            packet.length(),
            packet.comment().isEmpty() ? "" : ", " + packet.comment());
  }
}
