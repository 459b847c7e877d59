package io.peerway.tools.capture;

import java.io.IOException;

/** Where the blocks of a capture go. */
public interface CaptureSink extends AutoCloseable {

  /** Takes a whole block. */
  void write(PcapngBlock block) throws IOException;

  /** Nothing has come for a moment: whoever looks shall see what there is. */
  void flush() throws IOException;

  @Override
  void close() throws IOException;
}
