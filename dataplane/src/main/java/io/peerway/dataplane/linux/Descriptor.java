package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_LONG;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;

/** An open file descriptor and who must close it. */
public final class Descriptor implements AutoCloseable {

  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  private static final MethodHandle OPEN =
      Libc.bindVariadic("open", FunctionDescriptor.of(C_INT, C_POINTER, C_INT, C_INT), 2);
  private static final MethodHandle CLOSE = Libc.bind("close", FunctionDescriptor.of(C_INT, C_INT));
  private static final MethodHandle IOCTL =
      Libc.bindVariadic("ioctl", FunctionDescriptor.of(C_INT, C_INT, C_LONG, C_LONG), 2);
  private static final MethodHandle EVENTFD =
      Libc.bind("eventfd", FunctionDescriptor.of(C_INT, C_INT, C_INT));

  private final int number;
  private final String name;
  private final AtomicBoolean open = new AtomicBoolean(true);

  /** Takes over {@code number}; {@code name} is for messages. */
  Descriptor(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /** Opens a file; {@code open(2)}. The descriptor is always closed on exec. */
  static Descriptor open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int number = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags | O_CLOEXEC, 0);
      return new Descriptor(Libc.check(number, state, "open", path), path);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /**
   * A counter that becomes readable when it is written to; {@code eventfd(2)}. Reading it, eight
   * bytes, sets it to zero, and does not wait.
   */
  public static Descriptor eventCounter() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int number = (int) EVENTFD.invokeExact(state, 0, O_CLOEXEC | O_NONBLOCK);
      return new Descriptor(Libc.check(number, state, "eventfd", ""), "eventfd");
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /** The number that the kernel knows it by. */
  public int number() {
    return number;
  }

  /**
   * {@code ioctl(2)} with an integer or the address of a structure.
   *
   * @return its result, which for some requests is a descriptor
   * @throws LinuxException named {@code request}
   */
  int ioctl(String request, long code, long argument) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) IOCTL.invokeExact(state, number, code, argument);
      return Libc.check(result, state, "ioctl " + request, name);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /** Closes it, once: the number may belong to somebody else afterwards. */
  @Override
  public void close() {
    if (!open.compareAndSet(true, false)) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) CLOSE.invokeExact(state, number);
      Libc.check(result, state, "close", name);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  @Override
  public String toString() {
    return name + " (descriptor " + number + ")";
  }
}
