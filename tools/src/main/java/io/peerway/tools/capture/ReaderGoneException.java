package io.peerway.tools.capture;

import java.io.IOException;
import java.io.Serial;

/** Whoever was shown a capture does not look any more: the other end of a pipe is closed. */
final class ReaderGoneException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  ReaderGoneException(IOException cause) {
    super("nobody reads what is captured", cause);
  }
}
