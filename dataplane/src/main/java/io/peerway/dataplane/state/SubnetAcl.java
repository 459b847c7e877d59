package io.peerway.dataplane.state;

/**
 * A subnet and its network ACL, which packets meet where they leave or enter the subnet.
 *
 * @param subnet {@code subnet-…}
 * @param acl {@code acl-…}
 * @param ingress for packets into the subnet
 * @param egress for packets out of it
 */
public record SubnetAcl(String subnet, String acl, AclRules ingress, AclRules egress) {
  /**
   * Whether some packet might be denied.
   *
   * @param family 4 or 6
   */
  boolean denies(int family) {
    return !ingress.allowsAll(family) || !egress.allowsAll(family);
  }

  /** Whether two prefixes are of one subnet; null stands for no subnet at all. */
  public static boolean isOneSubnet(SubnetAcl a, SubnetAcl b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return a.subnet.equals(b.subnet);
  }
}
