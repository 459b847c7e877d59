package io.peerway.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {

  @Property
  void shouldReadWhatItWrites(@ForAll @LongRange(max = MacAddress.BROADCAST) long mac) {
    String text = MacAddress.format(mac);

    assertThat(text).isEqualTo(Judge.mac(mac).toString());
    assertThat(MacAddress.parse(text)).isEqualTo(mac);
    assertThat(MacAddress.parse(text.toUpperCase(Locale.ROOT))).isEqualTo(mac);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02:00:00:00:00",
        "02:00:00:00:00:01:",
        "02:00:00:00:00:01:02",
        "02-00-00-00-00-01",
        "2:00:00:00:00:001",
        "02:00:00:00:00:0g",
        "02:00:00:00:00:+1",
        "0200.0000.0001xxx",
        " 2:00:00:00:00:01"
      })
  void shouldRefuseOtherText(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MacAddress.parse(text))
        .withMessage("\"" + text + "\" is not a MAC address like 02:00:5e:10:00:01");
  }

  @Test
  void shouldTellGroupAddresses() {
    assertThat(MacAddress.isMulticast(MacAddress.BROADCAST)).isTrue();
    assertThat(MacAddress.isMulticast(MacAddress.parse("01:00:5e:00:00:01"))).isTrue();
    assertThat(MacAddress.isMulticast(MacAddress.parse("02:01:01:01:01:01"))).isFalse();
  }

  @Test
  void shouldMapIpv6GroupsToEthernetGroups() {
    Ipv6Address group = Ipv6Address.parse("ff02::1:ff12:3456");

    assertThat(MacAddress.format(MacAddress.ofIpv6Multicast(group.lo())))
        .isEqualTo("33:33:ff:12:34:56");
  }
}
