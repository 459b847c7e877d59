package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DescriptorIoTest {

  @AutoClose private final Descriptor counter = Descriptor.eventCounter();
  private final DescriptorIo io = new DescriptorIo();
  private final MemorySegment memory = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);

  // Only compiled code allocates nothing, and on a busy machine the compiler takes its time.
  private static final long COMPILER_NANOS = 90_000_000_000L;

  // The measurement's own calls may allocate a little; one byte a call would be 60,000.
  private static final long LITTLE = 1_000;

  @Test
  void shouldReturnWhatTheKernelReadAndWrote() {
    memory.set(ValueLayout.JAVA_LONG, 0, 3);
    assertThat(io.write(counter.number(), memory.address(), 8)).isEqualTo(8);
    assertThat(io.write(counter.number(), memory.address(), 8)).isEqualTo(8);

    assertThat(io.read(counter.number(), memory.address(), 8)).isEqualTo(8);
    assertThat(memory.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(6);
  }

  @Test
  void shouldReturnErrorsAsNegativeNumbers() {
    assertThat(io.read(counter.number(), memory.address(), 8)).isEqualTo(-Errno.EAGAIN);
    assertThat(io.write(counter.number(), memory.address(), 7)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void shouldAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    memory.set(ValueLayout.JAVA_LONG, 0, 1);
    long allocated = Long.MAX_VALUE;
    long deadline = System.nanoTime() + COMPILER_NANOS;
    while (allocated >= LITTLE && System.nanoTime() - deadline < 0) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        io.write(counter.number(), memory.address(), 8);
        io.read(counter.number(), memory.address(), 8);
        io.read(counter.number(), memory.address(), 8); // fails: the counter is zero
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isLessThan(LITTLE);
  }

  @Test
  void shouldCloseADescriptorOnceOnly() {
    Descriptor closed = Descriptor.eventCounter();
    closed.close();

    assertThatCode(closed::close).doesNotThrowAnyException(); // the kernel would say EBADF
  }
}
