package io.peerway.tools.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Takes a stream of {@link PcapngBlocks} apart again. */
final class PcapngReader {

  private static final int HEADER = 8;

  private final InputStream in;

  PcapngReader(InputStream in) {
    this.in = in;
  }

  /** Whether more has come than was taken. */
  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  /**
   * The next block, whole, in this machine's byte order; null at the end of the stream.
   *
   * @throws EOFException when it ends in the middle of a block
   */
  PcapngBlock next() throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length == 0) {
      return null;
    }
    if (header.length < HEADER) {
      throw new EOFException("the capture ends in the middle of a block");
    }
    int length = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt(Integer.BYTES);
    byte[] block = new byte[length];
    System.arraycopy(header, 0, block, 0, HEADER);
    if (in.readNBytes(block, HEADER, length - HEADER) < length - HEADER) {
      throw new EOFException("the capture ends in the middle of a block");
    }
    return new PcapngBlock(block);
  }
}
