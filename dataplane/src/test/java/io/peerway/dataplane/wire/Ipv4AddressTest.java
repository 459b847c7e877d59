package io.peerway.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4AddressTest {

  @Property
  void shouldReadAndWriteAsTheJdkDoes(@ForAll int address) {
    String text = Ipv4Address.format(address);

    assertThat(InetAddress.ofLiteral(text)).isEqualTo(Judge.v4(address));
    assertThat(text).isEqualTo(Judge.v4(address).getHostAddress());
    assertThat(Ipv4Address.parse(text)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "'', it has 1 of 4 octets",
    "10.1, it has 2 of 4 octets",
    "10.1.2, it has 3 of 4 octets",
    "10.1.2.3.4, octet 4 is not a decimal number",
    "10.1.2.256, octet 4 is above 255",
    "300.1.2.3, octet 1 is above 255",
    "99999999999.1.2.3, octet 1 is above 255",
    "10..2.3, octet 2 is empty",
    "10.1.2., octet 4 is empty",
    "10.01.2.3, octet 2 has a leading zero",
    "10.00.2.3, octet 2 has a leading zero",
    "10.1.0x2.3, octet 3 is not a decimal number",
    "10.1.-2.3, octet 3 is not a decimal number",
    "' 10.1.2.3', octet 1 is not a decimal number",
    "'10.1.2.3 ', octet 4 is not a decimal number",
    "10.1.2.٣, octet 4 is not a decimal number"
  })
  void shouldSayWhatIsWrong(String text, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv4Address.parse(text))
        .withMessage("\"" + text + "\" is not an IPv4 address: " + why);
  }

  @Test
  void shouldTellSpecialAddresses() {
    assertThat(Ipv4Address.isLinkLocal(Ipv4Address.parse("169.254.169.254"))).isTrue();
    assertThat(Ipv4Address.isLinkLocal(Ipv4Address.parse("10.1.1.13"))).isFalse();
  }

  @Property
  void shouldTellSpecialAddressesAsTheJdkDoes(@ForAll int address) {
    assertThat(Ipv4Address.isMulticast(address)).isEqualTo(Judge.v4(address).isMulticastAddress());
    assertThat(Ipv4Address.isLinkLocal(address)).isEqualTo(Judge.v4(address).isLinkLocalAddress());
  }
}
