package io.peerway.dataplane.forward;

import static io.peerway.dataplane.forward.testkit.PacketChecks.assertThatPacket;
import static io.peerway.dataplane.forward.testkit.PacketChecks.dst;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ethernet;
import static io.peerway.dataplane.forward.testkit.PacketChecks.ip;
import static io.peerway.dataplane.forward.testkit.PacketChecks.src;
import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.forward.Lab.Sent;
import io.peerway.dataplane.forward.LabState.Vpc;
import io.peerway.dataplane.forward.testkit.DnsFrames;
import io.peerway.dataplane.forward.testkit.DnsFrames.Answer;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.DnsZone;
import io.peerway.dataplane.state.HostAddresses;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.wire.DnsMessage;
import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Address;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Amazon's DNS server says of a VPC's names. */
class DnsServerTest {
  private static final String SERVER = "10.1.0.2";
  private static final String DOMAIN = "eu-west-1.compute.internal";
  private static final String REVERSE8 =
      "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.a.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
  private static final String REVERSE9 = "9." + REVERSE8;
  private static final int REFUSED = 5;
  private static final int ANSWER = 14 + 20 + 8; // where the message is in a frame
  private static final int PACKETS = 10_000;
  private static final int NOBODY = 3;

  private final PeeredLab peered = new PeeredLab();
  private final Lab lab = peered.lab;
  private final Host host = peered.hostA;

  DnsServerTest() {
    serve(peered.a, SERVER, "10.1.0.0/16");
    serve(peered.b, "10.2.0.2", "10.2.0.0/16");
    lab.publish();
  }

  private static void serve(Vpc vpc, String server, String block) {
    vpc.route("169.254.169.253/32", Target.ROUTER).route("fd00:ec2::253/128", Target.ROUTER);
    vpc.dns =
        new DnsZone(
            Ipv4Address.parse(server),
            DOMAIN,
            List.of(Ipv4Prefix.parse(block)),
            Map.of(
                "i-0123",
                new HostAddresses(
                    Ipv4Address.parse("10.1.1.9"), List.of(Ipv6Address.parse("2001:db8:a::9"))),
                "i-many",
                new HostAddresses(
                    Ipv4Address.parse("10.1.1.10"),
                    IntStream.range(0, 30)
                        .mapToObj(n -> new Ipv6Address(0x20010db8000aL << 16, n))
                        .toList())),
            Map.of(Ipv6Address.parse("2001:db8:a::9"), "i-0123"));
  }

  private byte[] query(Host from, String server, byte[] message) {
    return from.to(server).udp(40_000, DnsMessage.PORT, message);
  }

  private Answer ask(String name, int type) {
    byte[] frame = query(host, SERVER, DnsFrames.question(name, type));
    return DnsFrames.read(lab.forward(host.port(), frame).frame());
  }

  @Test
  void shouldAnswerByAllOfItsAddresses() {
    byte[] question = DnsFrames.question("i-0123." + DOMAIN, DnsMessage.A);
    Host host6 = peered.hostA6;
    for (String server : new String[] {SERVER, "169.254.169.253", "fd00:ec2::253"}) {
      Host from = server.contains(":") ? host6 : host;
      Sent sent = lab.forward(from.port(), query(from, server, question));

      assertThatPacket(
          sent.frame(),
          ethernet(src(from.routerMac()), dst(from.mac())),
          ip(src(server), dst(from.address())));
      assertThat(DnsFrames.read(sent.frame()))
          .isEqualTo(new Answer(DnsFrames.ID, 0, true, false, List.of("10.1.1.9")));
    }
    assertThat(lab.unaccounted(0)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ip-10-1-1-13." + DOMAIN + ", 1, 0, 10.1.1.13",
    "IP-10-1-1-13.EU-West-1.Compute.Internal, 1, 0, 10.1.1.13",
    "ip-10-1-1-13." + DOMAIN + ", 28, 0,",
    "ip-10-2-1-13." + DOMAIN + ", 1, 3,",
    "ip-10-1-1-013." + DOMAIN + ", 1, 3,",
    "ip-10-1-1-300." + DOMAIN + ", 1, 3,",
    "i-0123." + DOMAIN + ", 28, 0, 2001:db8:a::9",
    "i-0123." + DOMAIN + ", 16, 0,",
    "i-0456." + DOMAIN + ", 1, 3,",
    "a.i-0123." + DOMAIN + ", 1, 3,",
    DOMAIN + ", 1, 0,",
    "13.1.1.10.in-addr.arpa, 12, 0, ip-10-1-1-13." + DOMAIN,
    "13.1.1.10.in-addr.arpa, 1, 0,",
    "13.1.2.10.in-addr.arpa, 12, 5,",
    "1.10.in-addr.arpa, 12, 5,",
    REVERSE9 + ", 12, 0, i-0123." + DOMAIN,
    REVERSE9 + ", 1, 0,",
    "a." + REVERSE9 + ", 12, 5,",
    "1." + REVERSE8 + ", 12, 5,",
    REVERSE8 + ", 12, 5,",
    "example.com, 1, 5,",
    "ec2.internal, 1, 5,"
  })
  void shouldKnowTheNamesOfItsVpcAndNoOthers(String name, int type, int code, String value) {
    Answer answer = ask(name, type);

    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.values()).isEqualTo(value == null ? List.of() : List.of(value));
    assertThat(answer.isAuthoritative()).isEqualTo(code != REFUSED);
  }

  @Test
  void shouldSayThatNotEverythingFits() {
    Answer answer = ask("i-many." + DOMAIN, DnsMessage.AAAA);

    assertThat(answer.isTruncated()).isTrue();
    assertThat(answer.values()).hasSizeBetween(10, 20);
    assertThat(ask("i-0123." + DOMAIN, DnsMessage.ANY).values())
        .containsExactly("10.1.1.9", "2001:db8:a::9");
  }

  @Test
  void shouldRefuseOtherClassesAndOperations() {
    String name = "i-0123." + DOMAIN;
    byte[] chaos = DnsFrames.question(name, DnsMessage.A, 3, 0);
    byte[] update = DnsFrames.question(name, DnsMessage.A, 1, 5 << 11);
    byte[] two = DnsFrames.question(name, DnsMessage.A);
    two[5] = 2;

    assertThat(code(chaos)).isEqualTo(REFUSED);
    assertThat(code(update)).isEqualTo(4);
    assertThat(code(two)).isEqualTo(1);
    byte[] compressed = DnsFrames.question(name, DnsMessage.A);
    compressed[12] = (byte) 0xc0;
    assertThat(code(compressed)).isEqualTo(1);
    assertThat(code(DnsFrames.question("i\u0000\u00ff." + DOMAIN, 1))).isEqualTo(NOBODY);
  }

  private int code(byte[] message) {
    return DnsFrames.read(lab.forward(0, query(host, SERVER, message)).frame()).code();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 11})
  void shouldDropWhatIsNoQuery(int length) {
    byte[] question = DnsFrames.question("i-0123." + DOMAIN, DnsMessage.A);
    byte[] answer = question.clone();
    answer[2] = (byte) 0x81;

    byte[] cut = Arrays.copyOf(question, length);
    assertThat(lab.drop(0, DropReason.DNS_MALFORMED, query(host, SERVER, cut))).isEmpty();
    assertThat(lab.drop(0, DropReason.DNS_MALFORMED, query(host, SERVER, answer))).isEmpty();
  }

  @Test
  void shouldAnswerAsManyInASecondAsEc2() {
    byte[] frame = query(host, SERVER, DnsFrames.question("i-0123." + DOMAIN, DnsMessage.A));
    for (int i = 0; i < 1024; i++) {
      lab.forward(0, frame);
    }

    assertThat(lab.drop(0, DropReason.DNS_TOO_OFTEN, frame)).isEmpty();
    lab.advance(1_000_000);
    lab.forward(0, frame);
  }

  @Test
  void shouldAnswerOrDropWhateverIsSent() {
    Random random = new Random(7);
    int answered = 0;
    for (int i = 0; i < PACKETS; i++) {
      if (i % 1000 == 0) {
        lab.advance(1_000_000_000);
      }
      byte[] message = hostile(random);
      for (Sent answer : lab.receive(0, query(host, SERVER, message))) {
        byte[] frame = answer.frame();
        assertThat(frame).hasSizeLessThanOrEqualTo(ANSWER + DnsMessage.LONGEST);
        assertThat(Arrays.copyOfRange(frame, ANSWER, ANSWER + 2))
            .as("id")
            .isEqualTo(Arrays.copyOf(message, 2));
        assertThat(frame[ANSWER + 2]).as("response").isNegative();
        answered++;
      }
    }
    assertThat(answered).isBetween(PACKETS / 4, PACKETS - PACKETS / 20);
    assertThat(answered + lab.drops(0, DropReason.DNS_MALFORMED)).isEqualTo(PACKETS);
    assertThat(lab.unaccounted(0)).isZero();
  }

  /** A question with some bytes changed, and often cut; or nothing but noise. */
  private static byte[] hostile(Random random) {
    byte[] message = DnsFrames.question("ip-10-1-1-13." + DOMAIN, random.nextInt(30));
    if (random.nextInt(5) == 0) {
      random.nextBytes(message);
    }
    for (int n = random.nextInt(6); n > 0; n--) {
      message[random.nextInt(message.length)] = (byte) random.nextInt(256);
    }
    boolean isCut = random.nextInt(3) == 0;
    return isCut ? Arrays.copyOf(message, random.nextInt(message.length)) : message;
  }

  @Test
  void shouldAnswerNobodyElse() {
    byte[] question = DnsFrames.question("i-0123." + DOMAIN, DnsMessage.A);
    byte[] fromB = peered.hostB.to(SERVER).udp(40_000, DnsMessage.PORT, question);
    lab.drop(1, DropReason.PEER_ROUTER_ADDRESS, fromB);
    lab.drop(0, DropReason.ROUTER_PROTOCOL, query(host, PeeredLab.ROUTER_A, question));
    lab.drop(0, DropReason.ROUTER_PROTOCOL, host.to(SERVER).tcp(40_000, DnsMessage.PORT));

    peered.routeByPeering();
    peered.a.dns = null;
    lab.publish();
    lab.drop(0, DropReason.NO_ROUTE, query(host, "169.254.169.253", question));
    lab.drop(0, DropReason.LINK_LOCAL_ADDRESS, query(host, "169.254.169.254", question));
  }
}
