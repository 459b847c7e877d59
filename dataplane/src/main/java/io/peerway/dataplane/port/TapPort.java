package io.peerway.dataplane.port;

import io.peerway.dataplane.linux.DescriptorIo;
import io.peerway.dataplane.linux.Errno;
import io.peerway.dataplane.linux.LinuxException;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.linux.RtNetlink;
import io.peerway.dataplane.linux.TunDevice;
import io.peerway.dataplane.linux.TunOffload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A port on a TAP device. The device is made in the router's namespace, where it stays down until
 * it is moved to the namespace whose hosts it shall serve; its queues stay with the router. When
 * that namespace is deleted the device goes with it, and the queues say {@code EBADFD}.
 */
public final class TapPort implements Port {

  private final PortSpec spec;
  private final TunDevice device;
  private final NetworkNamespace home;
  private final List<Queue> queues = new ArrayList<>();

  private TapPort(PortSpec spec, TunDevice device, NetworkNamespace home) {
    this.spec = spec;
    this.device = device;
    this.home = home;
    for (int i = 0; i < device.queues(); i++) {
      queues.add(new Queue(device.descriptor(i), device.offloads()));
    }
  }

  /**
   * Makes the device in the namespace of the calling thread, which must be the router's.
   *
   * @throws LinuxException EBUSY when the name is taken; EINVAL when a device of that name is of
   *     another kind
   */
  public static TapPort open(PortSpec spec, int queues) {
    return open(spec, queues, EnumSet.allOf(TunOffload.class));
  }

  /**
   * As {@link #open(PortSpec, int)}, for a device that the kernel hands over no more unfinished,
   * and takes no more unfinished, than {@code offloads}.
   */
  public static TapPort open(PortSpec spec, int queues, Set<TunOffload> offloads) {
    TunDevice device = TunDevice.open(spec.device(), queues, offloads);
    try (RtNetlink netlink = RtNetlink.open()) {
      device.setHardwareAddress(spec.hostMac());
      netlink.setMtu(netlink.link(spec.device()).index(), spec.mtu());
      return new TapPort(spec, device, NetworkNamespace.current());
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
  }

  @Override
  public int queues() {
    return queues.size();
  }

  @Override
  public PortQueue queue(int index) {
    return queues.get(index);
  }

  @Override
  public Optional<PortLocation> location() {
    Optional<NetworkNamespace> found = device.namespace();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (NetworkNamespace now = found.get()) {
      return Optional.of(
          new PortLocation(
              device.name(), now.equals(home) ? Optional.empty() : Optional.of(now.toString())));
    } catch (LinuxException e) {
      if (e.errno() == Errno.EBADFD) { // it went between the two questions
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Moves the device from wherever it is to another namespace, under the name that it has now; it
   * arrives there down and without addresses.
   *
   * @throws LinuxException EEXIST when a device of its name is there; ENODEV when it is gone
   */
  public void moveTo(NetworkNamespace target) {
    NetworkNamespace found =
        device
            .namespace()
            .orElseThrow(() -> new LinuxException("move", spec.device(), Errno.ENODEV));
    try (NetworkNamespace now = found;
        RtNetlink netlink = RtNetlink.open(now)) {
      if (!now.equals(target)) {
        netlink.move(netlink.link(device.name()).index(), target);
      }
    }
  }

  @Override
  public void close() {
    device.close();
    home.close();
  }

  /** Reads and writes by descriptor; the header before each frame is the kernel's own format. */
  private static final class Queue implements PortQueue {

    private final int descriptor;
    private final Set<TunOffload> offloads;
    private final DescriptorIo io = new DescriptorIo();

    Queue(int descriptor, Set<TunOffload> offloads) {
      this.descriptor = descriptor;
      this.offloads = offloads;
    }

    @Override
    public boolean isDescriptorIo() {
      return true;
    }

    /** The kernel takes what it agreed to hand over; one that knows no USO refuses it. */
    @Override
    public Set<TunOffload> offloads() {
      return offloads;
    }

    @Override
    public int descriptor() {
      return descriptor;
    }

    @Override
    public int receive(
        MemorySegment memory, long[] at, int[] length, int first, int end, int bytes) {
      long base = memory.address() - HEADROOM;
      int left = bytes;
      int slot = first;
      while (slot < end && left > 0) {
        int read = io.read(descriptor, base + at[slot], HEADROOM + MAX_FRAME);
        if (read < HEADROOM) {
          return slot > first || read == -Errno.EAGAIN || read == -Errno.EINTR
              ? slot - first
              : read;
        }
        length[slot] = read - HEADROOM;
        left -= read;
        slot++;
      }
      return slot - first;
    }

    @Override
    public int transmit(MemorySegment memory, long at, int length) {
      int written = io.write(descriptor, memory.address() + at - HEADROOM, HEADROOM + length);
      return written < 0 ? written : 0;
    }
  }
}
