package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Memory outside the heap for large tables that are read all over, where with pages of 4 KiB nearly
 * every access would also miss the TLB; Documentation/admin-guide/mm/transhuge.rst.
 */
@SuppressWarnings("restricted") // Native calls are what this package is for.
public final class HugePages {
  /** The size of a huge page on x86-64, and of one of the possible sizes elsewhere. */
  private static final long SIZE = 2L << 20;

  // asm-generic/mman-common.h
  private static final int PROT_READ_WRITE = 0x1 | 0x2;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
  private static final int MADV_HUGEPAGE = 14;
  private static final long MAP_FAILED = -1;

  private static final MethodHandle MMAP =
      Libc.bind("mmap", FunctionDescriptor.of(C_LONG, C_LONG, C_LONG, C_INT, C_INT, C_INT, C_LONG));
  private static final MethodHandle MADVISE =
      Libc.bind("madvise", FunctionDescriptor.of(C_INT, C_LONG, C_LONG, C_INT));
  private static final MethodHandle MUNMAP =
      Libc.bindPlain("munmap", FunctionDescriptor.of(C_INT, C_LONG, C_LONG));

  private HugePages() {}

  /**
   * Takes zeroed memory, on huge pages where the kernel has them. It is all there when this
   * returns, so that nobody who uses it waits for the kernel; that takes some 0.3 ms a MiB. Given
   * back by the garbage collector.
   *
   * @throws LinuxException ENOMEM
   */
  public static MemorySegment allocate(long bytes) {
    long length = bytes + SIZE;
    long start = map(length);
    long aligned = (start + SIZE - 1) & -SIZE;
    advise(aligned, bytes);
    MemorySegment whole =
        MemorySegment.ofAddress(start)
            .reinterpret(length, Arena.ofAuto(), segment -> unmap(start, length));
    return whole.asSlice(aligned - start, bytes).fill((byte) 0);
  }

  private static long map(long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      long address =
          (long)
              MMAP.invokeExact(state, 0L, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
      if (address == MAP_FAILED) {
        throw new LinuxException("mmap", length + " bytes", Libc.errno(state));
      }
      return address;
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /** Where it fails there are no huge pages, and the memory is as good, only slower. */
  private static void advise(long address, long length) {
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) MADVISE.invokeExact(Libc.savedState(arena), address, length, MADV_HUGEPAGE);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private static void unmap(long address, long length) {
    try {
      int _ = (int) MUNMAP.invokeExact(address, length);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }
}
