package io.peerway.tools.operator;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.function.BooleanSupplier;

/**
 * What an operation returns that goes on until the operator has enough: after the answer come
 * bytes, up to the end of the connection. The operator ends it by closing its side for writing.
 */
public interface Feed extends AutoCloseable {

  /** The answer, of which JSON can be made. */
  Object head();

  /** Writes until it is stopped, and then what is left. */
  void pump(WritableByteChannel out, BooleanSupplier stopped) throws IOException;

  @Override
  void close();
}
