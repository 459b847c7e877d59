package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import org.junit.jupiter.api.Test;

class Ipv6LpmTest {
  private static Ipv6Lpm table(String... prefixes) {
    Ipv6Lpm.Builder builder = Ipv6Lpm.builder();
    for (int i = 0; i < prefixes.length; i++) {
      Ipv6Prefix prefix = Ipv6Prefix.parse(prefixes[i]);
      builder.add(prefix.hi(), prefix.lo(), prefix.length(), i + 1);
    }
    return builder.build();
  }

  private static int lookup(Ipv6Lpm table, String text) {
    Ipv6Address address = Ipv6Address.parse(text);
    return table.lookup(address.hi(), address.lo());
  }

  @Test
  void shouldPreferTheLongestPrefixOnBothSidesOfBit64() {
    Ipv6Lpm table =
        table("2001:db8::/32", "2001:db8::/64", "2001:db8::/65", "2001:db8::1/128", "::/0");
    assertThat(lookup(table, "2001:db8::1")).isEqualTo(4);
    assertThat(lookup(table, "2001:db8::2")).isEqualTo(3);
    assertThat(lookup(table, "2001:db8::8000:0:0:0")).isEqualTo(2);
    assertThat(lookup(table, "2001:db8:0:1::")).isEqualTo(1);
    assertThat(lookup(table, "2001:db9::")).isEqualTo(5);
  }

  @Test
  void shouldHoldManyHostsOfOneSubnet() {
    Ipv6Lpm.Builder builder = Ipv6Lpm.builder();
    long subnet = 0x2001_0db8_0000_0001L;
    for (int host = 1; host <= 1000; host++) {
      builder.add(subnet, host, 128, host);
    }
    Ipv6Lpm table = builder.build();
    assertThat(table.lookup(subnet, 0)).isEqualTo(Ipv6Lpm.NO_ROUTE);
    assertThat(table.lookup(subnet, 1)).isEqualTo(1);
    assertThat(table.lookup(subnet, 1000)).isEqualTo(1000);
    assertThat(table.lookup(subnet, 1001)).isEqualTo(Ipv6Lpm.NO_ROUTE);
    assertThat(table.lookup(subnet + 1, 1)).isEqualTo(Ipv6Lpm.NO_ROUTE);
  }

  @Test
  void shouldEndAtTheLastAddress() {
    Ipv6Lpm table = table("ffff::/16", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
    assertThat(table.lookup(-1, -1)).isEqualTo(2);
    assertThat(table.lookup(-1, -2)).isEqualTo(1);
    assertThat(table.lookup(0, 0)).isEqualTo(Ipv6Lpm.NO_ROUTE);
  }

  @Test
  void shouldRejectWhatIsNoPrefix() {
    Ipv6Lpm table = table();
    assertThatThrownBy(() -> table.announce(0, 1, 64, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix 00000000000000000000000000000001/64 has host bits set");
    assertThatThrownBy(() -> table.withdraw(0, 0, 129))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix length 129 is not of 0 to 128");
  }
}
