package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_LONG;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** A socket on the kernel's rtnetlink; it belongs to the namespace in which it was opened. */
final class NetlinkSocket implements AutoCloseable {

  private static final int AF_NETLINK = 16;
  private static final int SOCK_RAW = 3;
  private static final int NETLINK_ROUTE = 0;
  private static final int SOL_NETLINK = 270;
  private static final int NETLINK_CAP_ACK = 10;
  private static final int NETLINK_EXT_ACK = 11;

  // The kernel's own limit for one message is 32 KiB (NLMSG_GOODSIZE and netlink_skb_clone).
  private static final int RECEIVE_CAPACITY = 32 * 1024;

  private static final MethodHandle SOCKET =
      Libc.bind("socket", FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT));
  private static final MethodHandle SETSOCKOPT =
      Libc.bind("setsockopt", FunctionDescriptor.of(C_INT, C_INT, C_INT, C_INT, C_POINTER, C_INT));
  private static final MethodHandle SEND =
      Libc.bind("send", FunctionDescriptor.of(C_LONG, C_INT, C_POINTER, C_LONG, C_INT));
  private static final MethodHandle RECV =
      Libc.bind("recv", FunctionDescriptor.of(C_LONG, C_INT, C_POINTER, C_LONG, C_INT));

  private final Descriptor descriptor;
  private int sequence;

  private NetlinkSocket(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** Opens a socket in the namespace of the calling thread. */
  static NetlinkSocket open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      int number =
          (int)
              SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW | Descriptor.O_CLOEXEC, NETLINK_ROUTE);
      Libc.check(number, state, "socket", "AF_NETLINK");
      Descriptor descriptor = new Descriptor(number, "rtnetlink");
      try {
        enable(descriptor, arena, state, NETLINK_CAP_ACK);
        enable(descriptor, arena, state, NETLINK_EXT_ACK);
        return new NetlinkSocket(descriptor);
      } catch (RuntimeException e) {
        descriptor.close();
        throw e;
      }
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private static void enable(Descriptor descriptor, Arena arena, MemorySegment state, int option)
      throws Throwable {
    int result =
        (int)
            SETSOCKOPT.invokeExact(
                state,
                descriptor.number(),
                SOL_NETLINK,
                option,
                arena.allocateFrom(ValueLayout.JAVA_INT, 1),
                Integer.BYTES);
    Libc.check(result, state, "setsockopt", descriptor);
  }

  /**
   * Sends a request and waits for its acknowledgement.
   *
   * @param call what to name in an error, for example {@code RTM_NEWADDR}
   * @param object what the request is about
   * @return the message that came before the acknowledgement, if one did
   * @throws LinuxException with the kernel's errno and its own words
   */
  synchronized Optional<NetlinkReply> transact(NetlinkMessage message, String call, Object object) {
    int number = ++sequence;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.savedState(arena);
      MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, message.encode(number));
      long sent =
          (long) SEND.invokeExact(state, descriptor.number(), request, request.byteSize(), 0);
      Libc.check((int) sent, state, call, object);
      return receive(arena, state, number, call, object);
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private Optional<NetlinkReply> receive(
      Arena arena, MemorySegment state, int number, String call, Object object) throws Throwable {
    MemorySegment buffer = arena.allocate(RECEIVE_CAPACITY);
    Optional<NetlinkReply> answer = Optional.empty();
    while (true) {
      long length =
          (long) RECV.invokeExact(state, descriptor.number(), buffer, buffer.byteSize(), 0);
      if (length < 0 && Libc.errno(state) == Errno.EINTR) {
        continue;
      }
      Libc.check((int) length, state, call, object);
      NetlinkReply reply =
          new NetlinkReply(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
      if (reply.sequence() != number) {
        continue; // What is left of a request that failed before its answer was read.
      }
      if (!reply.isError()) {
        answer = Optional.of(reply);
      } else if (reply.errno() == 0) {
        return answer;
      } else {
        throw new LinuxException(call, object, reply.errno(), reply.errorText());
      }
    }
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
