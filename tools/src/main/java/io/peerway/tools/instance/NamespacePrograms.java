package io.peerway.tools.instance;

import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The programs that run in a network namespace. */
final class NamespacePrograms {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 10;

  private NamespacePrograms() {}

  /**
   * Asks all of them to end, and kills those that do not.
   *
   * @throws UserException when one cannot be killed
   */
  static void end(NetworkNamespace namespace) {
    if (areGone(namespace, PATIENCE, ProcessHandle::destroy)
        || areGone(namespace, KILL_PATIENCE, ProcessHandle::destroyForcibly)) {
      return;
    }
    throw new UserException(
        ExitStatus.FAILED,
        "programs in namespace %s cannot be ended: %s"
            .formatted(namespace, in(namespace).stream().map(ProcessHandle::pid).toList()));
  }

  /** A program may start others while it is told; they are told when they are seen. */
  private static boolean areGone(
      NetworkNamespace namespace, Duration patience, Consumer<ProcessHandle> tell) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      List<ProcessHandle> left = in(namespace);
      if (left.isEmpty()) {
        return true;
      }
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      left.forEach(tell);
      pause();
    }
  }

  static List<ProcessHandle> in(NetworkNamespace namespace) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> isIn(process, namespace))
        .toList();
  }

  private static boolean isIn(ProcessHandle process, NetworkNamespace namespace) {
    try (NetworkNamespace its = NetworkNamespace.ofProcess(process.pid())) {
      return its.equals(namespace);
    } catch (LinuxException ended) {
      return false; // or it is not ours to look at, and so not in a namespace of ours
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(ExitStatus.FAILED, "interrupted");
    }
  }
}
