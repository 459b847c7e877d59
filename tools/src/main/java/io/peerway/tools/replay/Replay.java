package io.peerway.tools.replay;

import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.PacketFile.Packet;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;

/**
 * Sends frames by a VPC's device, from the namespace that it is attached to: the router gets them
 * as if a host there had sent them.
 */
public final class Replay {

  /** When the next frame is due, in nanoseconds after the first one. */
  @FunctionalInterface
  public interface Pace {
    long due(int index, Packet packet);

    /** As fast as it goes. */
    static Pace unlimited() {
      return (index, packet) -> 0;
    }

    /** As recorded, or so many times faster. */
    static Pace recorded(List<Packet> packets, double factor) {
      long first = packets.isEmpty() ? 0 : packets.getFirst().nanos();
      return (index, packet) -> (long) ((packet.nanos() - first) / factor);
    }

    /** So many frames a second. */
    static Pace rate(double frames) {
      return (index, packet) -> (long) (index / frames * TimeUnit.SECONDS.toNanos(1));
    }
  }

  /**
   * What was sent.
   *
   * @param sent frames that the device took
   * @param refused frames that it did not, because they are longer than its MTU
   * @param lost of those that were sent, those for which the device's queue had no room, so that
   *     the router never saw them
   * @param seconds that it took
   */
  public record Result(int sent, int refused, long lost, double seconds) {}

  /** Parking is not more exact. */
  private static final long SPIN_NANOS = 100_000;

  private static final int MAC_BYTES = 6;
  private static final int SNAPLEN = 64;
  private static final int TIMEOUT_MILLIS = 1;
  private static final int TX_DROPPED = 11; // column of /proc/net/dev, after the name

  private final String device;
  private final long routerMac;

  /**
   * @param device name of the VPC's device
   * @param routerMac that all frames are to be sent to, from the device's own address; 0 leaves
   *     their addresses as they are
   */
  public Replay(String device, long routerMac) {
    this.device = device;
    this.routerMac = routerMac;
  }

  /**
   * Sends all frames.
   *
   * @throws UserException when the device cannot be used
   */
  public Result run(NetworkNamespace namespace, List<Packet> packets, Pace pace) {
    return namespace.call(() -> send(packets, pace));
  }

  private Result send(List<Packet> packets, Pace pace) {
    try (PcapHandle handle =
        new PcapHandle.Builder(device).snaplen(SNAPLEN).timeoutMillis(TIMEOUT_MILLIS).build()) {
      byte[] hostMac = NetworkInterface.getByName(device).getHardwareAddress();
      long lostBefore = lost();
      long start = System.nanoTime();
      int sent = 0;
      for (int i = 0; i < packets.size(); i++) {
        await(start + pace.due(i, packets.get(i)));
        sent += send(handle, addressed(packets.get(i).bytes(), hostMac)) ? 1 : 0;
      }
      double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
      return new Result(sent, packets.size() - sent, lost() - lostBefore, seconds);
    } catch (PcapNativeException | NotOpenException | IOException e) {
      throw new UserException(
          ExitStatus.MACHINE, "cannot send by %s: %s".formatted(device, e.getMessage()));
    }
  }

  private static boolean send(PcapHandle handle, byte[] frame) throws NotOpenException {
    try {
      handle.sendPacket(frame);
      return true;
    } catch (PcapNativeException e) {
      return false;
    }
  }

  private byte[] addressed(byte[] frame, byte[] hostMac) {
    if (routerMac == 0 || frame.length < EthernetHeader.LENGTH) {
      return frame;
    }
    byte[] copy = frame.clone();
    boolean isToGroup = (frame[0] & 1) != 0;
    for (int i = 0; i < MAC_BYTES; i++) {
      int shift = (MAC_BYTES - 1 - i) * Byte.SIZE;
      copy[i] = isToGroup ? frame[i] : (byte) (routerMac >>> shift);
      copy[MAC_BYTES + i] = hostMac[i];
    }
    return copy;
  }

  private static void await(long due) {
    for (long left; (left = due - System.nanoTime()) > 0; ) {
      if (left > SPIN_NANOS) {
        LockSupport.parkNanos(left - SPIN_NANOS);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  /**
   * What the device had to drop so far: the thread's own view shows the namespace that it is in.
   */
  private long lost() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/net/dev")).stream()
        .map(String::strip)
        .filter(line -> line.startsWith(device + ":"))
        .mapToLong(
            line ->
                Long.parseLong(
                    line.substring(device.length() + 1).strip().split(" +", -1)[TX_DROPPED]))
        .sum();
  }
}
