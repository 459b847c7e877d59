package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** How the kernel schedules the calling thread; sched(7). */
public final class ThreadScheduling {

  private static final int SCHED_OTHER = 0;
  private static final int SCHED_FIFO = 1;
  private static final int PRIO_PROCESS = 0;
  private static final int SELF = 0;

  private static final MethodHandle SCHED_SETSCHEDULER =
      Libc.bind("sched_setscheduler", FunctionDescriptor.of(C_INT, C_INT, C_INT, C_POINTER));
  private static final MethodHandle SETPRIORITY =
      Libc.bind("setpriority", FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT));

  private ThreadScheduling() {}

  /**
   * Makes the calling thread a real-time one: it runs until it waits, whatever ordinary threads
   * want.
   *
   * @param priority from 1, the lowest, to 99
   * @throws LinuxException EPERM without CAP_SYS_NICE
   */
  public static void fifo(int priority) {
    policy(SCHED_FIFO, priority, "SCHED_FIFO");
  }

  /** Makes the calling thread an ordinary one again, with the weight that it had. */
  public static void ordinary() {
    policy(SCHED_OTHER, 0, "SCHED_OTHER");
  }

  private static void policy(int policy, int priority, String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      // struct sched_param has one member.
      MemorySegment parameters = arena.allocateFrom(ValueLayout.JAVA_INT, priority);
      int result = (int) SCHED_SETSCHEDULER.invokeExact(state, SELF, policy, parameters);
      Libc.check(result, state, "sched_setscheduler", name);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /**
   * Sets the weight of the calling thread among the ordinary ones.
   *
   * @param nice from -20, the most, to 19
   * @throws LinuxException EACCES when it would get more weight, without CAP_SYS_NICE
   */
  public static void nice(int nice) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) SETPRIORITY.invokeExact(state, PRIO_PROCESS, SELF, nice);
      Libc.check(result, state, "setpriority", nice);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }
}
