package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_LONG;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates and deletes named network namespaces the way {@code ip netns} does, so that it and {@code
 * ip netns exec} see them: a namespace lives by a bind mount of its nsfs file under {@code
 * /run/netns}. Source: iproute2, ip/ipnetns.c; network_namespaces(7).
 */
public final class NamedNamespaces {

  static final Path DIRECTORY = Path.of("/run/netns");

  private static final int CLONE_NEWNET = 0x40000000;
  private static final long MS_BIND = 0x1000;
  private static final long MS_REC = 0x4000;
  private static final long MS_SHARED = 0x100000;
  private static final int MNT_DETACH = 2;

  private static final MethodHandle UNSHARE =
      Libc.bind("unshare", FunctionDescriptor.of(C_INT, C_INT));
  private static final MethodHandle MOUNT =
      Libc.bind(
          "mount",
          FunctionDescriptor.of(C_INT, C_POINTER, C_POINTER, C_POINTER, C_LONG, C_POINTER));
  private static final MethodHandle UMOUNT =
      Libc.bind("umount2", FunctionDescriptor.of(C_INT, C_POINTER, C_INT));

  private NamedNamespaces() {}

  /**
   * Creates a namespace, with nothing in it but a loopback device that is down.
   *
   * @throws LinuxException EEXIST when the name is taken
   */
  public static NetworkNamespace create(String name) {
    shareDirectory();
    Path file = path(name);
    Descriptor.open(file.toString(), Descriptor.O_RDONLY | Descriptor.O_CREAT | Descriptor.O_EXCL)
        .close();
    try {
      NetworkNamespace.callInOwnThread(
          "netns-create",
          () -> {
            unshare(name);
            mount("/proc/thread-self/ns/net", file.toString(), MS_BIND);
            return null;
          });
      return NetworkNamespace.at(file);
    } catch (RuntimeException e) {
      deleteFile(file);
      throw e;
    }
  }

  /** Deletes a namespace's name; the namespace itself ends when nobody uses it any more. */
  public static void delete(String name) {
    Path file = path(name);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) UMOUNT.invokeExact(state, arena.allocateFrom(file.toString()), MNT_DETACH);
      if (result < 0 && Libc.errno(state) != Errno.EINVAL) { // EINVAL: a file, but no mount
        throw new LinuxException("umount2", file, Libc.errno(state));
      }
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
    deleteFile(file);
  }

  /** Whether there is a namespace of that name. */
  public static boolean exists(String name) {
    return Files.exists(path(name));
  }

  static Path path(String name) {
    Path file = DIRECTORY.resolve(name);
    if (!DIRECTORY.equals(file.getParent()) || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException("not a name of a network namespace: " + name);
    }
    return file;
  }

  /** Makes mounts under the directory visible in, and removable from, other mount namespaces. */
  private static void shareDirectory() {
    try {
      Files.createDirectories(DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String directory = DIRECTORY.toString();
    try {
      mount("", directory, MS_SHARED | MS_REC);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EINVAL) {
        throw e;
      }
      mount(directory, directory, MS_BIND | MS_REC); // it has to be a mount point first
      mount("", directory, MS_SHARED | MS_REC);
    }
  }

  private static void unshare(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result = (int) UNSHARE.invokeExact(state, CLONE_NEWNET);
      Libc.check(result, state, "unshare", name);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private static void mount(String source, String target, long flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int result =
          (int)
              MOUNT.invokeExact(
                  state,
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  arena.allocateFrom("none"),
                  flags,
                  MemorySegment.NULL);
      Libc.check(result, state, "mount", target);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
