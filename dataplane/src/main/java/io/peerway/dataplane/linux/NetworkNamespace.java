package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * An open handle on a network namespace; it keeps the namespace alive. See network_namespaces(7).
 *
 * <p>Two handles are equal when they mean the same namespace. Names are those of {@code ip netns}:
 * files under {@code /run/netns}, see {@link NamedNamespaces}.
 */
public final class NetworkNamespace implements AutoCloseable {

  /** What is done inside a namespace. */
  @FunctionalInterface
  public interface Action<T, E extends Exception> {
    T run() throws E;
  }

  /** The file of a namespace in nsfs; what two handles on one namespace have in common. */
  private record Identity(long device, long inode) {

    static Identity of(Path file) throws IOException {
      Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino");
      return new Identity((Long) attributes.get("dev"), (Long) attributes.get("ino"));
    }

    /** As {@code readlink /proc/self/ns/net} has it. */
    @Override
    public String toString() {
      return "net:[" + inode + "]";
    }
  }

  private static final int CLONE_NEWNET = 0x40000000;

  // The file of the thread, not of the process: a thread may be elsewhere than its process.
  private static final String CURRENT = "/proc/thread-self/ns/net";

  private static final MethodHandle SETNS =
      Libc.bind("setns", FunctionDescriptor.of(C_INT, C_INT, C_INT));

  private final Descriptor descriptor;
  private final Identity identity;

  private NetworkNamespace(Descriptor descriptor) {
    this.descriptor = descriptor;
    try {
      this.identity = Identity.of(Path.of("/proc/self/fd/" + descriptor.number()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The namespace of the calling thread. */
  public static NetworkNamespace current() {
    return at(Path.of(CURRENT));
  }

  /**
   * The namespace called {@code name} by {@code ip netns}.
   *
   * @throws LinuxException ENOENT when there is none
   */
  public static NetworkNamespace named(String name) {
    return at(NamedNamespaces.path(name));
  }

  /**
   * The namespace of a process.
   *
   * @throws LinuxException ENOENT when there is no such process
   */
  public static NetworkNamespace ofProcess(long pid) {
    return at(Path.of("/proc/" + pid + "/ns/net"));
  }

  /** The namespace whose nsfs file is at {@code path}. */
  public static NetworkNamespace at(Path path) {
    return of(Descriptor.open(path.toString(), Descriptor.O_RDONLY));
  }

  /** Takes over the descriptor of an nsfs file. */
  static NetworkNamespace of(Descriptor descriptor) {
    try {
      return new NetworkNamespace(descriptor);
    } catch (RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /**
   * Runs {@code action} inside this namespace and waits for it. It gets a platform thread of its
   * own that ends with it, so that no thread can be left behind in the wrong namespace. Processes
   * and threads that the action starts belong to this namespace, and so do the sockets it opens,
   * wherever they are used later.
   */
  public <T, E extends Exception> T call(Action<T, E> action) throws E {
    return callInOwnThread(
        "netns",
        () -> {
          enter();
          return action.run();
        });
  }

  private void enter() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) SETNS.invokeExact(state, descriptor.number(), CLONE_NEWNET);
      Libc.check(result, state, "setns", descriptor);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  /** Runs an action that changes what its thread belongs to, in a thread that ends with it. */
  @SuppressWarnings("unchecked") // The action throws no checked exception but E.
  static <T, E extends Exception> T callInOwnThread(String name, Action<T, E> action) throws E {
    FutureTask<T> task = new FutureTask<>(action::run);
    Thread thread = Thread.ofPlatform().name(name).daemon().start(task);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          // The action decides what an interrupt means; its result is waited for all the same.
          interrupted = true;
          thread.interrupt();
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (E) e.getCause();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The name that {@code ip netns} knows it by, if it has one. */
  public Optional<String> name() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(NamedNamespaces.DIRECTORY)) {
      for (Path file : files) {
        if (isAt(file)) {
          return Optional.of(file.getFileName().toString());
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The descriptor, for requests that name a namespace by one. */
  Descriptor descriptor() {
    return descriptor;
  }

  private boolean isAt(Path file) {
    try {
      return identity.equals(Identity.of(file));
    } catch (IOException e) {
      return false; // somebody deleted it meanwhile: it is not the one that we hold
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkNamespace that && identity.equals(that.identity);
  }

  @Override
  public int hashCode() {
    return identity.hashCode();
  }

  /** The name, or what {@code readlink /proc/self/ns/net} would say inside. */
  @Override
  public String toString() {
    return name().orElseGet(identity::toString);
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
