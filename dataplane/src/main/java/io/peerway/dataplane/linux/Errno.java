package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The error numbers that somebody here treats in a way of their own, and the names of all of them.
 *
 * <p>Source: include/uapi/asm-generic/errno-base.h and errno.h of the kernel (x86-64 and arm64).
 */
public final class Errno {

  /** No such file, device name or table entry. */
  public static final int ENOENT = 2;

  /** A signal came before anything happened; try again. */
  public static final int EINTR = 4;

  /** On a TAP: the device is down. */
  public static final int EIO = 5;

  /** Nothing to read, or no room to write, without waiting. */
  public static final int EAGAIN = 11;

  /** The kernel has no memory for it now. */
  public static final int ENOMEM = 12;

  /** The name is taken by a device in use. */
  public static final int EBUSY = 16;

  /** The entry exists. */
  public static final int EEXIST = 17;

  /** No such device. */
  public static final int ENODEV = 19;

  /** The kernel does not know the option, or the arguments contradict each other. */
  public static final int EINVAL = 22;

  /** On a TAP: the frame needs more memory than the kernel has for it now. */
  public static final int ENOBUFS = 105;

  /** On a TAP queue: the device is gone, for example with its network namespace. */
  public static final int EBADFD = 77;

  private static final MethodHandle NAME =
      Libc.bindPlain("strerrorname_np", FunctionDescriptor.of(C_POINTER, C_INT));
  private static final MethodHandle DESCRIPTION =
      Libc.bindPlain("strerror", FunctionDescriptor.of(C_POINTER, C_INT));

  private Errno() {}

  /** The symbolic name, for example {@code EBUSY}; the number itself where there is none. */
  public static String name(int errno) {
    try {
      MemorySegment name = (MemorySegment) NAME.invokeExact(errno);
      return name.address() == 0 ? Integer.toString(errno) : Libc.string(name);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /** What the C library says of it, for example {@code Device or resource busy}. */
  public static synchronized String description(int errno) {
    try {
      return Libc.string((MemorySegment) DESCRIPTION.invokeExact(errno));
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }
}
