package io.peerway.dataplane.state;

import java.util.List;

/**
 * The security groups of an interface.
 *
 * @param groups {@code sg-…} of each, which is what rules that reference a group are compared with
 * @param rules of these groups
 */
public record InterfaceSecurity(List<String> groups, SecurityRules rules) {
  public InterfaceSecurity {
    groups = List.copyOf(groups);
  }
}
