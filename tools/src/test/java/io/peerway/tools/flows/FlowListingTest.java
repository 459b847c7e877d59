package io.peerway.tools.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowColumns;
import io.peerway.dataplane.flow.FlowLimits;
import io.peerway.dataplane.flow.FlowTable;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalTable;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.TcpHeader;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tracked connections are listed, and as what. */
class FlowListingTest {
  private static final PortForwarding VPC = new PortForwarding(0, "vpc-a", 0, 1500);
  private static final PortForwarding INTERFACE = new PortForwarding(1, "eni-b", 1, 1500);
  private static final int GONE = 12_345;

  private final FlowTable table =
      ConnectionTracking.of(FlowLimits.DEFAULTS.withCapacity(100)).flows();
  private final FlowColumns columns = new FlowColumns(1);

  @BeforeEach
  void trackSome() {
    tcp("10.1.1.13", 4000, "10.2.1.139", 22, INTERFACE.zone());
    tcp("10.1.1.14", 4001, "10.2.1.139", 443, INTERFACE.zone());
    tcp("10.1.1.15", 4002, "10.9.9.9", 22, GONE);
    Ipv6Address from = Ipv6Address.parse("fd00::d");
    Ipv6Address to = Ipv6Address.parse("fd00:b::1");
    columns.setTcpFlags(0, 0);
    columns.set6(
        0,
        VPC.zone(),
        INTERFACE.zone(),
        from.hi(),
        from.lo(),
        to.hi(),
        to.lo(),
        IpProtocol.ICMPV6,
        22,
        22,
        FlowColumns.query(128, true));
    assertThat(table.trackAtSender(columns, 0)).isTrue();
    assertThat(table.trackAtReceiver(columns, 0)).isTrue();
  }

  private void tcp(String from, int fromPort, String to, int toPort, int toZone) {
    columns.setTcpFlags(0, TcpHeader.SYN);
    columns.set4(
        0,
        VPC.zone(),
        toZone,
        Ipv4Address.parse(from),
        Ipv4Address.parse(to),
        IpProtocol.TCP,
        fromPort,
        toPort,
        0);
    assertThat(table.trackAtReceiver(columns, 0)).isTrue();
  }

  private static Interfaces interfaces() {
    return new Interfaces(
        new ForwardingState(1, List.of(vpc(0, "vpc-a"), vpc(1, "vpc-b")), List.of(VPC, INTERFACE)));
  }

  private static VpcForwarding vpc(int index, String id) {
    return new VpcForwarding(index, id, 0, false, LocalTable.builder().build());
  }

  private TrackedConnections list(FlowsArguments arguments) {
    Interfaces interfaces = interfaces();
    FlowMatch match =
        new FlowMatch(
            arguments, arguments.vpc() == null ? null : interfaces.zones(arguments.vpc()));
    return new FlowListing(match, interfaces, arguments.limit()).read(table.reader(), () -> 0);
  }

  @Test
  void shouldTellAConnectionWithItsEnds() {
    TrackedConnections found =
        list(new FlowsArguments(null, "10.2.0.0/16", 22, IpProtocol.TCP, "opening", 10));

    assertThat(found.complete()).isTrue();
    assertThat(found.connections())
        .containsExactly(
            new TrackedConnection(
                "tcp",
                "opening",
                null,
                new TrackedConnection.End("vpc-a", "", "10.1.1.13", 4000, false),
                new TrackedConnection.End("vpc-b", "eni-b", "10.2.1.139", 22, true),
                60));
  }

  @Test
  void shouldTellAPingByItsIdentifier() {
    TrackedConnections found =
        list(new FlowsArguments(null, "fd00::/64", null, IpProtocol.ICMPV6, null, 10));

    assertThat(found.connections())
        .singleElement()
        .satisfies(
            ping -> {
              assertThat(ping.identifier()).isEqualTo(22);
              assertThat(ping.from().address()).isEqualTo("fd00::d");
              assertThat(ping.to().address()).isEqualTo("fd00:b::1");
              assertThat(ping.to().port()).isNull();
              assertThat(ping.from().tracked()).isTrue();
            });
  }

  @Test
  void shouldTellOfAnInterfaceThatIsGoneWithoutNamingIt() {
    assertThat(list(new FlowsArguments(null, "10.9.9.9", null, null, null, 1)).connections())
        .singleElement()
        .satisfies(one -> assertThat(one.to().vpc()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    ",,,,,4",
    "vpc-a,,,,,4",
    "vpc-b,,,,,3",
    "eni-b,,,,,3",
    ",10.1.1.13,,,,1",
    ",10.1.1.99/24,,,,3",
    ",::/0,,,,1",
    ",,22,,,2",
    ",,,6,,3",
    ",,,58,,1",
    ",,,,query,1",
    ",,,,established,0",
    "vpc-b,10.1.0.0/16,443,6,opening,1"
  })
  void shouldFindWhatIsAskedFor(
      String vpc, String address, Integer port, Integer protocol, String state, int expected) {
    TrackedConnections found = list(new FlowsArguments(vpc, address, port, protocol, state, 10));
    assertThat(found.connections()).hasSize(expected);
    assertThat(list(new FlowsArguments(vpc, address, port, protocol, state, 0)))
        .isEqualTo(new TrackedConnections(List.of(), expected, true));
  }

  @Test
  void shouldSayWhenThereAreMore() {
    FlowsArguments three = new FlowsArguments(null, null, null, null, null, 3);
    assertThat(list(three).connections()).hasSize(3);
    assertThat(list(three).complete()).isFalse();
    assertThat(list(new FlowsArguments(null, null, null, null, null, 4)).complete()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "udp", "icmp", "icmpv6", "0", "47", "255"})
  void shouldReadProtocolsAsItWritesThem(String text) {
    assertThat(ProtocolName.format(ProtocolName.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "-1", "ipx", ""})
  void shouldRefuseWhatIsNoProtocol(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ProtocolName.parse(text));
  }
}
