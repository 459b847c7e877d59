package io.peerway.bench.core;

import io.peerway.dataplane.wire.Bytes;
import io.peerway.dataplane.wire.InternetChecksum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What summing eight bytes at a time gains over the 16-bit words of RFC 1071. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ChecksumBenchmark {
  /** An IPv4 header, a full Ethernet frame's payload, the largest super-packet. */
  @Param({"20", "1480", "65535"})
  public int length;

  private final MemorySegment mem = Arena.global().allocate(1 << 16).fill((byte) 0x5a);

  /** As the router does it. */
  @Benchmark
  public long eightBytes() {
    return InternetChecksum.sum(mem, 0, length);
  }

  /** As the RFC words it. */
  @Benchmark
  public int sixteenBits() {
    int sum = 0;
    int i = 0;
    for (; i < length - 1; i += 2) {
      sum += Bytes.u16(mem, i);
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    if (i < length) {
      sum += Bytes.u8(mem, i) << 8;
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }
}
