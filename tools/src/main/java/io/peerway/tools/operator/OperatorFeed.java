package io.peerway.tools.operator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;

/** The operator's end of a {@link Feed}. */
public final class OperatorFeed implements AutoCloseable {

  private static final int BUFFER = 1 << 18;

  private final SocketChannel channel;
  private final InputStream in;

  OperatorFeed(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
  }

  /** What comes after the answer. */
  public InputStream in() {
    return in;
  }

  /** Has enough: what is under way still comes, and then the stream ends. Idempotent. */
  public void finish() throws IOException {
    if (channel.isOpen()) {
      channel.shutdownOutput();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
