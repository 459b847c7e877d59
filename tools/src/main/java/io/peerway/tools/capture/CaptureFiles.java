package io.peerway.tools.capture;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Writes blocks into one file after the other: each begins with the section's and all interfaces'
 * descriptions, so that it can be read alone.
 */
final class CaptureFiles implements CaptureSink {

  private final Path first;
  private final long mostBytes;
  private final long mostNanos;
  private final LongSupplier clock;
  private final List<byte[]> descriptions = new ArrayList<>();
  private OutputStream out;
  private int files;
  private long bytes;
  private long openedAt;

  /**
   * @param mostBytes of a file; {@link Long#MAX_VALUE} for one file
   * @param mostNanos for which a file is written
   * @param clock nanoseconds
   */
  CaptureFiles(Path first, long mostBytes, long mostNanos, LongSupplier clock) throws IOException {
    this.first = first;
    this.mostBytes = mostBytes;
    this.mostNanos = mostNanos;
    this.clock = clock;
    open();
  }

  private void open() throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(path(files)));
    files++;
    bytes = 0;
    openedAt = clock.getAsLong();
    for (byte[] description : descriptions) {
      put(description);
    }
  }

  /** {@code lab.pcapng}, {@code lab-2.pcapng}, ... */
  private Path path(int number) {
    if (number == 0) {
      return first;
    }
    String name = first.getFileName().toString();
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    String extension = dot < 0 ? "" : name.substring(dot);
    return first.resolveSibling("%s-%d%s".formatted(stem, number + 1, extension));
  }

  @Override
  public void write(PcapngBlock block) throws IOException {
    switch (block.type()) {
      case PcapngBlocks.SECTION_HEADER, PcapngBlocks.INTERFACE_DESCRIPTION ->
          descriptions.add(block.bytes());
      case PcapngBlocks.ENHANCED_PACKET -> rotate(block.length());
      default -> {}
    }
    put(block.bytes());
  }

  private void rotate(int next) throws IOException {
    boolean hasPackets = bytes > descriptions.stream().mapToLong(each -> each.length).sum();
    boolean isFull = bytes + next > mostBytes || clock.getAsLong() - openedAt >= mostNanos;
    if (hasPackets && isFull) {
      out.close();
      open();
    }
  }

  private void put(byte[] block) throws IOException {
    out.write(block);
    bytes += block.length;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
