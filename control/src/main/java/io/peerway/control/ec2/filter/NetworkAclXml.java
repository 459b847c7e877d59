package io.peerway.control.ec2.filter;

import io.peerway.control.ec2.protocol.Call;
import io.peerway.control.ec2.protocol.Filters;
import io.peerway.control.ec2.protocol.Xml;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.NetworkAcl;
import io.peerway.control.model.NetworkAclEntry;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.Vpc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Writes the rules of network ACLs, those that deny the rest included, and finds ACLs by them. */
final class NetworkAclXml {
  private NetworkAclXml() {}

  static void writeEntries(Call call, Xml xml, NetworkAcl acl) {
    xml.list("entrySet", lines(call, acl), entry -> write(xml, entry));
  }

  static void addFilters(Filters<NetworkAcl> filters) {
    add(filters, "entry.cidr", entry -> !entry.cidr().isIpv6(), entry -> entry.cidr().text());
    add(filters, "entry.ipv6-cidr", entry -> entry.cidr().isIpv6(), entry -> entry.cidr().text());
    add(filters, "entry.egress", entry -> true, NetworkAclEntry::egress);
    add(filters, "entry.icmp.code", NetworkAclXml::hasIcmp, entry -> entry.traffic().to());
    add(filters, "entry.icmp.type", NetworkAclXml::hasIcmp, entry -> entry.traffic().from());
    add(filters, "entry.port-range.from", NetworkAclXml::hasPorts, e -> e.traffic().from());
    add(filters, "entry.port-range.to", NetworkAclXml::hasPorts, e -> e.traffic().to());
    add(filters, "entry.protocol", entry -> true, entry -> entry.traffic().protocol());
    add(filters, "entry.rule-action", entry -> true, NetworkAclXml::action);
    add(filters, "entry.rule-number", entry -> true, NetworkAclEntry::number);
  }

  private static void add(
      Filters<NetworkAcl> filters,
      String name,
      Predicate<NetworkAclEntry> has,
      Function<NetworkAclEntry, Object> field) {
    filters.onAny(
        name,
        (call, acl) -> lines(call, acl).stream().filter(has).map(e -> field.apply(e).toString()));
  }

  private static List<NetworkAclEntry> lines(Call call, NetworkAcl acl) {
    List<NetworkAclEntry> lines = new ArrayList<>();
    for (boolean egress : new boolean[] {true, false}) {
      acl.entries().stream().filter(entry -> entry.egress() == egress).forEach(lines::add);
      denials(call, acl).map(cidr -> NetworkAclEntry.denyAll(egress, cidr)).forEach(lines::add);
    }
    return lines;
  }

  // A VPC without IPv6 shows nothing of IPv6.
  private static Stream<Cidr> denials(Call call, NetworkAcl acl) {
    Vpc vpc = call.inventory().find(Vpc.KIND, acl.vpcId()).orElseThrow();
    return vpc.ipv6().isEmpty()
        ? Stream.of(Cidr.Ipv4.ALL)
        : Stream.of(Cidr.Ipv4.ALL, Cidr.Ipv6.ALL);
  }

  private static void write(Xml xml, NetworkAclEntry entry) {
    RuleTraffic traffic = entry.traffic();
    xml.text("ruleNumber", entry.number())
        .text("protocol", traffic.protocol())
        .text("ruleAction", action(entry))
        .text("egress", entry.egress())
        .text(entry.cidr().isIpv6() ? "ipv6CidrBlock" : "cidrBlock", entry.cidr().text());
    if (hasPorts(entry)) {
      xml.element("portRange", () -> xml.text("from", traffic.from()).text("to", traffic.to()));
    }
    if (hasIcmp(entry)) {
      xml.element(
          "icmpTypeCode", () -> xml.text("code", traffic.to()).text("type", traffic.from()));
    }
  }

  private static String action(NetworkAclEntry entry) {
    return entry.allow() ? "allow" : "deny";
  }

  private static boolean hasPorts(NetworkAclEntry entry) {
    return entry.traffic().hasPorts();
  }

  /** Whether a rule goes by ICMP types: over IPv4, a rule for ICMPv6 is for every type. */
  static boolean hasIcmp(int protocol, Cidr cidr) {
    return protocol == RuleTraffic.ICMP || (protocol == RuleTraffic.ICMPV6 && cidr.isIpv6());
  }

  private static boolean hasIcmp(NetworkAclEntry entry) {
    return hasIcmp(entry.traffic().protocol(), entry.cidr());
  }
}
