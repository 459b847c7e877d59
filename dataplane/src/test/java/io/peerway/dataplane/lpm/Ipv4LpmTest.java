package io.peerway.dataplane.lpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import org.junit.jupiter.api.Test;

class Ipv4LpmTest {
  private static Ipv4Lpm.Builder with(Ipv4Lpm.Builder builder, String prefix, int nextHop) {
    Ipv4Prefix parsed = Ipv4Prefix.parse(prefix);
    return builder.add(parsed.address(), parsed.length(), nextHop);
  }

  private static Ipv4Lpm table(String... prefixes) {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    for (int i = 0; i < prefixes.length; i++) {
      with(builder, prefixes[i], i + 1);
    }
    return builder.build();
  }

  private static int lookup(Ipv4Lpm table, String address) {
    return table.lookup(Ipv4Address.parse(address));
  }

  @Test
  void shouldFindNoRouteInAnEmptyTable() {
    assertThat(lookup(table(), "0.0.0.0")).isEqualTo(Ipv4Lpm.NO_ROUTE);
    assertThat(lookup(table(), "255.255.255.255")).isEqualTo(Ipv4Lpm.NO_ROUTE);
  }

  @Test
  void shouldPreferTheLongestPrefix() {
    Ipv4Lpm table = table("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3/32");
    assertThat(lookup(table, "10.1.2.3")).isEqualTo(4);
    assertThat(lookup(table, "10.1.2.4")).isEqualTo(3);
    assertThat(lookup(table, "10.1.3.0")).isEqualTo(2);
    assertThat(lookup(table, "10.2.0.0")).isEqualTo(1);
    assertThat(lookup(table, "11.0.0.0")).isEqualTo(Ipv4Lpm.NO_ROUTE);
  }

  @Test
  void shouldMatchEverythingByTheDefaultRoute() {
    Ipv4Lpm table = table("0.0.0.0/0", "255.255.255.255/32", "0.0.0.0/32");
    assertThat(lookup(table, "0.0.0.0")).isEqualTo(3);
    assertThat(lookup(table, "0.0.0.1")).isEqualTo(1);
    assertThat(lookup(table, "255.255.255.254")).isEqualTo(1);
    assertThat(lookup(table, "255.255.255.255")).isEqualTo(2);
  }

  @Test
  void shouldFallBackToTheShorterPrefixWhenTheLongerIsWithdrawn() {
    Ipv4Lpm table = table("10.0.0.0/8", "10.1.0.0/16");
    assertThat(table.withdraw(Ipv4Address.parse("10.1.0.0"), 16)).isTrue();
    assertThat(lookup(table, "10.1.0.1")).isEqualTo(1);
    assertThat(table.withdraw(Ipv4Address.parse("10.1.0.0"), 16)).isFalse();
  }

  @Test
  void shouldSayWhetherAnAnnouncementChangedTheTable() {
    Ipv4Lpm table = table();
    assertThat(table.announce(0x0a000000, 8, 7)).isTrue();
    assertThat(table.announce(0x0a000000, 8, 7)).isFalse();
    assertThat(table.announce(0x0a000000, 8, 8)).isTrue();
    assertThat(lookup(table, "10.0.0.1")).isEqualTo(8);
  }

  @Test
  void shouldTakeTheLastOfSeveralRoutesForOnePrefix() {
    Ipv4Lpm.Builder builder = Ipv4Lpm.builder();
    with(with(builder, "10.0.0.0/8", 1), "10.0.0.0/8", 2);
    assertThat(lookup(builder.build(), "10.0.0.1")).isEqualTo(2);
    assertThat(builder.build().size()).isEqualTo(1);
  }

  @Test
  void shouldLookUpOnlyAsManyAddressesAsAsked() {
    int[] nextHops = {9, 9, 9};
    table("0.0.0.0/0").lookup(new int[] {1, 2, 3}, nextHops, 2);
    assertThat(nextHops).containsExactly(1, 1, 9);
  }

  @Test
  void shouldRejectWhatIsNoPrefixOrNoNextHop() {
    Ipv4Lpm table = table();
    assertThatThrownBy(() -> table.announce(0x0a000001, 8, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix 0a000001/8 has host bits set");
    assertThatThrownBy(() -> table.announce(0, 33, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prefix length 33 is not of 0 to 32");
    assertThatThrownBy(() -> Ipv4Lpm.builder().add(0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("next hop 0 is not of 1 to 1073741823");
    assertThatThrownBy(() -> table.withdraw(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
