package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of hosts in EC2.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hostname-types.html">Hostname
 *     types</a>
 */
final class DnsNames {
  private static final Pattern BY_ADDRESS =
      Pattern.compile("ip-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})-(\\d{1,3})");
  private static final Pattern REVERSE =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.in-addr\\.arpa");
  private static final Pattern REVERSE6 = Pattern.compile("((?:[0-9a-f]\\.){32})ip6\\.arpa");

  /** What is known of a name. */
  sealed interface Known {
    /** It is in the zone, and these are its addresses. */
    record Host(HostAddresses addresses) implements Known {}

    /** It is an address of the VPC, the other way round, and this is its host's name. */
    record Address(String name) implements Known {}

    /** The zone's own name, which has no addresses. */
    record Domain() implements Known {}

    /** It is in the zone, and nobody has it. */
    record Nobody() implements Known {}

    /** It is for others to say. */
    record Foreign() implements Known {}
  }

  private DnsNames() {}

  /**
   * Finds a name.
   *
   * @param name in lower case, without the dot at its end
   */
  static Known find(DnsZone zone, String name) {
    Matcher reverse = REVERSE.matcher(name);
    if (reverse.matches()) {
      return address(reverse, 4, 3, 2, 1)
          .filter(address -> contains(zone, address))
          .<Known>map(address -> new Known.Address(nameOf(zone, address)))
          .orElseGet(Known.Foreign::new);
    }
    Matcher reverse6 = REVERSE6.matcher(name);
    if (reverse6.matches()) {
      String label = zone.names6().get(address6(reverse6.group(1)));
      return label == null ? new Known.Foreign() : new Known.Address(label + "." + zone.domain());
    }
    if (name.equals(zone.domain())) {
      return new Known.Domain();
    }
    if (!name.endsWith("." + zone.domain())) {
      return new Known.Foreign();
    }
    String label = name.substring(0, name.length() - zone.domain().length() - 1);
    HostAddresses host = zone.hosts().get(label);
    if (host != null) {
      return new Known.Host(host);
    }
    Matcher byAddress = BY_ADDRESS.matcher(label);
    if (!byAddress.matches()) {
      return new Known.Nobody();
    }
    return address(byAddress, 1, 2, 3, 4)
        .filter(address -> contains(zone, address))
        .<Known>map(address -> new Known.Host(new HostAddresses(address, List.of())))
        .orElseGet(Known.Nobody::new);
  }

  /**
   * @param nibbles the last one first, each with a dot behind it (RFC 3596 section 2.5)
   */
  private static Ipv6Address address6(String nibbles) {
    String digits = new StringBuilder(nibbles.replace(".", "")).reverse().toString();
    return new Ipv6Address(
        Long.parseUnsignedLong(digits, 0, 16, 16), Long.parseUnsignedLong(digits, 16, 32, 16));
  }

  private static boolean contains(DnsZone zone, int address) {
    return zone.ipv4().stream().anyMatch(block -> block.contains(address));
  }

  private static String nameOf(DnsZone zone, int address) {
    return "ip-" + Ipv4Address.format(address).replace('.', '-') + "." + zone.domain();
  }

  /**
   * @param groups of a match that have the bytes of an address, the first one first
   */
  private static Optional<Integer> address(Matcher match, int... groups) {
    int address = 0;
    for (int group : groups) {
      String text = match.group(group);
      int value = Integer.parseInt(text);
      if (value > 255 || (text.length() > 1 && text.startsWith("0"))) {
        return Optional.empty();
      }
      address = address << Byte.SIZE | value;
    }
    return Optional.of(address);
  }
}
