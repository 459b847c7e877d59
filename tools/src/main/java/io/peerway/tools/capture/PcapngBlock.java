package io.peerway.tools.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A whole block of a pcapng stream, in this machine's byte order. */
public final class PcapngBlock {

  private final byte[] bytes;
  private final ByteBuffer fields;

  PcapngBlock(byte[] bytes) {
    this.bytes = bytes;
    this.fields = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return bytes.length;
  }

  int type() {
    return fields.getInt(0);
  }

  short u16(int at) {
    return fields.getShort(at);
  }

  int u32(int at) {
    return fields.getInt(at);
  }

  long u64(int at) {
    return fields.getLong(at);
  }
}
