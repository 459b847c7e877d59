package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv4Options;
import static io.peerway.dataplane.forward.testkit.PacketBuilder.withIpv6Extension;

import io.peerway.dataplane.forward.Oracle.Address;
import io.peerway.dataplane.forward.testkit.DhcpV4Frames;
import io.peerway.dataplane.forward.testkit.DhcpV6Frames;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.forward.testkit.OffloadHeaders;
import io.peerway.dataplane.forward.testkit.PacketBuilder;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Frames of every kind: plain packets, of which it is known what must become of them; sound ones of
 * all protocols; the same with damage; and noise.
 */
final class RandomTraffic {
  private static final int MAX_FRAME = 65_535 + 14;
  private static final int[] NUMBERS = {0, 1, 2, 10, 11, 12, 13, 255};

  /** What is known of a plain packet. */
  record Plain(
      boolean isIpv6,
      Address source,
      Address destination,
      int ttl,
      int ipLength,
      boolean dontFragment) {}

  /** The last frame. */
  final ByteBuffer frame = ByteBuffer.allocate(MAX_FRAME);

  /** Its offload header. */
  final byte[] offload = new byte[10];

  int length;

  /** What is known of it, or null. */
  Plain plain;

  private final SplittableRandom random;
  private final List<List<byte[]>> sound = new ArrayList<>();

  RandomTraffic(SplittableRandom random) {
    this.random = random;
    for (int vpc = 0; vpc < RandomConfig.VPCS; vpc++) {
      sound.add(soundFrames(vpc));
    }
  }

  static long mac(int vpc, int number) {
    return 0x0600_0000_0000L | (long) vpc << 16 | number;
  }

  /** Makes the next frame, for a port. */
  void next(int vpc) {
    plain = null;
    Arrays.fill(offload, (byte) 0);
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> plain(vpc);
      case 4 -> sound(vpc);
      case 5 -> noise(vpc);
      default -> {
        sound(vpc);
        damage();
      }
    }
  }

  private void plain(int vpc) {
    boolean isIpv6 = random.nextBoolean();
    int from = random.nextInt(30) == 0 ? random.nextInt(RandomConfig.VPCS) : vpc;
    int to = random.nextInt(RandomConfig.VPCS);
    int payload = random.nextInt(50) == 0 ? random.nextInt(10_000) : random.nextInt(8, 200);
    int ttl = random.nextInt(20) == 0 ? random.nextInt(3) : 64;
    boolean dontFragment = random.nextBoolean();
    Address source = address(isIpv6, from);
    Address destination = address(isIpv6, to);
    ethernet(vpc, isIpv6 ? 0x86dd : 0x0800);
    if (isIpv6) {
      frame.putInt(0x6000_0000).putShort((short) payload).put((byte) 17).put((byte) ttl);
      frame.putLong(source.hi()).putLong(source.lo());
      frame.putLong(destination.hi()).putLong(destination.lo());
    } else {
      frame.putShort((short) 0x4500).putShort((short) (20 + payload)).putShort((short) 7);
      frame.putShort((short) (dontFragment ? 0x4000 : 0)).put((byte) ttl).put((byte) 17);
      frame.putShort((short) 0).putInt((int) source.lo()).putInt((int) destination.lo());
      frame.putShort(24, (short) checksum());
    }
    int ipLength = (isIpv6 ? 40 : 20) + payload;
    frame.putShort((short) 1).putShort((short) 2).putShort((short) payload).putShort((short) 0);
    length = 14 + ipLength;
    plain = new Plain(isIpv6, source, destination, ttl, ipLength, dontFragment);
  }

  private Address address(boolean isIpv6, int vpc) {
    if (random.nextInt(40) == 0) {
      return isIpv6 ? Address.of6(0x2a00L << 48, 1) : Address.of4(0xc000_0201); // 192.0.2.1
    }
    int subnet = random.nextInt(4);
    int number = NUMBERS[random.nextInt(NUMBERS.length)];
    if (isIpv6) {
      Ipv6Address address = Ipv6Address.parse(RandomConfig.host6(vpc, subnet, number));
      return Address.of6(address.hi(), address.lo());
    }
    return Address.of4(Ipv4Address.parse(RandomConfig.host4(vpc, subnet, number)));
  }

  private void ethernet(int vpc, int type) {
    frame.clear();
    mac(LabState.routerMac(vpc));
    mac(mac(vpc, random.nextInt(4)));
    frame.putShort((short) type);
  }

  private void mac(long address) {
    frame.putShort((short) (address >>> 32)).putInt((int) address);
  }

  private int checksum() {
    int sum = 0;
    for (int i = 14; i < 34; i += 2) {
      sum += frame.getShort(i) & 0xffff;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    return ~((sum & 0xffff) + (sum >>> 16));
  }

  private void sound(int vpc) {
    List<byte[]> frames = sound.get(vpc);
    int pick = random.nextInt(frames.size() / 2) * 2;
    System.arraycopy(frames.get(pick), 0, offload, 0, offload.length);
    byte[] bytes = frames.get(pick + 1);
    frame.clear().put(bytes);
    length = bytes.length;
  }

  private void noise(int vpc) {
    int[] types = {0x0800, 0x86dd, 0x0806, 0x8100, random.nextInt(65_536)};
    ethernet(vpc, types[random.nextInt(types.length)]);
    length = random.nextInt(20) == 0 ? random.nextInt(MAX_FRAME) : random.nextInt(200);
    for (int i = 14; i < length; i += 8) {
      frame.putLong(Math.min(i, MAX_FRAME - 8), random.nextLong());
    }
    if (random.nextBoolean()) { // far enough to be looked at
      frame.put(14, (byte) (frame.getShort(12) == 0x0800 ? 0x45 : 0x60));
    }
    if (random.nextInt(4) == 0) {
      randomOffload();
    }
  }

  private void randomOffload() {
    random.nextBytes(offload);
    if (random.nextBoolean()) {
      byte[] likely =
          OffloadHeaders.header(
              random.nextInt(4),
              random.nextInt(6),
              random.nextInt(200),
              random.nextInt(3000),
              34 + random.nextInt(3) * 20,
              random.nextBoolean() ? 6 : 16);
      System.arraycopy(likely, 0, offload, 0, offload.length);
    }
  }

  /** Does a few things that happen to frames, or that people do to them. */
  private void damage() {
    for (int times = random.nextInt(1, 4); times > 0; times--) {
      switch (random.nextInt(8)) {
        case 0 -> length = random.nextInt(length + 1);
        case 1 -> length = Math.min(MAX_FRAME, length + random.nextInt(100));
        case 2 -> randomOffload();
        case 3 -> frame.putShort(16, (short) random.nextInt());
        case 4 -> { // lengths and offsets in the IP header, with a checksum that fits
          frame.putShort(14 + 2 * random.nextInt(10), (short) random.nextInt());
          frame.putShort(24, (short) 0).putShort(24, (short) checksum());
        }
        case 5 -> frame.put(random.nextInt(64), (byte) random.nextInt());
        case 6 -> frame.put(random.nextInt(6), (byte) random.nextInt());
        default -> {
          int at = random.nextInt(Math.max(1, length));
          frame.put(at, (byte) (frame.get(at) ^ 1 << random.nextInt(8)));
        }
      }
    }
  }

  /** An offload header and a frame, by turns. */
  private static List<byte[]> soundFrames(int vpc) {
    List<byte[]> frames = new ArrayList<>();
    int peer = (vpc + 1) % RandomConfig.VPCS;
    PacketBuilder to4 =
        packet(vpc, RandomConfig.host4(vpc, 1, 10), RandomConfig.host4(peer, 1, 11));
    PacketBuilder to6 =
        packet(vpc, RandomConfig.host6(vpc, 1, 10), RandomConfig.host6(peer, 1, 11));
    byte[] options = {7, 7, 4, 0, 0, 0, 0, 0};
    byte[] padding = {0, 0, 1, 4, 0, 0, 0, 0};
    byte[] plain = OffloadHeaders.plain();
    for (byte[] frame :
        List.of(
            to4.tcp(1, 2, new byte[100]),
            to4.echoRequest(1, 1, new byte[56]),
            to4.icmp(3, 1),
            to4.protocol(47, new byte[20]),
            withIpv4Options(to4.udp(1, 2, new byte[30]), options),
            withIpv4Options(to4.udp(1, 2, new byte[3000]), options),
            to6.tcp(1, 2, new byte[100]),
            to6.echoRequest(1, 1, new byte[56]),
            to6.icmp(135, 0),
            withIpv6Extension(to6.udp(1, 2, new byte[30]), 60, padding),
            withIpv6Extension(to6.udp(1, 2, new byte[30]), 44, padding),
            withIpv6Extension(to6.icmp(135, 0), 0, padding),
            packet(vpc, RandomConfig.host4(vpc, 1, 10), RandomConfig.host4(vpc, 0, 1))
                .echoRequest(1, 1, new byte[20]),
            packet(vpc, RandomConfig.host6(vpc, 1, 10), "fe80::1").echoRequest(1, 1, new byte[20]),
            packet(vpc, RandomConfig.host4(vpc, 1, 10), "255.255.255.255").udp(68, 67),
            new DhcpV4Frames(mac(vpc, 1)).type(1).frame(),
            new DhcpV4Frames(mac(vpc, 1))
                .type(3)
                .address(50, RandomConfig.host4(vpc, 1, 10))
                .frame(),
            new DhcpV6Frames(mac(vpc, 1), 1).clientId().association(1).frame(),
            new DhcpV6Frames(mac(vpc, 1), 11).frame(),
            packet(vpc, RandomConfig.host4(vpc, 1, 10), RandomConfig.host4(peer, 1, 11))
                .fragment(1480, true)
                .protocol(17, new byte[1480]),
            NeighborFrames.arpRequest(
                mac(vpc, 1), RandomConfig.host4(vpc, 1, 10), RandomConfig.host4(vpc, 0, 1)),
            NeighborFrames.arpReply(
                mac(vpc, 1),
                RandomConfig.host4(vpc, 1, 11),
                LabState.routerMac(vpc),
                RandomConfig.host4(vpc, 0, 1)),
            NeighborFrames.neighborSolicitation(
                mac(vpc, 1), RandomConfig.host6(vpc, 1, 10), "fe80::1"),
            NeighborFrames.neighborAdvertisement(
                mac(vpc, 1), RandomConfig.host6(vpc, 1, 11), LabState.routerMac(vpc), "fe80::1"),
            NeighborFrames.duplicateAddressDetection(mac(vpc, 1), "fe80::1"),
            NeighborFrames.routerSolicitation(mac(vpc, 1), "fe80::9"),
            NeighborFrames.routerSolicitation(mac(vpc, 1), "::"))) {
      frames.add(plain);
      frames.add(frame);
    }
    frames.add(OffloadHeaders.segments(OffloadHeaders.TCPV4, 54, 1400, 34, 16));
    frames.add(to4.tcp(1, 2, new byte[20_000]));
    frames.add(OffloadHeaders.segments(OffloadHeaders.TCPV6, 74, 1400, 54, 16));
    frames.add(to6.tcp(1, 2, new byte[20_000]));
    frames.add(OffloadHeaders.segments(OffloadHeaders.UDP_DATAGRAMS, 42, 500, 34, 6));
    frames.add(to4.udp(1, 2, new byte[5_000]));
    frames.add(OffloadHeaders.partialChecksum(34, 6));
    frames.add(
        packet(vpc, RandomConfig.host4(vpc, 1, 10), RandomConfig.host4(peer, 1, 11))
            .udp(1, 2, new byte[3_000]));
    return frames;
  }

  private static PacketBuilder packet(int vpc, String from, String to) {
    return new PacketBuilder(mac(vpc, 0), LabState.routerMac(vpc), from, to);
  }
}
