package io.peerway.control.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A set of DHCP options, which never changes.
 *
 * @param values of each option, in the order that was asked for; by {@link DhcpOption#code()}
 */
public record DhcpOptions(String id, Scope scope, NavigableMap<String, List<String>> values)
    implements Entity {
  /** What a VPC has that no DHCP options are associated with. */
  public static final String NONE = "default";

  /** The DNS server that Amazon provides in each VPC. */
  public static final String AMAZON_DNS = "AmazonProvidedDNS";

  public static final Index<DhcpOptions, Scope> BY_SCOPE = Index.on(DhcpOptions::scope);
  public static final Kind<DhcpOptions> KIND =
      new Kind<>("dhcp-options", DhcpOptions.class, List.of(BY_SCOPE));

  public DhcpOptions {
    NavigableMap<String, List<String>> copy = new TreeMap<>();
    values.forEach((code, texts) -> copy.put(code, List.copyOf(new ArrayList<>(texts))));
    values = Collections.unmodifiableNavigableMap(copy);
  }

  @Override
  public Kind<DhcpOptions> kind() {
    return KIND;
  }

  /** The values of one option, none where it is not set. */
  public List<String> of(DhcpOption option) {
    return values.getOrDefault(option.code(), List.of());
  }

  /**
   * What every region has from the start.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/DHCPOptionSetConcepts.html">DHCP
   *     option set concepts</a>
   */
  public static DhcpOptions standard(String id, Scope scope) {
    NavigableMap<String, List<String>> values = new TreeMap<>();
    values.put(DhcpOption.DOMAIN_NAME.code(), List.of(domain(scope.region())));
    values.put(DhcpOption.DOMAIN_NAME_SERVERS.code(), List.of(AMAZON_DNS));
    return new DhcpOptions(id, scope, values);
  }

  /** The domain of the private DNS names of a region. */
  public static String domain(String region) {
    return region.equals("us-east-1") ? "ec2.internal" : region + ".compute.internal";
  }
}
