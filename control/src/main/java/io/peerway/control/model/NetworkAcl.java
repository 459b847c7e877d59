package io.peerway.control.model;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network ACL: what may enter and leave the subnets that are associated with it. Stateless: the
 * first rule that fits decides on each packet, and a packet that fits none is denied.
 *
 * @param isDefault whether subnets of its VPC are associated with it from the start
 * @param entries its rules by direction and number, without those that deny the rest
 */
public record NetworkAcl(
    String id, Scope scope, String vpcId, boolean isDefault, List<NetworkAclEntry> entries)
    implements Entity {
  public static final Index<NetworkAcl, Scope> BY_SCOPE = Index.on(NetworkAcl::scope);
  public static final Index<NetworkAcl, String> BY_VPC = Index.on(NetworkAcl::vpcId);
  public static final Kind<NetworkAcl> KIND =
      new Kind<>("network-acl", NetworkAcl.class, List.of(BY_SCOPE, BY_VPC));

  private static final Comparator<NetworkAclEntry> ORDER =
      Comparator.comparing(NetworkAclEntry::egress)
          .reversed()
          .thenComparing(NetworkAclEntry::number);

  public NetworkAcl {
    entries = entries.stream().sorted(ORDER).toList();
  }

  @Override
  public Kind<NetworkAcl> kind() {
    return KIND;
  }

  /** The rule with this number in this direction. */
  public Optional<NetworkAclEntry> entry(int number, boolean egress) {
    return entries.stream()
        .filter(entry -> entry.number() == number && entry.egress() == egress)
        .findFirst();
  }

  /** With a rule added, or put in place of the one with the same number and direction. */
  public NetworkAcl with(NetworkAclEntry entry) {
    NetworkAcl rest = without(entry.number(), entry.egress());
    return rest.with(Stream.concat(rest.entries.stream(), Stream.of(entry)).toList());
  }

  /** Without the rule of this number and direction, if it is there. */
  public NetworkAcl without(int number, boolean egress) {
    return with(
        entries.stream()
            .filter(entry -> entry.number() != number || entry.egress() != egress)
            .toList());
  }

  private NetworkAcl with(List<NetworkAclEntry> changed) {
    return new NetworkAcl(id, scope, vpcId, isDefault, changed);
  }
}
