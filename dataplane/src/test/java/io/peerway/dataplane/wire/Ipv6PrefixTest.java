package io.peerway.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv6PrefixTest {

  /** Near each other, so that one often contains the other. */
  @Provide
  Arbitrary<Ipv6Prefix> prefixes() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
        .as((address, length) -> Ipv6Prefix.canonical(address.hi(), address.lo(), length));
  }

  @Provide
  Arbitrary<Ipv6Address> addresses() {
    return Arbitraries.of("::", "2001:db8::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")
        .map(Ipv6Address::parse)
        .flatMap(
            base -> Arbitraries.integers().between(0, 127).map(bit -> withBitFlipped(base, bit)));
  }

  private static Ipv6Address withBitFlipped(Ipv6Address base, int bit) {
    long mask = Long.MIN_VALUE >>> (bit % 64);
    return bit < 64
        ? new Ipv6Address(base.hi() ^ mask, base.lo())
        : new Ipv6Address(base.hi(), base.lo() ^ mask);
  }

  /** The oracle: an address as 128 characters. */
  private static String bits(Ipv6Address address) {
    return bits(address.hi()) + bits(address.lo());
  }

  private static String bits(long half) {
    String bits = Long.toBinaryString(half);
    return "0".repeat(64 - bits.length()) + bits;
  }

  private static String bits(Ipv6Prefix prefix) {
    return bits(new Ipv6Address(prefix.hi(), prefix.lo())).substring(0, prefix.length());
  }

  @Property
  void shouldContainTheAddressesThatBeginWithItsBits(
      @ForAll("prefixes") Ipv6Prefix prefix, @ForAll("addresses") Ipv6Address address) {
    assertThat(prefix.contains(address)).isEqualTo(bits(address).startsWith(bits(prefix)));
  }

  @Property
  void shouldContainAndOverlapAsTheBitsSay(
      @ForAll("prefixes") Ipv6Prefix a, @ForAll("prefixes") Ipv6Prefix b) {
    boolean aContainsB = bits(b).startsWith(bits(a));
    boolean bContainsA = bits(a).startsWith(bits(b));

    assertThat(a.contains(b)).isEqualTo(aContainsB);
    assertThat(a.overlaps(b)).isEqualTo(aContainsB || bContainsA);
    assertThat(b.overlaps(a)).isEqualTo(a.overlaps(b));
  }

  @Property
  void shouldReachFromItsFirstToItsLastAddress(@ForAll("prefixes") Ipv6Prefix prefix) {
    String host = "0".repeat(128 - prefix.length());

    assertThat(bits(prefix.first())).isEqualTo(bits(prefix) + host);
    assertThat(bits(prefix.last())).isEqualTo(bits(prefix) + host.replace('0', '1'));
  }

  @Property
  void shouldClearHostBitsOnlyWhereItIsAskedTo(
      @ForAll long hi, @ForAll long lo, @ForAll @IntRange(max = 128) int length) {
    Ipv6Address address = new Ipv6Address(hi, lo);
    Ipv6Prefix canonical = Ipv6Prefix.canonical(hi, lo, length);
    String text = address + "/" + length;

    assertThat(bits(canonical)).isEqualTo(bits(address).substring(0, length));
    assertThat(Ipv6Prefix.parseCanonical(text)).isEqualTo(canonical);
    if (canonical.first().equals(address)) {
      assertThat(Ipv6Prefix.parse(text)).isEqualTo(canonical);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ipv6Prefix.parse(text))
          .withMessage("\"" + text + "\" has host bits set");
    }
  }

  @Property
  void shouldReadWhatItWrites(@ForAll("prefixes") Ipv6Prefix prefix) {
    assertThat(Ipv6Prefix.parse(prefix.format())).isEqualTo(prefix);
    assertThat(prefix).hasToString(prefix.format());
  }

  @Property
  void shouldOrderByAddressThenLength(
      @ForAll("prefixes") Ipv6Prefix a, @ForAll("prefixes") Ipv6Prefix b) {
    int byAddress = Integer.signum(bits(a.first()).compareTo(bits(b.first())));
    int slow = byAddress != 0 ? byAddress : Integer.compare(a.length(), b.length());

    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(slow);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::, '\"2001:db8::\" is not a prefix: it has no \"/length\"'",
    "::/129, '\"::/129\" is not a prefix: its length is not a number of 0 to 128'",
    "::/064, '\"::/064\" is not a prefix: its length is not a number of 0 to 128'",
    "::/x, '\"::/x\" is not a prefix: its length is not a number of 0 to 128'",
    "1:2/32, '\"1:2\" is not an IPv6 address: it has 2 of 8 groups'"
  })
  void shouldSayWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv6Prefix.parse(text))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv6Prefix.parseCanonical(text))
        .withMessage(message);
  }

  @Test
  void shouldRefuseLengthsThatDoNotExist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ipv6Prefix(0, 0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Ipv6Prefix(0, 0, 129));
    assertThatIllegalArgumentException().isThrownBy(() -> Ipv6Prefix.canonical(0, 0, 129));
  }
}
