package io.peerway.control.model;

import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The options that a set may have.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateDhcpOptions.html">
 *     CreateDhcpOptions</a>
 */
public enum DhcpOption {
  DOMAIN_NAME,
  DOMAIN_NAME_SERVERS,
  NETBIOS_NAME_SERVERS,
  NETBIOS_NODE_TYPE,
  NTP_SERVERS;

  private static final int MOST_SERVERS = 4;

  // RFC 2132 section 8.7.
  private static final Set<String> NODE_TYPES = Set.of("1", "2", "4", "8");

  // RFC 1035 section 2.3.4; some systems take several names with blanks between them.
  private static final String DOMAIN = "[A-Za-z0-9_.-]+( [A-Za-z0-9_.-]+)*";
  private static final int LONGEST_DOMAIN = 253;

  /** Its name in the API. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The option of this name. */
  public static Optional<DhcpOption> named(String code) {
    return Arrays.stream(values()).filter(option -> option.code().equals(code)).findFirst();
  }

  /** Whether the option may have these values. */
  public boolean allows(List<String> values) {
    return switch (this) {
      case DOMAIN_NAME ->
          values.size() == 1
              && values.getFirst().length() <= LONGEST_DOMAIN
              && values.getFirst().matches(DOMAIN);
      case DOMAIN_NAME_SERVERS ->
          values.equals(List.of(DhcpOptions.AMAZON_DNS)) || areServers(values);
      case NTP_SERVERS -> areServers(values);
      case NETBIOS_NAME_SERVERS ->
          areServers(values) && values.stream().noneMatch(value -> value.contains(":"));
      case NETBIOS_NODE_TYPE -> values.size() == 1 && NODE_TYPES.contains(values.getFirst());
    };
  }

  private static boolean areServers(List<String> values) {
    return !values.isEmpty()
        && values.size() <= MOST_SERVERS
        && values.stream().allMatch(DhcpOption::isAddress);
  }

  private static boolean isAddress(String text) {
    try {
      if (text.contains(":")) {
        var _ = Ipv6Address.parse(text);
      } else {
        var _ = Ipv4Address.parse(text);
      }
      return true;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }
}
