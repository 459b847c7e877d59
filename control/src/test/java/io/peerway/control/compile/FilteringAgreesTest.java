package io.peerway.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.Api;
import io.peerway.control.FakeDatapath;
import io.peerway.control.compile.SlowFilters.End;
import io.peerway.control.compile.SlowFilters.Packet;
import io.peerway.control.model.Cidr;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.RuleTraffic;
import io.peerway.control.model.Vpc;
import io.peerway.dataplane.state.AclRules;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.InterfaceSecurity;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SubnetAcl;
import io.peerway.dataplane.state.Traffic;
import io.peerway.dataplane.state.VpcForwarding;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * After every step of random configuration of filters, what was published allows what a slow,
 * obvious reading of the records allows, and so does everything compiled from nothing.
 */
class FilteringAgreesTest {
  private static final List<Packet> PACKETS =
      List.of(
          new Packet(RuleTraffic.TCP, 22, 0, 0),
          new Packet(RuleTraffic.TCP, 80, 0, 0),
          new Packet(RuleTraffic.UDP, 22, 0, 0),
          new Packet(RuleTraffic.ICMP, 0, 8, 0),
          new Packet(RuleTraffic.ICMP, 0, 3, 4),
          new Packet(RuleTraffic.ICMPV6, 0, 128, 0),
          new Packet(50, 0, 0, 0));

  @Provide
  Arbitrary<List<Step>> steps() {
    return FilterCalls.steps();
  }

  @Property(tries = 30)
  void shouldFilterByTheRecords(@ForAll("steps") List<Step> steps) {
    FilterCalls calls = new FilterCalls();
    Api api = calls.api();
    for (Step step : steps) {
      calls.make(step);
      compare(calls.addresses(), api.datapath().state(), api.inventory());
    }
    FakeDatapath fresh = new FakeDatapath();
    new Publisher(fresh).follow(api.ledger());
    compare(calls.addresses(), fresh.state(), api.inventory());
  }

  private static void compare(List<Cidr> addresses, ForwardingState state, Inventory inventory) {
    SlowFilters oracle = new SlowFilters(inventory);
    List<VpcForwarding> vpcs =
        state.vpcs().stream()
            .filter(Objects::nonNull)
            .filter(vpc -> !inventory.find(Vpc.KIND, vpc.id()).orElseThrow().isDefault())
            .toList();
    for (VpcForwarding left : vpcs) {
      for (VpcForwarding right : vpcs) {
        for (Cidr from : addresses) {
          for (Cidr to : addresses) {
            LocalEntry sender = find(left, from);
            LocalEntry receiver = find(right, to);
            if (from.isIpv6() != to.isIpv6() || sender == null || receiver == null) {
              continue;
            }
            for (Packet packet : PACKETS) {
              assertThat(decide(packet, sender, from, receiver, to))
                  .as("%s %s -> %s", packet, from.text(), to.text())
                  .isEqualTo(
                      oracle.verdict(packet, new End(left.id(), from), new End(right.id(), to)));
            }
          }
        }
      }
    }
  }

  private static LocalEntry find(VpcForwarding vpc, Cidr address) {
    return switch (address) {
      case Cidr.Ipv4(var host) -> vpc.local().find(host.address());
      case Cidr.Ipv6(var host) -> vpc.local().find(host.hi(), host.lo());
    };
  }

  private static boolean allows(
      SecurityRuleSet rules, Packet packet, Cidr peer, InterfaceSecurity groups) {
    int protocol = packet.protocol();
    return switch (peer) {
      case Cidr.Ipv4(var host) -> rules.allows(protocol, selector(packet), host.address(), groups);
      case Cidr.Ipv6(var host) ->
          rules.allows(protocol, selector(packet), host.hi(), host.lo(), groups);
    };
  }

  private static boolean allows(AclRules rules, Packet packet, Cidr peer) {
    int protocol = packet.protocol();
    return switch (peer) {
      case Cidr.Ipv4(var host) -> rules.allows(protocol, selector(packet), host.address());
      case Cidr.Ipv6(var host) -> rules.allows(protocol, selector(packet), host.hi(), host.lo());
    };
  }

  private static int selector(Packet packet) {
    return switch (packet.protocol()) {
      case RuleTraffic.ICMP, RuleTraffic.ICMPV6 ->
          Traffic.selector(packet.icmpType(), packet.icmpCode());
      case RuleTraffic.TCP, RuleTraffic.UDP -> packet.port();
      default -> 0;
    };
  }

  /** What the compiled rules do with a packet, in the order of the pipeline's stages. */
  private static String decide(
      Packet packet, LocalEntry sender, Cidr from, LocalEntry receiver, Cidr to) {
    if (sender.security() != null) {
      SecurityRuleSet rules = sender.security().rules().egress();
      if (!allows(rules, packet, to, receiver.security())) {
        return "security group egress";
      }
    }
    boolean crosses = !SubnetAcl.isOneSubnet(sender.subnetAcl(), receiver.subnetAcl());
    if (crosses && sender.subnetAcl() != null) {
      AclRules rules = sender.subnetAcl().egress();
      if (!allows(rules, packet, to)) {
        return "network ACL egress";
      }
    }
    if (crosses && receiver.subnetAcl() != null) {
      AclRules rules = receiver.subnetAcl().ingress();
      if (!allows(rules, packet, from)) {
        return "network ACL ingress";
      }
    }
    if (receiver.security() != null) {
      SecurityRuleSet rules = receiver.security().rules().ingress();
      if (!allows(rules, packet, from, sender.security())) {
        return "security group ingress";
      }
    }
    return "passes";
  }
}
