package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * {@code read(2)} and {@code write(2)} for the packet path: memory by its address, errors as
 * negative return values, nothing allocated. An instance is used by one thread at a time.
 */
public final class DescriptorIo {

  private static final FunctionDescriptor TYPE =
      FunctionDescriptor.of(C_LONG, C_INT, C_LONG, C_LONG);
  private static final MethodHandle READ = Libc.bind("read", TYPE);
  private static final MethodHandle WRITE = Libc.bind("write", TYPE);

  // Of the garbage collector's arena: passing a segment of a shared one costs two atomic updates.
  private final MemorySegment savedState = Libc.savedState(Arena.ofAuto());

  /**
   * Reads once.
   *
   * @param address where to; the caller keeps the memory alive and large enough
   * @return the number of bytes, or the negative errno
   */
  public int read(int descriptor, long address, int capacity) {
    try {
      long bytes = (long) READ.invokeExact(savedState, descriptor, address, (long) capacity);
      return bytes >= 0 ? (int) bytes : -Libc.errno(savedState);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /**
   * Writes once.
   *
   * @param address where from; the caller keeps the memory alive
   * @return the number of bytes, or the negative errno
   */
  public int write(int descriptor, long address, int length) {
    try {
      long bytes = (long) WRITE.invokeExact(savedState, descriptor, address, (long) length);
      return bytes >= 0 ? (int) bytes : -Libc.errno(savedState);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }
}
