package io.peerway.control.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.control.model.Cidr;
import io.peerway.control.model.Draft;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Ipv4Block;
import io.peerway.control.model.Ipv6Block;
import io.peerway.control.model.Scope;
import io.peerway.control.model.Vpc;
import io.peerway.control.model.VpcAttributes;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRulesTest {
  private static final Scope SCOPE = new Scope("111111111111", "eu-west-1");

  private static Vpc vpc(List<Ipv4Prefix> ipv4, List<Ipv6Prefix> ipv6) {
    return new Vpc(
        "vpc-1",
        SCOPE,
        ipv4.stream().map(block -> new Ipv4Block("a", block)).toList(),
        ipv6.stream().map(block -> new Ipv6Block("b", block)).toList(),
        false,
        "default",
        "dopt-1",
        VpcAttributes.DEFAULT);
  }

  // Few bits, so that random blocks often overlap: within 10.0.0.0/24, as /24 to /32.
  @Provide
  Arbitrary<Ipv4Prefix> blocks() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 255), Arbitraries.integers().between(24, 32))
        .as((host, length) -> Ipv4Prefix.canonical(0x0a000000 | host, length));
  }

  @Provide
  Arbitrary<List<Ipv4Prefix>> blockLists() {
    return blocks().list().ofMinSize(1).ofMaxSize(3);
  }

  @Property(tries = 500)
  void shouldFindOverlapExactlyWhenAnAddressIsInBoth(
      @ForAll("blockLists") List<Ipv4Prefix> mine, @ForAll("blockLists") List<Ipv4Prefix> theirs) {
    boolean common =
        IntStream.range(0x0a000000, 0x0a000100)
            .anyMatch(
                address ->
                    mine.stream().anyMatch(block -> block.contains(address))
                        && theirs.stream().anyMatch(block -> block.contains(address)));

    assertThat(vpc(mine, List.of()).overlaps(vpc(theirs, List.of()))).isEqualTo(common);
    assertThat(vpc(theirs, List.of()).overlaps(vpc(mine, List.of()))).isEqualTo(common);
  }

  @Property(tries = 300)
  void shouldBeWithinExactlyWhenEveryAddressIsInOneBlock(
      @ForAll("blocks") Ipv4Prefix destination, @ForAll("blockLists") List<Ipv4Prefix> blocks) {
    boolean every =
        blocks.stream()
            .anyMatch(
                block ->
                    IntStream.rangeClosed(destination.first(), destination.last())
                        .allMatch(block::contains));

    assertThat(AddressRules.isWithin(new Cidr.Ipv4(destination), vpc(blocks, List.of())))
        .isEqualTo(every);
  }

  @Test
  void shouldFindOverlapOfIpv6BlocksAlone() {
    Ipv6Prefix block = Ipv6Prefix.parse("2001:db8:1::/56");
    Vpc one = vpc(List.of(Ipv4Prefix.parse("10.1.0.0/16")), List.of(block));
    Vpc same = vpc(List.of(Ipv4Prefix.parse("10.2.0.0/16")), List.of(block));
    Vpc next =
        vpc(
            List.of(Ipv4Prefix.parse("10.2.0.0/16")),
            List.of(Ipv6Prefix.parse("2001:db8:1:100::/56")));

    assertThat(one.overlaps(same)).isTrue();
    assertThat(one.overlaps(next)).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "10.0.0.0/16, true",
    "10.0.0.0/28, true",
    "10.0.0.0/15, false",
    "10.0.0.0/29, false",
    "8.8.0.0/16, true",
    "0.0.0.0/16, false",
    "127.1.0.0/16, false",
    "169.254.0.0/16, false",
    "224.0.0.0/16, false",
    "255.255.0.0/16, false",
  })
  void shouldKnowWhatAVpcMayBe(String block, boolean allowed) {
    assertThat(AddressRules.mayBeVpc(Ipv4Prefix.parse(block))).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "10.1.0.0/16, true",
    "10.1.255.240/28, true",
    "10.1.255.248/29, false",
    "10.0.0.0/16, false",
    "10.0.0.0/15, false",
  })
  void shouldKnowWhatASubnetMayBe(String block, boolean allowed) {
    Vpc vpc = vpc(List.of(Ipv4Prefix.parse("10.1.0.0/16")), List.of());

    assertThat(AddressRules.mayBeSubnet(Ipv4Prefix.parse(block), vpc)).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "2001:db8:0:5::/64, true",
    "2001:db8:0:5::/65, false",
    "2001:db8::/56, false",
    "2001:db8:0:100::/64, false",
  })
  void shouldKnowWhatAnIpv6SubnetMayBe(String block, boolean allowed) {
    Vpc vpc =
        vpc(List.of(Ipv4Prefix.parse("10.1.0.0/16")), List.of(Ipv6Prefix.parse("2001:db8::/56")));

    assertThat(AddressRules.mayBeSubnet(Ipv6Prefix.parse(block), vpc)).isEqualTo(allowed);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "169.254.168.0/22, true",
    "169.254.169.254/32, true",
    "169.254.0.0/16, false",
    "169.254.172.0/24, false",
  })
  void shouldReserveTheAddressesOfServices(String block, boolean reserved) {
    assertThat(AddressRules.isReserved(new Cidr.Ipv4(Ipv4Prefix.parse(block)))).isEqualTo(reserved);
  }

  @Test
  void shouldReserveTheIpv6AddressesOfServices() {
    assertThat(AddressRules.isReserved(new Cidr.Ipv6(Ipv6Prefix.parse("fd00:ec2::254/128"))))
        .isTrue();
    assertThat(AddressRules.isReserved(new Cidr.Ipv6(Ipv6Prefix.parse("fd00::/8")))).isFalse();
  }

  @Test
  void shouldNeverGiveOutAnIpv6BlockTwice() {
    Draft draft = new Draft(Inventory.EMPTY);
    // Few random numbers, so that many are drawn twice.
    Random few =
        new Random(7) {
          private static final long serialVersionUID = 1L;

          @Override
          public long nextLong() {
            return nextInt(64);
          }
        };
    Ids ids = new Ids(few);
    Set<Ipv6Prefix> given = new HashSet<>();

    for (int i = 0; i < 50; i++) {
      Ipv6Prefix block = AddressRules.freeIpv6Block(draft.inventory(), ids);
      assertThat(block.length()).isEqualTo(56);
      assertThat(given.add(block)).isTrue();
      Vpc vpc = vpc(List.of(Ipv4Prefix.parse("10.1.0.0/16")), List.of(block));
      draft.put(
          new Vpc(
              "vpc-" + i, SCOPE, vpc.ipv4(), vpc.ipv6(), false, "default", "", vpc.attributes()));
    }
  }
}
