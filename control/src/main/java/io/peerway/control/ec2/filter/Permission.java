package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.RulePeer;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.SecurityGroup;
import io.peerway.control.model.SecurityGroupRule;
import io.peerway.control.rule.GroupReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One rule as a call describes it; what it names need not exist.
 *
 * @param peer a canonical block, or an id
 * @param account of the group that it names; empty if the caller's own is meant
 */
record Permission(
    RuleTraffic traffic,
    PeerType type,
    String peer,
    Optional<String> account,
    Optional<String> description) {
  private static final String TEXT_CHARACTERS = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";
  private static final String TEXT_FORM = "[a-zA-Z0-9. _\\-:/()#,@\\[\\]+=&;{}!$*]{0,255}";

  /** The parameters that describe rules in {@code IpPermissions}. */
  static final String[] PARAMETERS = {
    "IpPermissions.N.IpProtocol",
    "IpPermissions.N.FromPort",
    "IpPermissions.N.ToPort",
    "IpPermissions.N.IpRanges.N.CidrIp",
    "IpPermissions.N.IpRanges.N.Description",
    "IpPermissions.N.Ipv6Ranges.N.CidrIpv6",
    "IpPermissions.N.Ipv6Ranges.N.Description",
    "IpPermissions.N.Groups.N.GroupId",
    "IpPermissions.N.Groups.N.GroupName",
    "IpPermissions.N.Groups.N.UserId",
    "IpPermissions.N.Groups.N.Description",
    "IpPermissions.N.PrefixListIds.N.PrefixListId",
    "IpPermissions.N.PrefixListIds.N.Description",
    // What answers say of references, which clients send back.
    "IpPermissions.N.Groups.N.PeeringStatus",
    "IpPermissions.N.Groups.N.VpcId",
    "IpPermissions.N.Groups.N.VpcPeeringConnectionId"
  };

  /** The rules that {@code IpPermissions} describes. */
  static List<Permission> listed(Call call, boolean egress) {
    List<Permission> all = new ArrayList<>();
    for (Parameters one : call.parameters().structures("IpPermissions")) {
      RuleTraffic traffic = RuleProtocols.traffic(one);
      int before = all.size();
      for (Parameters range : one.structures("IpRanges")) {
        all.add(ipv4(traffic, range.required("CidrIp"), description(range)));
      }
      for (Parameters range : one.structures("Ipv6Ranges")) {
        all.add(ipv6(traffic, range.required("CidrIpv6"), description(range)));
      }
      for (Parameters list : one.structures("PrefixListIds")) {
        all.add(prefixList(traffic, list.required("PrefixListId"), description(list)));
      }
      for (Parameters group : one.structures("Groups")) {
        all.add(group(traffic, groupId(call, group), group.text("UserId"), description(group)));
      }
      if (all.size() == before) {
        throw missingPeer(egress);
      }
    }
    checkDistinct(all);
    return all;
  }

  private static String groupId(Call call, Parameters group) {
    return group
        .text("GroupId")
        .or(() -> group.text("GroupName").map(name -> GroupLookup.named(call, name).id()))
        .orElseThrow(() -> new Ec2Exception("MissingParameter", "Source group ID missing."));
  }

  static Ec2Exception missingPeer(boolean egress) {
    String end = egress ? "destination" : "source";
    return new Ec2Exception(
        "MissingParameter",
        "Missing "
            + end
            + " specification: include "
            + end
            + " security group or CIDR information");
  }

  private static void checkDistinct(List<Permission> all) {
    long distinct =
        all.stream().map(one -> one.withDescription(Optional.empty())).distinct().count();
    if (distinct < all.size()) {
      throw Errors.invalidValue("The same permission must not appear multiple times");
    }
  }

  static Permission ipv4(RuleTraffic traffic, String cidr, Optional<String> description) {
    return new Permission(
        traffic, PeerType.IPV4, Cidrs.rule4(cidr).format(), Optional.empty(), description);
  }

  static Permission ipv6(RuleTraffic traffic, String cidr, Optional<String> description) {
    return new Permission(
        traffic, PeerType.IPV6, Cidrs.rule6(cidr).format(), Optional.empty(), description);
  }

  static Permission prefixList(RuleTraffic traffic, String id, Optional<String> description) {
    Lookup.PREFIX_LIST.checkForm(id);
    return new Permission(traffic, PeerType.PREFIX_LIST, id, Optional.empty(), description);
  }

  /**
   * A rule for a group.
   *
   * @param group its id, which may come after its account and a slash
   */
  static Permission group(
      RuleTraffic traffic, String group, Optional<String> account, Optional<String> description) {
    int slash = group.indexOf('/');
    String id = group.substring(slash + 1);
    Lookup.SECURITY_GROUP.checkForm(id);
    Optional<String> owner = slash < 0 ? account : Optional.of(group.substring(0, slash));
    return new Permission(traffic, PeerType.GROUP, id, owner, description);
  }

  /** A description, checked. */
  static Optional<String> description(Parameters given) {
    Optional<String> text = given.text("Description");
    text.ifPresent(t -> checkText(t, "rule description", "descriptions"));
    return text;
  }

  /** Refuses a text with characters that names and descriptions cannot have. */
  static void checkText(String text, String what, String plural) {
    if (!text.matches(TEXT_FORM)) {
      throw Errors.invalidValue(
          "Invalid "
              + what
              + ". Valid "
              + plural
              + " are strings less than 256 characters from the following set: "
              + TEXT_CHARACTERS);
    }
  }

  /** Whether the rule is the one that this describes. */
  boolean describes(SecurityGroupRule rule) {
    return traffic.equals(rule.traffic())
        && type == PeerType.of(rule.peer())
        && peer.equals(rule.peer().text());
  }

  /**
   * What a rule of this group leads to.
   *
   * @throws Ec2Exception if it names what is not there or cannot be reached
   */
  RulePeer resolve(Call call, SecurityGroup from) {
    return switch (type) {
      case IPV4 -> new RulePeer.Block(new Cidr.Ipv4(Cidrs.rule4(peer)));
      case IPV6 -> new RulePeer.Block(new Cidr.Ipv6(Cidrs.rule6(peer)));
      case PREFIX_LIST -> new RulePeer.PrefixList(Lookup.PREFIX_LIST.find(call, peer).id());
      case GROUP -> {
        SecurityGroup to = GroupLookup.ofAnybody(call, account, peer);
        yield GroupReferences.between(call.inventory(), from, to)
            .orElseThrow(
                () ->
                    new Ec2Exception(
                        "InvalidGroup.NotFound",
                        "You have specified two resources that belong to different networks."));
      }
    };
  }

  private Permission withDescription(Optional<String> other) {
    return new Permission(traffic, type, peer, account, other);
  }
}
