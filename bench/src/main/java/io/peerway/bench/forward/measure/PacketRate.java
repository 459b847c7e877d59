package io.peerway.bench.forward.measure;

import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.wire.MacAddress;
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
  private static final Duration TIME_TO_START = Duration.ofSeconds(30);
  private static final Duration TIME_TO_END = Duration.ofSeconds(30);
  private static final int PORT = 9009;

  /**
   * Sends for some time and counts.
   *
   * @param devices of the hosts, A's and B's
   */
  static PacketRate measure(
      Lab lab, NativePrograms programs, List<String> devices, double seconds, int flows) {
    List<String> sink =
        List.of(programs.get("sink").toString(), Side.B.host(), Integer.toString(PORT));
    try (Subprocess receiver = lab.start(lab.host(Side.B), sink)) {
      receiver.awaitLine("ready"::equals, TIME_TO_START);
      String to = devices.get(Side.B.ordinal());
      DeviceCount before = DeviceCount.of(lab, Side.B, to);
      Subprocess sender = blast(lab, programs, devices, seconds, flows);
      String sent = sender.awaitEnd(TIME_TO_END.plusMillis((long) (seconds * 1000)));
      String received = receiver.stop();
      return of(sent, received, DeviceCount.of(lab, Side.B, to).datagramsSince(before));
    }
  }

  /**
   * Starts to send from A to B, for some time.
   *
   * @param devices of the hosts, A's and B's
   */
  static Subprocess blast(
      Lab lab, NativePrograms programs, List<String> devices, double seconds, int flows) {
    return lab.start(
        lab.host(Side.A),
        List.of(
            programs.get("blast").toString(),
            devices.get(Side.A.ordinal()),
            MacAddress.format(Side.A.routerMac()),
            Side.A.host(),
            Side.B.host(),
            Integer.toString(PORT),
            Double.toString(seconds),
            Integer.toString(flows)));
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
}
