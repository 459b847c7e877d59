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

class Ipv4PrefixTest {

  /** Near each other, so that one often contains the other. */
  @Provide
  Arbitrary<Ipv4Prefix> prefixes() {
    return Combinators.combine(addresses(), Arbitraries.integers().between(0, 32))
        .as(Ipv4Prefix::canonical);
  }

  @Provide
  Arbitrary<Integer> addresses() {
    return Arbitraries.of(0, 0x0a010000, 0xffff_ffff, 0x8000_0000)
        .flatMap(
            base -> Arbitraries.integers().between(0, 32).map(bit -> base ^ (int) (1L << bit)));
  }

  /** The oracle: an address as 32 characters. */
  private static String bits(int address) {
    String bits = Integer.toBinaryString(address);
    return "0".repeat(32 - bits.length()) + bits;
  }

  private static String bits(Ipv4Prefix prefix) {
    return bits(prefix.address()).substring(0, prefix.length());
  }

  @Property
  void shouldContainTheAddressesThatBeginWithItsBits(
      @ForAll("prefixes") Ipv4Prefix prefix, @ForAll("addresses") int address) {
    assertThat(prefix.contains(address)).isEqualTo(bits(address).startsWith(bits(prefix)));
  }

  @Property
  void shouldContainAndOverlapAsTheBitsSay(
      @ForAll("prefixes") Ipv4Prefix a, @ForAll("prefixes") Ipv4Prefix b) {
    boolean aContainsB = bits(b).startsWith(bits(a));
    boolean bContainsA = bits(a).startsWith(bits(b));

    assertThat(a.contains(b)).isEqualTo(aContainsB);
    assertThat(a.overlaps(b)).isEqualTo(aContainsB || bContainsA);
    assertThat(b.overlaps(a)).isEqualTo(a.overlaps(b));
  }

  @Property
  void shouldReachFromItsFirstToItsLastAddress(@ForAll("prefixes") Ipv4Prefix prefix) {
    String host = "0".repeat(32 - prefix.length());

    assertThat(bits(prefix.first())).isEqualTo(bits(prefix) + host);
    assertThat(bits(prefix.last())).isEqualTo(bits(prefix) + host.replace('0', '1'));
    assertThat(prefix.size())
        .isEqualTo(
            Integer.toUnsignedLong(prefix.last()) - Integer.toUnsignedLong(prefix.first()) + 1);
  }

  @Property
  void shouldClearHostBitsOnlyWhereItIsAskedTo(
      @ForAll int address, @ForAll @IntRange(max = 32) int length) {
    Ipv4Prefix canonical = Ipv4Prefix.canonical(address, length);
    String text = Ipv4Address.format(address) + "/" + length;

    assertThat(bits(canonical)).isEqualTo(bits(address).substring(0, length));
    assertThat(Ipv4Prefix.parseCanonical(text)).isEqualTo(canonical);
    if (canonical.address() == address) {
      assertThat(Ipv4Prefix.parse(text)).isEqualTo(canonical);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ipv4Prefix.parse(text))
          .withMessage("\"" + text + "\" has host bits set");
    }
  }

  @Property
  void shouldReadWhatItWrites(@ForAll("prefixes") Ipv4Prefix prefix) {
    assertThat(Ipv4Prefix.parse(prefix.format())).isEqualTo(prefix);
    assertThat(prefix).hasToString(prefix.format());
  }

  @Property
  void shouldOrderByAddressThenLength(
      @ForAll("prefixes") Ipv4Prefix a, @ForAll("prefixes") Ipv4Prefix b) {
    int byAddress = Integer.signum(bits(a.address()).compareTo(bits(b.address())));
    int slow = byAddress != 0 ? byAddress : Integer.compare(a.length(), b.length());

    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(slow);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, '\"10.0.0.0\" is not a prefix: it has no \"/length\"'",
    "10.0.0.0/, '\"10.0.0.0/\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/33, '\"10.0.0.0/33\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/08, '\"10.0.0.0/08\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/-1, '\"10.0.0.0/-1\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/+8, '\"10.0.0.0/+8\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/8/8, '\"10.0.0.0/8/8\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0.0/4294967304, '\"10.0.0.0/4294967304\" is not a prefix: its length is not a number of 0 to 32'",
    "10.0.0/8, '\"10.0.0\" is not an IPv4 address: it has 3 of 4 octets'",
    "/8, '\"\" is not an IPv4 address: it has 1 of 4 octets'"
  })
  void shouldSayWhatIsWrong(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Prefix.parse(text))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Prefix.parseCanonical(text))
        .withMessage(message);
  }

  @Test
  void shouldRefuseLengthsThatDoNotExist() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ipv4Prefix(0, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Ipv4Prefix(0, 33));
    assertThatIllegalArgumentException().isThrownBy(() -> Ipv4Prefix.canonical(0, 33));
  }
}
