package io.peerway.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6AddressTest {
  private static final Pattern MORE_THAN_FOUR_DIGITS = Pattern.compile("[0-9a-f]{5}");

  /** Addresses with runs of zero groups, which plain random numbers do not have. */
  @Provide
  Arbitrary<Ipv6Address> addresses() {
    Arbitrary<Long> groups =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0L)), Tuple.of(2, Arbitraries.longs().between(0, 0xffff)));
    Arbitrary<Long> halves =
        groups
            .list()
            .ofSize(4)
            .map(list -> list.stream().reduce(0L, (half, group) -> (half << 16) | group));
    return Combinators.combine(halves, halves).as(Ipv6Address::new);
  }

  @Property
  void shouldReadAndWriteAsTheJdkDoes(@ForAll("addresses") Ipv6Address address) {
    Inet6Address same = Judge.v6(address);
    String text = address.format();

    assertThat(Ipv6Address.parse(text)).isEqualTo(address);
    assertThat(Ipv6Address.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(address);
    assertThat(Ipv6Address.parse(same.getHostAddress())).isEqualTo(address);
    assertThat(InetAddress.ofLiteral(text).getAddress())
        .isEqualTo(
            Ipv6Address.isIpv4Mapped(address.hi(), address.lo())
                ? Judge.v4((int) address.lo()).getAddress()
                : same.getAddress());
  }

  @Property(tries = 5_000)
  void shouldAgreeWithTheJdkWhatIsAnAddress(@ForAll("almostAddresses") String text) {
    assertThat(parsed(text)).as(text).isEqualTo(parsedByJdk(text));
  }

  @Provide
  Arbitrary<String> almostAddresses() {
    Arbitrary<String> tokens =
        Arbitraries.of("0", "1", "db8", "ffff", "00a", "12345", ":", ":", ":", "::", "g");
    return tokens.list().ofMinSize(1).ofMaxSize(17).map(list -> String.join("", list));
  }

  private static Optional<BigInteger> parsed(String text) {
    try {
      Ipv6Address address = Ipv6Address.parse(text);
      return Optional.of(number(Judge.v6(address).getAddress()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<BigInteger> parsedByJdk(String text) {
    if (MORE_THAN_FOUR_DIGITS.matcher(text).find()) {
      return Optional.empty(); // RFC 4291 has up to four; the JDK takes more when they are zeros
    }
    try {
      InetAddress address = Inet6Address.ofLiteral(text);
      // The JDK turns a mapped address into what it maps.
      byte[] bytes = address.getAddress();
      BigInteger number = number(bytes);
      return Optional.of(
          bytes.length == 4 ? number.add(BigInteger.valueOf(0xffffL).shiftLeft(32)) : number);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static BigInteger number(byte[] bytes) {
    return new BigInteger(1, bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "2001:DB8::ABCD, 2001:db8::abcd",
    "::ffff:10.1.2.3, ::ffff:10.1.2.3",
    "::ffff:a01:203, ::ffff:10.1.2.3",
    "64:ff9b::10.1.2.3, 64:ff9b::a01:203",
    "1:2:3:4:5:6:7.8.9.10, 1:2:3:4:5:6:708:90a",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8"
  })
  void shouldWriteTheCanonicalForm(String text, String canonical) {
    assertThat(Ipv6Address.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "'', it has 0 of 8 groups",
    ":, group 1 is empty",
    ":1:2:3:4:5:6:7:8, group 1 is empty",
    "1:2:3, it has 3 of 8 groups",
    "1:2:3:4:5:6:7:8:9, it has more than 8 groups",
    "1:2:3:4:5:6:7:8::, 'its \"::\" stands for no group'",
    "1:2:3:4::5:6:7:8, 'its \"::\" stands for no group'",
    "1::2::3, 'it has more than one \"::\"'",
    ":::, group 1 is empty",
    "1:::2, group 2 is empty",
    "1:2:, it ends with a single colon",
    "2001:db8::12345, group 3 has more than 4 digits",
    "2001:db8::g, group 3 is not a hexadecimal number",
    "fe80::1%eth0, group 2 has more than 4 digits",
    "1:2:3:4:5:6:7:10.1.2.3, it has more than 8 groups"
  })
  void shouldSayWhatIsWrong(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv6Address.parse(text))
        .withMessage("\"" + text + "\" is not an IPv6 address: " + why);
  }

  @Test
  void shouldSayWhatIsWrongWithAnIpv4Part() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv6Address.parse("::ffff:10.1.2.256"))
        .withMessage(
            "\"::ffff:10.1.2.256\" is not an IPv6 address:"
                + " \"10.1.2.256\" is not an IPv4 address: octet 4 is above 255");
  }

  @Property
  void shouldTellSpecialAddressesAsTheJdkDoes(@ForAll("addresses") Ipv6Address address) {
    Inet6Address same = Judge.v6(address);

    assertThat(Ipv6Address.isMulticast(address.hi())).isEqualTo(same.isMulticastAddress());
    assertThat(Ipv6Address.isLinkLocal(address.hi())).isEqualTo(same.isLinkLocalAddress());
    assertThat(Ipv6Address.isLoopback(address.hi(), address.lo()))
        .isEqualTo(same.isLoopbackAddress());
    assertThat(Ipv6Address.isUnspecified(address.hi(), address.lo()))
        .isEqualTo(same.isAnyLocalAddress());
  }

  @Test
  void shouldTellSpecialAddresses() {
    assertThat(Ipv6Address.isMulticast(Ipv6Address.ALL_NODES.hi())).isTrue();
    assertThat(Ipv6Address.isLinkLocal(Ipv6Address.parse("fe80::1").hi())).isTrue();
    assertThat(Ipv6Address.isLinkLocal(Ipv6Address.parse("febf::1").hi())).isTrue();
    assertThat(Ipv6Address.isLinkLocal(Ipv6Address.parse("fec0::1").hi())).isFalse();
    assertThat(Ipv6Address.isLoopback(0, 1)).isTrue();
    assertThat(Ipv6Address.isUnspecified(0, 0)).isTrue();
    assertThat(Ipv6Address.ALL_ROUTERS).hasToString("ff02::2");
  }

  @Test
  void shouldKnowTheGroupOfSolicitations() {
    Ipv6Address address = Ipv6Address.parse("2001:db8::abcd:ef12:3456");
    Ipv6Address group = address.solicitedNode();

    assertThat(group).hasToString("ff02::1:ff12:3456");
    assertThat(Ipv6Address.isSolicitedNode(group.hi(), group.lo())).isTrue();
    assertThat(Ipv6Address.isSolicitedNode(address.hi(), address.lo())).isFalse();
    assertThat(Ipv6Address.isSolicitedNode(group.hi(), 0x1_fe12_3456L)).isFalse();
  }

  @Property
  void shouldOrderByTheBytesOnTheWire(
      @ForAll("addresses") Ipv6Address a, @ForAll("addresses") Ipv6Address b) {
    int slow = number(Judge.v6(a).getAddress()).compareTo(number(Judge.v6(b).getAddress()));

    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(slow);
  }
}
