package io.peerway.control.ec2.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parameters of CreateNetworkAclEntry and ReplaceNetworkAclEntry. */
final class AclEntries {
  private AclEntries() {}

  /** An entry that allows what the other parameters say. */
  static String[] entry(String acl, String number, String egress, String... rest) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "NetworkAclId",
                acl,
                "RuleNumber",
                number,
                "Egress",
                egress,
                "RuleAction",
                "allow"));
    all.addAll(Arrays.asList(rest));
    return all.toArray(String[]::new);
  }

  /** Lets some TCP ports of 10.2.0.0/16 in. */
  static String[] tcp(String acl, String number) {
    return entry(
        acl,
        number,
        "false",
        "Protocol",
        "6",
        "CidrBlock",
        "10.2.0.9/16",
        "PortRange.From",
        "22",
        "PortRange.To",
        "80");
  }
}
