package io.peerway.dataplane.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A TAP device and the descriptors of its queues. It is made by opening it, in the network
 * namespace of the calling thread, and ends with its last queue, or with the namespace that it was
 * moved to; then every call on it fails with EBADFD. The namespace in which it was made is kept
 * alive by its descriptors.
 *
 * <p>A frame is read and written with a 10-byte {@code virtio_net_hdr} before it. Reads and writes
 * do not wait. Source: include/uapi/linux/if_tun.h, drivers/net/tun.c,
 * Documentation/networking/tuntap.rst.
 */
public final class TunDevice implements AutoCloseable {

  /** Bytes of the {@code virtio_net_hdr} before each frame. */
  public static final int HEADER_LENGTH = 10;

  /** The longest device name, in bytes: IFNAMSIZ less the zero that ends it. */
  public static final int MAX_NAME_LENGTH = 15;

  private static final int IFF_TAP = 0x0002;
  private static final int IFF_MULTI_QUEUE = 0x0100;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;

  private static final long TUNSETIFF = 0x400454caL;
  private static final long TUNSETOFFLOAD = 0x400454d0L;
  private static final long TUNGETIFF = 0x800454d2L;
  private static final long TUNSETVNETHDRSZ = 0x400454d8L;
  private static final long TUNGETDEVNETNS = 0x54e3L;
  private static final long SIOCSIFHWADDR = 0x8924L;

  // struct ifreq: ifr_name[16], then a union whose longest member here is struct sockaddr.
  private static final int IFREQ_LENGTH = 40;
  private static final int IFREQ_UNION = 16;
  private static final int IFREQ_MAC = IFREQ_UNION + 2;
  private static final short ARPHRD_ETHER = 1;

  private final List<Descriptor> queues;
  private final Set<TunOffload> offloads;

  private TunDevice(List<Descriptor> queues, Set<TunOffload> offloads) {
    this.queues = List.copyOf(queues);
    this.offloads = offloads;
  }

  /** Makes a TAP device with all offloads that the kernel has. */
  static TunDevice open(String name, int queues) {
    return open(name, queues, EnumSet.allOf(TunOffload.class));
  }

  /**
   * Makes a TAP device, down, without addresses, or takes over one that waits for its process.
   *
   * @param name at most {@link #MAX_NAME_LENGTH} bytes
   * @param queues how many descriptors it shall have, from 1 to 256; a device that exists already,
   *     because it is persistent, and was not made for several queues gets one
   * @param offloads what the kernel may hand over unfinished, if it can
   * @throws LinuxException EBUSY when another process holds a device of that name
   */
  public static TunDevice open(String name, int queues, Set<TunOffload> offloads) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException("not a device name: " + name);
    }
    if (queues < 1) {
      throw new IllegalArgumentException("a device needs a queue, not " + queues);
    }
    List<Descriptor> opened = openQueues(name, queues);
    try {
      return new TunDevice(opened, negotiateOffloads(opened.getFirst(), offloads));
    } catch (RuntimeException e) {
      opened.forEach(Descriptor::close);
      throw e;
    }
  }

  /** A device that exists already is of one kind, and EINVAL says that it is the other. */
  private static List<Descriptor> openQueues(String name, int queues) {
    boolean isMultiQueue = queues > 1;
    try {
      return openQueues(name, queues, isMultiQueue);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EINVAL) {
        throw e;
      }
      return openQueues(name, 1, !isMultiQueue);
    }
  }

  private static List<Descriptor> openQueues(String name, int queues, boolean isMultiQueue) {
    List<Descriptor> opened = new ArrayList<>();
    try {
      for (int i = 0; i < queues; i++) {
        opened.add(openQueue(name, isMultiQueue));
      }
      return opened;
    } catch (RuntimeException e) {
      opened.forEach(Descriptor::close);
      throw e;
    }
  }

  private static Descriptor openQueue(String name, boolean oneOfMany) {
    Descriptor queue = Descriptor.open("/dev/net/tun", Descriptor.O_RDWR | Descriptor.O_NONBLOCK);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_LENGTH, Long.BYTES);
      request.setString(0, name);
      int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (oneOfMany ? IFF_MULTI_QUEUE : 0);
      request.set(ValueLayout.JAVA_SHORT, IFREQ_UNION, (short) flags);
      queue.ioctl("TUNSETIFF " + name, TUNSETIFF, request.address());
      MemorySegment headerLength = arena.allocateFrom(ValueLayout.JAVA_INT, HEADER_LENGTH);
      queue.ioctl("TUNSETVNETHDRSZ", TUNSETVNETHDRSZ, headerLength.address());
      return queue;
    } catch (RuntimeException e) {
      queue.close();
      throw e;
    }
  }

  /** The kernel keeps offloads per device, and refuses a set with a bit that it does not know. */
  private static Set<TunOffload> negotiateOffloads(Descriptor queue, Set<TunOffload> wanted) {
    for (Set<TunOffload> preference : TunOffload.PREFERENCES) {
      Set<TunOffload> offloads = TunOffload.common(preference, wanted);
      try {
        queue.ioctl("TUNSETOFFLOAD", TUNSETOFFLOAD, TunOffload.bits(offloads));
        return offloads;
      } catch (LinuxException e) {
        if (e.errno() != Errno.EINVAL || offloads.isEmpty()) {
          throw e;
        }
      }
    }
    throw new AssertionError("the last preference asks for nothing");
  }

  /** How many queues it has. */
  public int queues() {
    return queues.size();
  }

  /** The descriptor of a queue, from 0. */
  public int descriptor(int queue) {
    return queues.get(queue).number();
  }

  /** What the kernel agreed to hand over unfinished. */
  public Set<TunOffload> offloads() {
    return offloads;
  }

  /**
   * The name it has now: it can be renamed by whoever has it in their namespace.
   *
   * @throws LinuxException EBADFD when the device is gone
   */
  public String name() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_LENGTH, Long.BYTES);
      control("TUNGETIFF", TUNGETIFF, request.address());
      return request.getString(0);
    }
  }

  /**
   * Sets the Ethernet address of the host's side, in whichever namespace the device is.
   *
   * @param mac its first byte the most significant of six
   */
  public void setHardwareAddress(long mac) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(IFREQ_LENGTH, Long.BYTES);
      request.set(ValueLayout.JAVA_SHORT, IFREQ_UNION, ARPHRD_ETHER);
      MemorySegment.copy(
          EthernetAddress.bytes(mac),
          0,
          request,
          ValueLayout.JAVA_BYTE,
          IFREQ_MAC,
          EthernetAddress.LENGTH);
      control("SIOCSIFHWADDR", SIOCSIFHWADDR, request.address());
    }
  }

  /**
   * The namespace that the device is in now, which the caller closes; empty when the device is
   * gone, or about to go because its namespace ends.
   */
  public Optional<NetworkNamespace> namespace() {
    try {
      int number = control("TUNGETDEVNETNS", TUNGETDEVNETNS, 0);
      return Optional.of(NetworkNamespace.of(new Descriptor(number, "namespace of a TAP")));
    } catch (LinuxException e) {
      if (e.errno() == Errno.EBADFD || e.errno() == Errno.EINVAL) { // get_net_ns()
        return Optional.empty();
      }
      throw e;
    }
  }

  private int control(String request, long code, long argument) {
    return queues.getFirst().ioctl(request, code, argument);
  }

  /** Closes every queue, and so removes the device. */
  @Override
  public void close() {
    queues.forEach(Descriptor::close);
  }
}
