package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Interface;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.testkit.DhcpV6Frames;
import io.peerway.dataplane.forward.testkit.DhcpV6Frames.Answer;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hosts get by DHCPv6 (RFC 8415) and from router advertisements (RFC 4861, RFC 8106). */
class DhcpV6ServerTest {
  private static final int SOLICIT = 1;
  private static final int ADVERTISE = 2;
  private static final int REQUEST = 3;
  private static final int CONFIRM = 4;
  private static final int RENEW = 5;
  private static final int REBIND = 6;
  private static final int REPLY = 7;
  private static final int RELEASE = 8;
  private static final int DECLINE = 9;
  private static final int INFORMATION_REQUEST = 11;
  private static final int ENI = 1;
  private static final String ADDRESS = "2001:db8:a::9";

  private final Lab lab = new Lab();
  private final Vpc vpc = lab.config.vpc("vpc-a", "10.1.0.0/16", "2001:db8:a::/56");
  private final Host host = Host.of(vpc, 7, "fe80::77");

  DhcpV6ServerTest() {
    vpc.subnet("subnet-1", "10.1.1.0/24", "2001:db8:a::/64");
    vpc.interfaces.add(
        new Interface(
            ENI,
            "eni-1",
            Ipv4Prefix.parse("10.1.1.9/32"),
            Ipv6Prefix.parse(ADDRESS + "/128"),
            true));
    HostOptions options =
        new HostOptions(
            "lab.internal not..writable",
            List.of(),
            List.of(Ipv6Address.parse("2001:db8::53")),
            List.of(),
            List.of(Ipv6Address.parse("2001:db8::123")),
            List.of(),
            0);
    vpc.networks =
        new HostNetworks(
            List.of(),
            List.of(Ipv6Prefix.parse("2001:db8:a::/64"), Ipv6Prefix.parse("2001:db8:a::/56")),
            options);
    lab.publish();
  }

  private DhcpV6Frames question(int type) {
    return new DhcpV6Frames(host.mac(), type);
  }

  private Answer ask(int port, DhcpV6Frames question) {
    return DhcpV6Frames.read(lab.forward(port, question.frame()).frame());
  }

  @Test
  void shouldAdvertiseAndGiveAnInterfaceItsOwnAddresses() {
    Sent sent = lab.forward(ENI, question(SOLICIT).clientId().association(77).frame());

    assertThatPacket(
        sent.frame(),
        ethernet(src(host.routerMac()), dst(host.mac())),
        ip(src("fe80::1"), dst("fe80::77")));
    Answer advertised = DhcpV6Frames.read(sent.frame());
    assertThat(advertised.type()).isEqualTo(ADVERTISE);
    assertThat(advertised.transaction()).isEqualTo(0x123456);
    assertThat(advertised.addresses()).containsExactly(ADDRESS);

    Answer reply =
        ask(ENI, question(REQUEST).clientId().serverId(host.routerMac()).association(77));
    assertThat(reply.type()).isEqualTo(REPLY);
    assertThat(reply.addresses()).containsExactly(ADDRESS);
    ByteBuffer association = ByteBuffer.wrap(reply.all(3).getFirst().data());
    assertThat(association.getInt(0)).as("identity").isEqualTo(77);
    assertThat(association.getInt(4)).as("renewal").isEqualTo(1800);
    assertThat(association.getInt(8)).as("rebinding").isEqualTo(2880);
    assertThat(reply.all(1)).hasSize(1);
    assertThat(lab.unaccounted(ENI)).isZero();
  }

  @Test
  void shouldTellServersAndDomains() {
    for (Answer answer :
        List.of(
            ask(ENI, question(INFORMATION_REQUEST)),
            ask(0, question(INFORMATION_REQUEST).clientId()),
            ask(ENI, question(SOLICIT).clientId().association(1)))) {
      assertThat(answer.all(23).getFirst().address()).isEqualTo("2001:db8::53");
      assertThat(answer.all(31).getFirst().address()).isEqualTo("2001:db8::123");
      assertThat(answer.all(24).getFirst().data())
          .isEqualTo(HexFormat.of().parseHex("036c616208696e7465726e616c00"));
    }
  }

  @Test
  void shouldAnswerAtOnceWhereTheClientWantsThat() {
    Answer answer = ask(ENI, question(SOLICIT).clientId().option(14).association(1));

    assertThat(answer.type()).isEqualTo(REPLY);
    assertThat(answer.all(14)).hasSize(1);
    assertThat(answer.addresses()).containsExactly(ADDRESS);
  }

  @Test
  void shouldKeepALease() {
    Answer renewed =
        ask(ENI, question(RENEW).clientId().serverId(host.routerMac()).association(1, ADDRESS));
    Answer rebound = ask(ENI, question(REBIND).clientId().association(1, ADDRESS));

    assertThat(renewed.addresses()).containsExactly(ADDRESS);
    assertThat(rebound.addresses()).containsExactly(ADDRESS);
    for (int type : new int[] {RELEASE, DECLINE}) {
      Answer done =
          ask(ENI, question(type).clientId().serverId(host.routerMac()).association(1, ADDRESS));
      assertThat(done.all(13).getFirst().data()).containsExactly(0, 0);
    }
  }

  @Test
  void shouldConfirmAddressesOfTheLinkOnly() {
    assertThat(confirm(ADDRESS)).isZero();
    assertThat(confirm("2001:db8:b::1")).isEqualTo(4);
    assertThat(confirm(ADDRESS, "2001:db8:b::1")).isEqualTo(4);
    assertThat(confirm()).isEqualTo(4);
  }

  private int confirm(String... addresses) {
    return ask(ENI, question(CONFIRM).clientId().association(1, addresses))
        .all(13)
        .getFirst()
        .data()[1];
  }

  @Test
  void shouldHaveNoAddressesForHostsThatFormTheirOwnNorForASecondAssociation() {
    assertThat(ask(0, question(SOLICIT).clientId().association(1)).status()).isEqualTo(2);

    Answer two = ask(ENI, question(SOLICIT).clientId().association(1).association(2));
    assertThat(two.all(3)).hasSize(2);
    assertThat(two.all(3).getLast().options(12))
        .extracting(option -> option.code())
        .containsExactly(13);
  }

  @Test
  void shouldDropWhatIsNotForIt() {
    lab.drop(ENI, DropReason.DHCP_MALFORMED, question(SOLICIT).from(ADDRESS).frame());
    lab.drop(ENI, DropReason.DHCP_MALFORMED, question(SOLICIT).option(3, (byte) 1).frame());
    lab.drop(ENI, DropReason.DHCP_MALFORMED, question(SOLICIT).option(1, new byte[131]).frame());
    lab.drop(ENI, DropReason.DHCP_NOT_FOR_ROUTER, question(SOLICIT).frame());
    lab.drop(
        ENI,
        DropReason.DHCP_NOT_FOR_ROUTER,
        question(REQUEST).clientId().serverId(5).association(1).frame());
    lab.drop(ENI, DropReason.DHCP_NOT_FOR_ROUTER, question(12).clientId().frame());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, ENI})
  void shouldAdvertiseHowAddressesAreFound(int port) {
    byte[] frame =
        lab.forward(port, NeighborFrames.routerSolicitation(host.mac(), "fe80::77")).frame();
    ByteBuffer message = ByteBuffer.wrap(frame, 14 + 40, frame.length - 54).slice();
    assertThat(message.get(5) & 0xff).as("managed, other").isEqualTo(port == ENI ? 0xc0 : 0x40);

    int at = 16 + 8 + 8; // after MAC address and MTU
    assertThat(message.getShort(at)).as("prefix").isEqualTo((short) 0x0304);
    assertThat(message.get(at + 2)).isEqualTo((byte) 64);
    assertThat(message.get(at + 3) & 0xff)
        .as("on link, autonomous")
        .isEqualTo(port == ENI ? 0x80 : 0xc0);
    assertThat(message.getLong(at + 16)).isEqualTo(0x2001_0db8_000a_0000L);
    at += 32;
    assertThat(message.getShort(at)).as("DNS servers").isEqualTo((short) 0x1903);
    at += 24;
    assertThat(message.getShort(at)).as("domains").isEqualTo((short) 0x1f03);
    assertThat(message.limit()).isEqualTo(at + 24);
  }
}
