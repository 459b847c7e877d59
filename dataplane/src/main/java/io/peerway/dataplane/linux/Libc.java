package io.peerway.dataplane.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Binds functions of the C library. A bound function takes, before its own arguments, the segment
 * into which the linker saves errno: the JVM may change errno before Java code could read it.
 */
@SuppressWarnings("restricted") // Native calls are what this package is for.
final class Libc {

  /** {@code int} as C has it; named so that descriptors read like prototypes. */
  static final ValueLayout.OfInt C_INT = ValueLayout.JAVA_INT;

  /** {@code long}, {@code size_t}, {@code ssize_t}, and addresses that need no segment. */
  static final ValueLayout.OfLong C_LONG = ValueLayout.JAVA_LONG;

  /** A pointer for which a segment is passed. */
  static final AddressLayout C_POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout SAVED_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = SAVED_STATE.varHandle(PathElement.groupElement("errno"));

  private Libc() {}

  /** Binds {@code name}, whose errno is saved into the segment passed as the first argument. */
  static MethodHandle bind(String name, FunctionDescriptor type) {
    return bind(name, type, Linker.Option.captureCallState("errno"));
  }

  /** Binds a variadic function; {@code fixed} is the number of its named parameters. */
  static MethodHandle bindVariadic(String name, FunctionDescriptor type, int fixed) {
    return bind(
        name, type, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed));
  }

  /** Binds a function that reports no errno. */
  static MethodHandle bindPlain(String name, FunctionDescriptor type) {
    return bind(name, type, new Linker.Option[0]);
  }

  private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
  }

  /** A segment for errno; it may be used for any number of calls, by one thread at a time. */
  static MemorySegment savedState(Arena arena) {
    return arena.allocate(SAVED_STATE);
  }

  static int errno(MemorySegment savedState) {
    return (int) ERRNO.get(savedState, 0L);
  }

  /** The C string at {@code address}, which must end with a zero byte. */
  static String string(MemorySegment address) {
    return address.reinterpret(Long.MAX_VALUE).getString(0);
  }

  /** Returns {@code result}, or throws when it is negative, as C functions say failure. */
  static int check(int result, MemorySegment savedState, String call, Object object) {
    if (result < 0) {
      throw new LinuxException(call, object, errno(savedState));
    }
    return result;
  }

  /** A method handle of this class throws nothing of its own: whatever it threw is rethrown. */
  static RuntimeException rethrown(Throwable thrown) {
    if (thrown instanceof RuntimeException runtime) {
      return runtime;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return new IllegalStateException(thrown);
  }
}
