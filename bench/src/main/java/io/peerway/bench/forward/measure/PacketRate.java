package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.workload.Side;
import io.peerway.bench.workload.SmallPackets;
import io.peerway.dataplane.wire.MacAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Small UDP packets from one host to a socket of the other: more are sent than a router can take.
 *
 * @param offered million packets a second that the sender's device took
 * @param ingress million packets a second that came out of the receiver's device; a run of
 *     datagrams that came as one super-packet counts as the datagrams
 * @param delivered million packets a second that the receiver's socket took
 */
record PacketRate(double offered, double ingress, double delivered) {
  private static final Duration TIME_TO_START = Duration.ofSeconds(5);
  private static final Duration TIME_TO_END = Duration.ofSeconds(10);
  private static final int PORT = 9009;
  private static final int HEADERS = 14 + 20 + 8;
  private static final int DATA = SmallPackets.FRAME - HEADERS;

  /** What a device has received. */
  record DeviceCount(long packets, long bytes) {
    /** How many datagrams of {@link #DATA} bytes that is, whole or in runs with one header. */
    double datagramsSince(DeviceCount earlier) {
      long headers = (packets - earlier.packets) * HEADERS;
      return (double) (bytes - earlier.bytes - headers) / DATA;
    }
  }

  /**
   * Sends for some time and counts.
   *
   * @param devices of the hosts, A's and B's
   */
  static PacketRate measure(
      Lab lab, NativePrograms programs, List<String> devices, double seconds, int flows) {
    String from = devices.get(Side.A.ordinal());
    String to = devices.get(Side.B.ordinal());
    List<String> sink =
        List.of(programs.get("sink").toString(), Side.B.host(), Integer.toString(PORT));
    List<String> blast =
        List.of(
            programs.get("blast").toString(),
            from,
            MacAddress.format(Side.A.routerMac()),
            Side.A.host(),
            Side.B.host(),
            Integer.toString(PORT),
            Double.toString(seconds),
            Integer.toString(flows));
    try (Subprocess receiver = lab.start(lab.host(Side.B), sink)) {
      receiver.awaitLine("ready"::equals, TIME_TO_START);
      DeviceCount before = count(lab, to);
      Subprocess sender = lab.start(lab.host(Side.A), blast);
      String sent = sender.awaitEnd(TIME_TO_END.plusMillis((long) (seconds * 1000)));
      String received = receiver.stop();
      return of(sent, received, count(lab, to).datagramsSince(before));
    }
  }

  /** Reads what the two programs printed. */
  static PacketRate of(String sent, String received, double ingress) {
    String[] sender = sent.strip().split(" ", -1);
    String[] receiver = received.strip().lines().skip(1).findFirst().orElse("0 0").split(" ", -1);
    double million = Double.parseDouble(sender[1]) * 1e6;
    return new PacketRate(
        Long.parseLong(sender[0]) / million,
        ingress / million,
        Long.parseLong(receiver[0]) / million);
  }

  private static DeviceCount count(Lab lab, String device) {
    try {
      Path table = Path.of("/proc/thread-self/net/dev");
      return lab.host(Side.B).call(() -> count(Files.readString(table), device));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a line of /proc/net/dev: {@code name: bytes packets ...}, received ones first. */
  static DeviceCount count(String table, String device) {
    String[] fields =
        table
            .lines()
            .map(String::strip)
            .filter(line -> line.startsWith(device + ":"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no device " + device))
            .substring(device.length() + 1)
            .strip()
            .split(" +", -1);
    return new DeviceCount(Long.parseLong(fields[1]), Long.parseLong(fields[0]));
  }
}
