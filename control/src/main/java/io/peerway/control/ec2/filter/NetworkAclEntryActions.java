package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Action;
import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Cidrs;
import io.peerway.control.ec2.protocol.Ec2Exception;
import io.peerway.control.ec2.protocol.Errors;
import io.peerway.control.ec2.protocol.Lookup;
import io.peerway.control.ec2.protocol.Parameters;
import io.peerway.control.ec2.protocol.WriteCall;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.Quota;
import io.peerway.control.model.RuleTraffic;
import java.util.List;
import java.util.Optional;

/** CreateNetworkAclEntry, ReplaceNetworkAclEntry, DeleteNetworkAclEntry. */
public final class NetworkAclEntryActions {
  private static final String[] ENTRY = {
    "NetworkAclId",
    "RuleNumber",
    "Protocol",
    "RuleAction",
    "Egress",
    "CidrBlock",
    "Ipv6CidrBlock",
    "Icmp.Code",
    "Icmp.Type",
    "PortRange.From",
    "PortRange.To"
  };

  private NetworkAclEntryActions() {}

  public static List<Action> actions() {
    return List.of(
        Action.write("CreateNetworkAclEntry", NetworkAclEntryActions::create).takes(ENTRY),
        Action.write("ReplaceNetworkAclEntry", NetworkAclEntryActions::replace).takes(ENTRY),
        Action.write("DeleteNetworkAclEntry", NetworkAclEntryActions::delete)
            .takes("NetworkAclId", "RuleNumber", "Egress"));
  }

  private static void create(WriteCall call, Xml xml) {
    NetworkAcl acl = Lookup.NETWORK_ACL.required(call, "NetworkAclId");
    NetworkAclEntry entry = read(call);
    if (acl.entry(entry.number(), entry.egress()).isPresent()) {
      throw new Ec2Exception(
          "NetworkAclEntryAlreadyExists",
          "The network acl entry identified by " + entry.number() + " already exists.");
    }
    put(call, acl.with(entry), entry);
    xml.text("return", true);
  }

  private static void replace(WriteCall call, Xml xml) {
    NetworkAcl acl = Lookup.NETWORK_ACL.required(call, "NetworkAclId");
    NetworkAclEntry entry = read(call);
    existing(acl, entry.number(), entry.egress());
    put(call, acl.with(entry), entry);
    xml.text("return", true);
  }

  private static void delete(WriteCall call, Xml xml) {
    NetworkAcl acl = Lookup.NETWORK_ACL.required(call, "NetworkAclId");
    NetworkAclEntry entry = existing(acl, number(call), egress(call));
    call.draft().put(acl.without(entry.number(), entry.egress()));
    xml.text("return", true);
  }

  private static void put(WriteCall call, NetworkAcl acl, NetworkAclEntry added) {
    long like =
        acl.entries().stream()
            .filter(entry -> entry.egress() == added.egress())
            .filter(entry -> entry.cidr().isIpv6() == added.cidr().isIpv6())
            .count();
    // The rule that denies the rest counts too.
    if (like + 1 > call.quotas().of(Quota.RULES_PER_NETWORK_ACL)) {
      throw new Ec2Exception(
          "NetworkAclEntryLimitExceeded",
          "The maximum number of network ACL entries has been reached.");
    }
    call.draft().put(acl);
  }

  private static NetworkAclEntry existing(NetworkAcl acl, int number, boolean egress) {
    return acl.entry(number, egress)
        .orElseThrow(
            () ->
                new Ec2Exception(
                    "InvalidNetworkAclEntry.NotFound",
                    "no "
                        + (egress ? "egress" : "ingress")
                        + " entry with number "
                        + number
                        + " in network ACL "
                        + acl.id()));
  }

  private static NetworkAclEntry read(Call call) {
    Parameters given = call.parameters();
    int number = number(call);
    int protocol = RuleProtocols.number(given.required("Protocol"));
    boolean allow =
        switch (given.required("RuleAction")) {
          case "allow" -> true;
          case "deny" -> false;
          default ->
              throw Errors.invalidValue(
                  "Invalid value '"
                      + given.required("RuleAction")
                      + "' for ruleAction. It must be allow or deny.");
        };
    Cidr cidr = cidr(given);
    return new NetworkAclEntry(number, egress(call), allow, traffic(given, protocol, cidr), cidr);
  }

  private static int number(Call call) {
    call.parameters().required("RuleNumber");
    return call.parameters().integer("RuleNumber", 1, NetworkAclEntry.LAST).orElseThrow();
  }

  private static boolean egress(Call call) {
    return call.parameters().flag("Egress").orElseThrow(() -> Errors.missingParameter("Egress"));
  }

  private static Cidr cidr(Parameters given) {
    Optional<String> ipv4 = given.text("CidrBlock");
    Optional<String> ipv6 = given.text("Ipv6CidrBlock");
    if (ipv4.isPresent() == ipv6.isPresent()) {
      String message = "The request must contain exactly one of cidrBlock, ipv6CidrBlock";
      throw ipv4.isPresent()
          ? Errors.invalidCombination(message)
          : new Ec2Exception("MissingParameter", message);
    }
    return ipv4.<Cidr>map(text -> new Cidr.Ipv4(Cidrs.ipv4("cidrBlock", text)))
        .orElseGet(() -> new Cidr.Ipv6(Cidrs.ipv6("ipv6CidrBlock", ipv6.orElseThrow())));
  }

  // EC2 takes port ranges, types and codes with any protocol, and goes by them where they mean
  // something.
  private static RuleTraffic traffic(Parameters given, int protocol, Cidr cidr) {
    return switch (protocol) {
      case RuleTraffic.TCP, RuleTraffic.UDP -> {
        int from = integer(given.structure("PortRange"), "From", "portRange.from", 0, 65_535);
        int to = integer(given.structure("PortRange"), "To", "portRange.to", 0, 65_535);
        if (from > to) {
          throw Errors.invalidValue("Invalid TCP/UDP port range (" + from + ":" + to + ")");
        }
        yield new RuleTraffic(protocol, from, to);
      }
      default -> {
        if (!NetworkAclXml.hasIcmp(protocol, cidr)) {
          yield RuleTraffic.of(protocol);
        }
        int type = integer(given.structure("Icmp"), "Type", "icmpTypeCode.type", -1, 255);
        int code = integer(given.structure("Icmp"), "Code", "icmpTypeCode.code", -1, 255);
        RuleProtocols.checkIcmp(type, code);
        yield new RuleTraffic(protocol, type, code);
      }
    };
  }

  private static int integer(Parameters given, String name, String asMissing, int least, int most) {
    return given.integer(name, least, most).orElseThrow(() -> Errors.missingParameter(asMissing));
  }
}
