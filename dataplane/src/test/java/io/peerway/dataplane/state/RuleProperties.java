package io.peerway.dataplane.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Compiled rules decide as the list of rules does when it is read from the top. */
class RuleProperties {
  private static final int[] PROTOCOLS = {1, 6, 6, 6, 17, 17, 58, 47, 50};
  private static final int[] PORTS = {0, 1, 22, 80, 443, 1023, 1024, 8080, 65_534, 65_535};
  private static final InterfaceSecurity NO_RULES =
      new InterfaceSecurity(List.of(), SecurityRules.of(List.of(), List.of()));

  /** A packet as rules see it. */
  private record Packet(
      int protocol, int selector, int address, long hi, long lo, InterfaceSecurity groups) {}

  private static boolean matches(Traffic traffic, Peers peers, Packet packet, int family) {
    boolean isPeer =
        family == 4
            ? peers.ipv4().stream().anyMatch(p -> p.contains(packet.address))
            : peers.ipv6().stream().anyMatch(p -> p.contains(packet.hi, packet.lo));
    boolean isInGroup =
        packet.groups != null
            && packet.groups.groups().stream().anyMatch(g -> g.equals(peers.group()));
    boolean isTraffic =
        (traffic.protocol() == -1 || traffic.protocol() == packet.protocol)
            && packet.selector >= traffic.first()
            && packet.selector <= traffic.last();
    return isTraffic && (isPeer || isInGroup);
  }

  @Property(tries = 300)
  void shouldFindTheFirstSecurityRuleThatMatches(
      @ForAll @IntRange(min = 0, max = 310) int count, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<SecurityRule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(new SecurityRule("sgr-" + i, traffic(random), peers(random, true)));
    }
    SecurityRuleSet compiled = SecurityRuleSet.of(rules);

    for (int i = 0; i < 50; i++) {
      Packet p = packet(random);
      SecurityRule first4 = first(rules, p, 4);
      SecurityRule first6 = first(rules, p, 6);
      assertThat(compiled.rule(p.protocol, p.selector, p.address, p.groups)).isSameAs(first4);
      assertThat(compiled.rule(p.protocol, p.selector, p.hi, p.lo, p.groups)).isSameAs(first6);
      assertThat(compiled.allows(p.protocol, p.selector, p.address, p.groups))
          .isEqualTo(first4 != null);
      assertThat(compiled.allows(p.protocol, p.selector, p.hi, p.lo, p.groups))
          .isEqualTo(first6 != null);
      for (int family : new int[] {4, 6}) {
        assertThat(compiled.isOpen(family, p.protocol, p.selector))
            .isEqualTo(
                rules.stream()
                    .anyMatch(
                        r -> r.traffic().matches(p.protocol, p.selector) && isOpen(r, family)));
        assertThat(compiled.isOpenToAll(family, p.protocol))
            .isEqualTo(
                rules.stream()
                    .anyMatch(r -> r.traffic().coversAllOf(p.protocol) && isOpen(r, family)));
      }
    }
  }

  private static SecurityRule first(List<SecurityRule> rules, Packet packet, int family) {
    return rules.stream()
        .filter(rule -> matches(rule.traffic(), rule.peers(), packet, family))
        .findFirst()
        .orElse(null);
  }

  private static boolean isOpen(SecurityRule rule, int family) {
    return family == 4 ? rule.peers().hasAllIpv4() : rule.peers().hasAllIpv6();
  }

  @Property(tries = 300)
  void shouldFollowTheAclRuleWithTheLowestNumber(
      @ForAll @IntRange(min = 0, max = 45) int count, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<AclRule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean allows = random.nextInt(3) != 0;
      rules.add(new AclRule(1 + 7919 * i % 1009, allows, traffic(random), peers(random, false)));
    }
    AclRules compiled = AclRules.of(rules);

    for (int i = 0; i < 50; i++) {
      Packet p = packet(random);
      AclRule lowest4 = lowest(rules, p, 4);
      AclRule lowest6 = lowest(rules, p, 6);
      boolean allows4 = lowest4 != null && lowest4.allows();
      boolean allows6 = lowest6 != null && lowest6.allows();
      assertThat(compiled.rule(p.protocol, p.selector, p.address)).isSameAs(lowest4);
      assertThat(compiled.rule(p.protocol, p.selector, p.hi, p.lo)).isSameAs(lowest6);
      assertThat(compiled.allows(p.protocol, p.selector, p.address)).isEqualTo(allows4);
      assertThat(compiled.allows(p.protocol, p.selector, p.hi, p.lo)).isEqualTo(allows6);
      assertThat(allows4 || !compiled.allowsAll(4)).isTrue();
      assertThat(allows6 || !compiled.allowsAll(6)).isTrue();
    }
  }

  private static AclRule lowest(List<AclRule> rules, Packet packet, int family) {
    AclRule lowest = null;
    for (AclRule rule : rules) {
      if (matches(rule.traffic(), rule.peers(), packet, family)
          && (lowest == null || rule.number() < lowest.number())) {
        lowest = rule;
      }
    }
    return lowest;
  }

  private static Packet packet(SplittableRandom random) {
    int protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    int selector =
        switch (protocol) {
          case IpProtocol.TCP, IpProtocol.UDP -> port(random);
          case IpProtocol.ICMP, IpProtocol.ICMPV6 -> random.nextInt(4) << 8 | random.nextInt(3);
          default -> 0;
        };
    InterfaceSecurity groups =
        random.nextInt(3) == 0
            ? null
            : new InterfaceSecurity(List.of(group(random), group(random)), NO_RULES.rules());
    return new Packet(
        protocol,
        selector,
        0x0a000000 | random.nextInt(4) << 16 | random.nextInt(4) << 8 | random.nextInt(4),
        0x2001_0db8_0000_0000L | random.nextInt(4) << 16 | random.nextInt(4),
        random.nextInt(4),
        groups);
  }

  private static Traffic traffic(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0 -> Traffic.all();
      case 1, 2 -> {
        int a = port(random);
        int b = port(random);
        yield Traffic.tcp(Math.min(a, b), Math.max(a, b));
      }
      case 3 -> Traffic.tcp(port(random), 65_535);
      case 4 -> {
        int port = port(random);
        yield Traffic.udp(port, port);
      }
      case 5 -> Traffic.icmp(random.nextInt(-1, 4), random.nextInt(-1, 3));
      case 6 -> Traffic.icmpv6(random.nextInt(-1, 4), random.nextInt(-1, 3));
      default -> Traffic.of(PROTOCOLS[random.nextInt(PROTOCOLS.length)]);
    };
  }

  private static int port(SplittableRandom random) {
    return PORTS[random.nextInt(PORTS.length)];
  }

  private static Peers peers(SplittableRandom random, boolean withGroups) {
    return switch (random.nextInt(withGroups ? 8 : 5)) {
      case 0 -> Peers.of(Ipv4Prefix.ALL);
      case 1 -> Peers.of(Ipv6Prefix.ALL);
      case 2 -> Peers.of(prefix4(random));
      case 3 -> Peers.of(prefix6(random));
      case 4 ->
          Peers.of(
              List.of(prefix4(random), prefix4(random), prefix4(random)),
              List.of(prefix6(random), prefix6(random)));
      case 5 -> Peers.nobody();
      default -> Peers.ofGroup(group(random));
    };
  }

  private static Ipv4Prefix prefix4(SplittableRandom random) {
    Packet p = packet(random);
    return Ipv4Prefix.canonical(p.address, random.nextInt(8, 33));
  }

  private static Ipv6Prefix prefix6(SplittableRandom random) {
    Packet p = packet(random);
    return Ipv6Prefix.canonical(p.hi, p.lo, random.nextInt(32, 129));
  }

  private static String group(SplittableRandom random) {
    return "sg-" + random.nextInt(6);
  }
}
