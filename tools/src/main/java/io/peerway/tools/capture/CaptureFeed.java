package io.peerway.tools.capture;

import io.peerway.dataplane.capture.CapturedPacket;
import io.peerway.dataplane.forward.WireFrames;
import io.peerway.dataplane.io.Capture;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.Router;
import io.peerway.tools.operator.Feed;
import io.peerway.tools.operator.NoArguments;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captured packets as a stream of pcapng blocks. */
final class CaptureFeed implements Feed {

  private static final Logger LOG = LoggerFactory.getLogger(CaptureFeed.class);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int FLUSH_BYTES = 1 << 16;

  /** What an interface of the stream stands for. */
  private static final class TapPoint {
    final int index;
    long delivered;

    TapPoint(int index) {
      this.index = index;
    }
  }

  private final Router router;
  private final Capture capture;
  private final CaptureArguments arguments;
  private final WireFrames wire = new WireFrames();
  private final long epochNanos; // of the moment 0 of the workers' clock
  private final Map<Integer, TapPoint> tapPoints = new HashMap<>();
  private final ByteArrayOutputStream blocks = new ByteArrayOutputStream(FLUSH_BYTES);

  CaptureFeed(
      Router router, Capture capture, List<PortSnapshot> ports, CaptureArguments arguments) {
    this.router = router;
    this.capture = capture;
    this.arguments = arguments;
    Instant now = Instant.now();
    this.epochNanos =
        TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - router.clock();
    blocks.writeBytes(PcapngBlocks.section("peerway", "Linux"));
    ports.forEach(this::describe);
  }

  private TapPoint describe(PortSnapshot port) {
    TapPoint tapPoint = new TapPoint(tapPoints.size());
    tapPoints.put(port.number(), tapPoint);
    blocks.writeBytes(
        PcapngBlocks.tapPoint(
            port.spec().device(),
            "port %d of %s".formatted(port.number(), port.spec().owner()),
            arguments.snaplen()));
    return tapPoint;
  }

  @Override
  public Object head() {
    return new NoArguments();
  }

  @Override
  public void pump(WritableByteChannel out, BooleanSupplier stopped) throws IOException {
    flush(out);
    while (!stopped.getAsBoolean()) {
      if (capture.drain(this::add) == 0) {
        flush(out);
        LockSupport.parkNanos(IDLE_NANOS);
      } else if (blocks.size() >= FLUSH_BYTES) {
        flush(out);
      }
    }
    capture.stop();
    while (capture.drain(this::add) > 0) {
      flush(out);
    }
    router.ports().stream()
        .filter(port -> !tapPoints.containsKey(port.number()))
        .filter(port -> capture.missed(port.number()) > 0)
        .forEach(this::describe); // opened meanwhile, and all that was wanted of it was missed
    long now = epochNanos + router.clock();
    tapPoints.forEach(
        (port, tapPoint) ->
            blocks.writeBytes(
                PcapngBlocks.statistics(
                    tapPoint.index, now, tapPoint.delivered, capture.missed(port))));
    flush(out);
  }

  private void add(CapturedPacket packet) {
    TapPoint tapPoint = tapPoints.get(packet.port());
    if (tapPoint == null) {
      tapPoint = newPort(packet.port());
    }
    boolean isWhole = packet.bytes().length == packet.length();
    if (!arguments.segment() || !isWhole) {
      add(tapPoint, packet, packet.bytes(), packet.length());
      return;
    }
    for (byte[] frame : wire.of(packet.offload(), packet.bytes())) {
      add(tapPoint, packet, frame, frame.length);
    }
  }

  private void add(TapPoint tapPoint, CapturedPacket packet, byte[] frame, int length) {
    byte[] kept = arguments.headersOnly() ? Headers.of(frame) : frame;
    if (kept.length > arguments.snaplen()) {
      kept = Arrays.copyOf(kept, arguments.snaplen());
    }
    tapPoint.delivered++;
    blocks.writeBytes(
        PcapngBlocks.packet(
            tapPoint.index,
            epochNanos + packet.nanos(),
            kept,
            length,
            packet.inbound(),
            comment(packet)));
  }

  /** A port that was opened since the capture began. */
  private TapPoint newPort(int number) {
    return router.ports().stream()
        .filter(port -> port.number() == number)
        .findFirst()
        .map(this::describe)
        .orElseGet(
            () -> {
              TapPoint gone = new TapPoint(tapPoints.size());
              tapPoints.put(number, gone);
              blocks.writeBytes(
                  PcapngBlocks.tapPoint(
                      "port" + number, "port " + number + ", closed", arguments.snaplen()));
              return gone;
            });
  }

  private static String comment(CapturedPacket packet) {
    if (packet.reason() == null) {
      return null;
    }
    String look = packet.responsible().isEmpty() ? "" : "; look at " + packet.responsible();
    return "dropped by %s: %s (%s)%s"
        .formatted(
            packet.reason().stage(), packet.reason().sentence(), packet.reason().label(), look);
  }

  private void flush(WritableByteChannel out) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(blocks.toByteArray());
    blocks.reset();
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    capture.close();
    LOG.info("capture ends");
  }
}
