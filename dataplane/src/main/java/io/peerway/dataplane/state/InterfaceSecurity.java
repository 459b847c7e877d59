package io.peerway.dataplane.state;

import java.util.List;

/**
 * The security groups of an interface.
 *
 * @param id of the interface: {@code eni-…}, or {@code vpc-…} for a VPC's own device
 * @param groups {@code sg-…} of each, which is what rules that reference a group are compared with
 * @param rules of these groups
 */
public record InterfaceSecurity(String id, List<String> groups, SecurityRules rules) {
  public InterfaceSecurity {
    groups = List.copyOf(groups);
  }
}
