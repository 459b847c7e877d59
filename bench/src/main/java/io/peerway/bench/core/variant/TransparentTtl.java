package io.peerway.bench.core.variant;

import io.peerway.dataplane.forward.TtlMode;

/** {@code peerway serve --ttl transparent}. */
record TransparentTtl() implements Variant {
  @Override
  public String name() {
    return "ttl-transparent";
  }

  @Override
  public String description() {
    return "TTL and checksum stay as they are";
  }

  @Override
  public TtlMode ttlMode() {
    return TtlMode.TRANSPARENT;
  }
}
