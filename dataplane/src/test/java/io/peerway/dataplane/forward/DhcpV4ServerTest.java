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
import io.peerway.dataplane.forward.testkit.DhcpV4Frames;
import io.peerway.dataplane.forward.testkit.DhcpV4Frames.Answer;
import io.peerway.dataplane.forward.testkit.NeighborFrames;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.HostNetworks;
import io.peerway.dataplane.state.HostOptions;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What hosts get by DHCP (RFC 2131), behind a network interface's port and behind a VPC's own. */
class DhcpV4ServerTest {
  private static final int DISCOVER = 1;
  private static final int OFFER = 2;
  private static final int REQUEST = 3;
  private static final int DECLINE = 4;
  private static final int ACK = 5;
  private static final int NAK = 6;
  private static final int RELEASE = 7;
  private static final int INFORM = 8;
  private static final String ROUTER = "10.1.1.1";
  private static final int ENI = 1;

  private final Lab lab = new Lab();
  private final Vpc vpc = lab.config.vpc("vpc-a", "10.1.0.0/16", "2001:db8:a::/56");
  private final Host host = Host.of(vpc, 7, "10.1.1.7");
  private HostOptions options =
      new HostOptions(
          "lab.internal",
          List.of(Ipv4Address.parse("10.1.0.2"), Ipv4Address.parse("192.0.2.53")),
          List.of(),
          List.of(Ipv4Address.parse("192.0.2.123")),
          List.of(),
          List.of(Ipv4Address.parse("192.0.2.7")),
          2);

  DhcpV4ServerTest() {
    vpc.subnet("subnet-1", "10.1.1.0/28");
    vpc.interfaces.add(
        new Interface(
            ENI,
            "eni-1",
            Ipv4Prefix.parse("10.1.1.9/32"),
            Ipv6Prefix.parse("2001:db8:a::9/128"),
            true));
    publish();
  }

  private void publish() {
    vpc.networks =
        new HostNetworks(
            List.of(Ipv4Prefix.parse("10.1.1.0/28"), Ipv4Prefix.parse("10.1.0.0/16")),
            List.of(),
            options);
    lab.publish();
  }

  private Answer ask(int port, DhcpV4Frames question) {
    return DhcpV4Frames.read(lab.forward(port, question.frame()).frame());
  }

  private DhcpV4Frames from(long mac, int type) {
    return new DhcpV4Frames(mac).type(type);
  }

  private DhcpV4Frames question(int type) {
    return from(host.mac(), type);
  }

  @Test
  void shouldOfferAnInterfaceItsOwnAddressWithEverythingThatAHostNeeds() {
    Sent sent = lab.forward(ENI, question(DISCOVER).frame());

    assertThat(sent.port()).isEqualTo(ENI);
    assertThatPacket(
        sent.frame(),
        ethernet(src(host.routerMac()), dst(host.mac())),
        ip(src(ROUTER), dst("10.1.1.9")));
    Answer offer = DhcpV4Frames.read(sent.frame());
    assertThat(offer.type()).isEqualTo(OFFER);
    assertThat(offer.your()).isEqualTo("10.1.1.9");
    assertThat(offer.address(1)).as("mask").isEqualTo("255.255.255.240");
    assertThat(offer.address(3)).as("router").isEqualTo(ROUTER);
    assertThat(offer.address(54)).as("server").isEqualTo(ROUTER);
    assertThat(offer.number(26)).as("MTU").isEqualTo(LabState.MTU);
    assertThat(offer.number(51)).as("lease").isEqualTo(3600);
    assertThat(offer.number(58)).as("renewal").isEqualTo(1800);
    assertThat(offer.number(59)).as("rebinding").isEqualTo(3150);
    assertThat(offer.options().get(6)).as("DNS").containsExactly(10, 1, 0, 2, 192, 0, 2, 53);
    assertThat(offer.address(42)).as("NTP").isEqualTo("192.0.2.123");
    assertThat(offer.address(44)).as("NetBIOS").isEqualTo("192.0.2.7");
    assertThat(offer.number(46)).as("NetBIOS node type").isEqualTo(2);
    assertThat(new String(offer.options().get(15), StandardCharsets.US_ASCII))
        .isEqualTo("lab.internal");
    assertThat(lab.unaccounted(ENI)).isZero();
  }

  @Test
  void shouldAcknowledgeWhatItOfferedAndRefuseAnythingElse() {
    Answer ack = ask(ENI, question(REQUEST).address(50, "10.1.1.9").address(54, ROUTER));
    assertThat(ack.type()).isEqualTo(ACK);
    assertThat(ack.your()).isEqualTo("10.1.1.9");

    Sent refusal = lab.forward(ENI, question(REQUEST).address(50, "10.1.1.10").frame());
    assertThatPacket(
        refusal.frame(),
        ethernet(dst(NeighborFrames.BROADCAST)),
        ip(src(ROUTER), dst("255.255.255.255")));
    assertThat(DhcpV4Frames.read(refusal.frame()).type()).isEqualTo(NAK);
    lab.drop(
        ENI,
        DropReason.DHCP_NOT_FOR_ROUTER,
        question(REQUEST).address(50, "10.1.1.9").address(54, "10.1.1.2").frame());
    lab.drop(ENI, DropReason.DHCP_MALFORMED, question(REQUEST).frame());
  }

  @Test
  void shouldRenewALeaseThatIsAskedForDirectly() {
    Answer ack = ask(ENI, question(REQUEST).configured("10.1.1.9", ROUTER, host.routerMac()));

    assertThat(ack.type()).isEqualTo(ACK);
    assertThat(ack.your()).isEqualTo("10.1.1.9");
    lab.drop(
        ENI, DropReason.ROUTER_PROTOCOL, host.from("10.1.1.9", ROUTER).udp(68, 67, new byte[12]));
  }

  @Test
  void shouldSendToAllWhereTheClientCanTakeNothingElse() {
    Sent offer = lab.forward(ENI, question(DISCOVER).wantsBroadcast().frame());

    assertThatPacket(
        offer.frame(), ethernet(dst(NeighborFrames.BROADCAST)), ip(dst("255.255.255.255")));
  }

  @Test
  void shouldGiveEachHostBehindAVpcsPortAnAddressOfItsOwn() {
    Set<String> given = new HashSet<>();
    for (long mac = 0x0200_0000_0001L; mac <= 0x0200_0000_000aL; mac++) {
      Answer offer = ask(0, from(mac, DISCOVER));
      Answer again = ask(0, from(mac, DISCOVER));
      assertThat(again.your()).isEqualTo(offer.your());
      Answer ack = ask(0, from(mac, REQUEST).address(50, offer.your()));
      assertThat(ack.type()).isEqualTo(ACK);
      assertThat(ask(0, from(mac, DISCOVER)).your()).isEqualTo(ack.your());
      given.add(ack.your());
    }
    // 10.1.1.0/28: 16 addresses less five that are reserved and the network interface's.
    assertThat(given).hasSize(10).allMatch(address -> address.startsWith("10.1.1."));
    assertThat(given).doesNotContain("10.1.1.0", "10.1.1.1", "10.1.1.2", "10.1.1.3", "10.1.1.15");
    assertThat(given).doesNotContain("10.1.1.9");

    assertThat(ask(0, from(0x0200_0000_0099L, DISCOVER)).your())
        .as("the subnet is full, the VPC is not")
        .startsWith("10.1.")
        .isNotIn(given);
  }

  @Test
  void shouldGiveTheAddressThatAHostWantsIfItMayHaveIt() {
    assertThat(ask(0, question(DISCOVER).address(50, "10.1.1.12")).your()).isEqualTo("10.1.1.12");
    ask(0, question(REQUEST).address(50, "10.1.1.12"));

    for (String refused : new String[] {"10.1.1.9", "10.1.1.1", "10.1.1.15", "10.9.0.9"}) {
      assertThat(ask(0, question(REQUEST).address(50, refused)).type()).isEqualTo(NAK);
      assertThat(ask(0, question(DISCOVER).address(50, refused)).your()).isNotEqualTo(refused);
    }
    long other = host.mac() + 1;
    assertThat(ask(0, from(other, REQUEST).address(50, "10.1.1.12")).type())
        .as("another host has it")
        .isEqualTo(NAK);
    lab.receive(0, question(RELEASE).configured("10.1.1.12", ROUTER, host.routerMac()).frame());
    assertThat(ask(0, from(other, REQUEST).address(50, "10.1.1.12")).type()).isEqualTo(ACK);
  }

  @Test
  void shouldNotGiveAnAddressAgainThatSomebodyElseWasFoundToHave() {
    String first = ask(0, question(DISCOVER)).your();
    ask(0, question(REQUEST).address(50, first));
    assertThat(lab.receive(0, question(DECLINE).address(50, first).address(54, ROUTER).frame()))
        .isEmpty();

    assertThat(ask(0, question(DISCOVER)).your()).isNotEqualTo(first);
  }

  @Test
  void shouldFindAHostThatGotItsAddressWithoutAskingForIt() {
    ask(0, question(REQUEST).address(50, host.address()));

    Sent forwarded = lab.forward(ENI, host.from("10.1.1.9", host.address()).udp(1, 2, new byte[4]));
    assertThatPacket(forwarded.frame(), ethernet(dst(host.mac())));
  }

  @Test
  void shouldTellAHostWithAnAddressOfItsOwnTheRest() {
    Answer answer = ask(0, question(INFORM).configured(host.address(), ROUTER, host.routerMac()));

    assertThat(answer.type()).isEqualTo(ACK);
    assertThat(answer.your()).isEqualTo("0.0.0.0");
    assertThat(answer.options()).containsKeys(1, 3, 6, 15).doesNotContainKeys(51, 58, 59);
  }

  @Test
  void shouldLeaveOutWhatTheClientsMessageHasNoRoomFor() {
    options =
        new HostOptions(
            "a".repeat(60) + ("." + "b".repeat(60)).repeat(3),
            options.dns4(),
            List.of(),
            options.ntp4(),
            List.of(),
            options.netbios4(),
            2);
    publish();

    assertThat(ask(ENI, question(DISCOVER)).options()).containsKeys(1, 3, 6, 51);
    assertThat(lab.forward(ENI, question(DISCOVER).frame()).frame().length)
        .isLessThanOrEqualTo(14 + 576);
    assertThat(ask(ENI, question(DISCOVER).option(57, 5, 220)).options()).containsKey(15);
  }

  @Test
  void shouldDropWhatIsNoRequestOfAnEthernetClient() {
    byte[] sound = question(DISCOVER).frame();
    int message = 14 + 20 + 8;
    for (int[] broken :
        new int[][] {
          {message, 2},
          {message + 1, 6},
          {message + 2, 8},
          {message + 236, 0},
          {message + 24, 9},
          {message + 28, 1},
          {message + 240, 12},
          {message + 241, 255}
        }) {
      byte[] frame = sound.clone();
      frame[broken[0]] = (byte) broken[1];
      lab.drop(ENI, DropReason.DHCP_MALFORMED, frame);
    }
    lab.drop(ENI, DropReason.DHCP_NOT_FOR_ROUTER, question(OFFER).frame());
  }
}
