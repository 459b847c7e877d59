package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.NetlinkMessage.NLM_F_ACK;
import static io.peerway.dataplane.linux.NetlinkMessage.NLM_F_CREATE;
import static io.peerway.dataplane.linux.NetlinkMessage.NLM_F_EXCL;
import static io.peerway.dataplane.linux.NetlinkMessage.NLM_F_REPLACE;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Configures devices, addresses, routes, rules and neighbours of one network namespace, as the
 * {@code ip} command does. The methods named {@code replace...} create what is missing and
 * overwrite what is there, so that they may be repeated.
 *
 * <p>Any thread may use it. Every request that the kernel refuses is a {@link LinuxException} with
 * its errno. Source: rtnetlink(7), include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h,
 * neighbour.h, fib_rules.h.
 */
public final class RtNetlink implements AutoCloseable {

  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_NEWNEIGH = 28;
  private static final int RTM_NEWRULE = 32;
  private static final int RTM_DELRULE = 33;

  private static final int AF_UNSPEC = 0;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  // struct ifinfomsg: family, padding, u16 type, s32 index, u32 flags, u32 change
  private static final int IFINFO_LENGTH = 16;
  private static final int IFINFO_INDEX = 4;
  private static final int IFF_UP = 0x1;
  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_NET_NS_FD = 28;

  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;
  private static final int IFA_BROADCAST = 4;
  private static final int IFA_F_NODAD = 0x02;
  private static final int LONGEST_PREFIX_WITH_BROADCAST = 30; // RFC 3021

  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_TABLE = 15;
  private static final int RT_TABLE_UNSPEC = 0; // the attribute says which
  private static final int RT_TABLE_MAIN = 254;
  private static final int RTPROT_STATIC = 4;
  private static final int RT_SCOPE_UNIVERSE = 0;
  private static final int RT_SCOPE_LINK = 253;
  private static final int RTN_UNICAST = 1;
  private static final int RTNH_F_ONLINK = 4;

  private static final int FRA_SRC = 2;
  private static final int FRA_PRIORITY = 6;
  private static final int FRA_TABLE = 15;
  private static final int FR_ACT_TO_TBL = 1;
  private static final int RULE_PRIORITY = 32_000; // that of the main table is 32766

  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;
  private static final int NUD_PERMANENT = 0x80;

  private final NetlinkSocket socket;

  private RtNetlink(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Talks about the namespace of the calling thread. */
  public static RtNetlink open() {
    return new RtNetlink(NetlinkSocket.open());
  }

  /** Talks about {@code namespace}. */
  public static RtNetlink open(NetworkNamespace namespace) {
    return new RtNetlink(namespace.call(NetlinkSocket::open));
  }

  /** The device of that name, if there is one. */
  public Optional<Link> findLink(String name) {
    try {
      NetlinkMessage request = linkMessage(RTM_GETLINK, 0, 0, 0).attribute(IFLA_IFNAME, name);
      return socket.transact(request, "RTM_GETLINK", name).map(RtNetlink::link);
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENODEV) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The device of that name.
   *
   * @throws LinuxException ENODEV when there is none
   */
  public Link link(String name) {
    return findLink(name).orElseThrow(() -> new LinuxException("RTM_GETLINK", name, Errno.ENODEV));
  }

  private static Link link(NetlinkReply reply) {
    return new Link(
        reply.familyInt(IFINFO_INDEX),
        reply.attributeAfter(IFINFO_LENGTH, IFLA_IFNAME).map(NetlinkReply::string).orElse(""),
        reply.attributeAfter(IFINFO_LENGTH, IFLA_ADDRESS).map(EthernetAddress::of).orElse(0L),
        reply.attributeAfter(IFINFO_LENGTH, IFLA_MTU).map(NetlinkReply::integer).orElse(0));
  }

  public void setHardwareAddress(int index, long mac) {
    change(
        index,
        linkMessage(RTM_NEWLINK, index, 0, 0).attribute(IFLA_ADDRESS, EthernetAddress.bytes(mac)));
  }

  public void setMtu(int index, int mtu) {
    change(index, linkMessage(RTM_NEWLINK, index, 0, 0).attribute(IFLA_MTU, mtu));
  }

  public void setUp(int index) {
    change(index, linkMessage(RTM_NEWLINK, index, IFF_UP, IFF_UP));
  }

  /**
   * Moves the device to another namespace; it arrives there down, without addresses and routes, and
   * its index may be another.
   *
   * @throws LinuxException EEXIST when a device of its name is there
   */
  public void move(int index, NetworkNamespace target) {
    change(
        index,
        linkMessage(RTM_NEWLINK, index, 0, 0)
            .attribute(IFLA_NET_NS_FD, target.descriptor().number()));
  }

  private void change(int index, NetlinkMessage message) {
    socket.transact(message, "RTM_NEWLINK", "device " + index);
  }

  /**
   * Gives the device an address. An IPv6 address is usable at once: duplicate address detection,
   * which would take a second, is left out.
   */
  public void replaceAddress(int index, InetAddress address, int prefixLength) {
    int flags = address instanceof Inet4Address ? 0 : IFA_F_NODAD;
    NetlinkMessage message =
        new NetlinkMessage(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE)
            .u8(family(address))
            .u8(prefixLength)
            .u8(flags)
            .u8(RT_SCOPE_UNIVERSE)
            .u32(index)
            .attribute(IFA_LOCAL, address)
            .attribute(IFA_ADDRESS, address);
    if (address instanceof Inet4Address && prefixLength <= LONGEST_PREFIX_WITH_BROADCAST) {
      message.attribute(IFA_BROADCAST, broadcast(address.getAddress(), prefixLength));
    }
    socket.transact(
        message, "RTM_NEWADDR", address.getHostAddress() + "/" + prefixLength + " on " + index);
  }

  /**
   * Routes a prefix through a gateway, which is taken to be on the link without asking the other
   * routes ({@code onlink}).
   *
   * @param destination the prefix's address, host bits zero; for a default route the wildcard
   *     address of the family, with length 0
   */
  public void replaceRoute(
      int index, InetAddress destination, int prefixLength, InetAddress gateway) {
    replaceRoute(RT_TABLE_MAIN, index, destination, prefixLength, Optional.of(gateway));
  }

  /**
   * As {@link #replaceRoute(int, InetAddress, int, InetAddress)}, in a table of one's own.
   *
   * @param table its number
   * @param gateway empty where the destination is on the link
   */
  public void replaceRoute(
      int table,
      int index,
      InetAddress destination,
      int prefixLength,
      Optional<InetAddress> gateway) {
    NetlinkMessage message =
        new NetlinkMessage(RTM_NEWROUTE, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE)
            .u8(family(destination))
            .u8(prefixLength)
            .u8(0) // source length
            .u8(0) // TOS
            .u8(RT_TABLE_UNSPEC)
            .u8(RTPROT_STATIC)
            .u8(gateway.isPresent() ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK)
            .u8(RTN_UNICAST)
            .u32(gateway.isPresent() ? RTNH_F_ONLINK : 0);
    if (prefixLength > 0) {
      message.attribute(RTA_DST, destination);
    }
    gateway.ifPresent(router -> message.attribute(RTA_GATEWAY, router));
    message.attribute(RTA_OIF, index).attribute(RTA_TABLE, table);
    socket.transact(
        message,
        "RTM_NEWROUTE",
        "%s/%d%s on %d"
            .formatted(
                destination.getHostAddress(),
                prefixLength,
                gateway.map(router -> " via " + router.getHostAddress()).orElse(""),
                index));
  }

  /** Has packets from an address routed by a table, before the main one is asked. */
  public void replaceRule(InetAddress source, int table) {
    try {
      rule(RTM_NEWRULE, "RTM_NEWRULE", NLM_F_CREATE | NLM_F_EXCL, source, table);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  /** Removes what {@link #replaceRule} made, if it is there. */
  public void deleteRule(InetAddress source, int table) {
    try {
      rule(RTM_DELRULE, "RTM_DELRULE", 0, source, table);
    } catch (LinuxException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  private void rule(int type, String name, int flags, InetAddress source, int table) {
    NetlinkMessage message =
        new NetlinkMessage(type, NLM_F_ACK | flags)
            .u8(family(source))
            .u8(0) // destination length
            .u8(source.getAddress().length * Byte.SIZE)
            .u8(0) // TOS
            .u8(RT_TABLE_UNSPEC)
            .u8(0)
            .u8(0)
            .u8(FR_ACT_TO_TBL)
            .u32(0) // flags
            .attribute(FRA_SRC, source)
            .attribute(FRA_PRIORITY, RULE_PRIORITY)
            .attribute(FRA_TABLE, table);
    socket.transact(message, name, "from %s lookup %d".formatted(source.getHostAddress(), table));
  }

  /** Fixes the Ethernet address of a neighbour: it is neither asked for nor forgotten. */
  public void replaceNeighbour(int index, InetAddress address, long mac) {
    NetlinkMessage message =
        new NetlinkMessage(RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE)
            .u8(family(address))
            .u8(0)
            .u16(0)
            .u32(index)
            .u16(NUD_PERMANENT)
            .u8(0) // flags
            .u8(0) // type
            .attribute(NDA_DST, address)
            .attribute(NDA_LLADDR, EthernetAddress.bytes(mac));
    socket.transact(message, "RTM_NEWNEIGH", address.getHostAddress() + " on " + index);
  }

  private static NetlinkMessage linkMessage(int type, int index, int flags, int change) {
    return new NetlinkMessage(type, NLM_F_ACK)
        .u8(AF_UNSPEC)
        .u8(0)
        .u16(0)
        .u32(index)
        .u32(flags)
        .u32(change);
  }

  private static int family(InetAddress address) {
    return address instanceof Inet4Address ? AF_INET : AF_INET6;
  }

  static byte[] broadcast(byte[] address, int prefixLength) {
    byte[] broadcast = address.clone();
    for (int bit = prefixLength; bit < Integer.SIZE; bit++) {
      broadcast[bit / Byte.SIZE] |= (byte) (0x80 >> bit % Byte.SIZE);
    }
    return broadcast;
  }

  @Override
  public void close() {
    socket.close();
  }
}
