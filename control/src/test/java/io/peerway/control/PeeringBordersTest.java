package io.peerway.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.explain.Journey;
import io.peerway.dataplane.observe.DropReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a peering does not lead to, whatever the routes on both sides say. */
class PeeringBordersTest {
  private final Api api = new Api();
  private final ForwardedPackets packets = new ForwardedPackets(api.datapath());
  private String one;
  private String two;
  private String pcx;

  @BeforeEach
  void peer() {
    one = api.createVpc("10.1.0.0/16");
    two = api.createVpc("10.2.0.0/16");
    pcx = api.peer(one, two);
    api.createRoute(api.mainTable(Api.SCOPE, one), "0.0.0.0/0", pcx);
    api.createRoute(api.mainTable(Api.SCOPE, two), "10.1.0.0/16", pcx);
  }

  private void assertEndsAtThePeer(String destination) {
    Journey journey = packets.follow(one, "10.1.0.9", destination);

    assertThat(journey.target().id()).isEqualTo(pcx);
    assertThat(journey.reason()).isEqualTo(DropReason.NOT_IN_PEER_VPC);
  }

  @Test
  void shouldNotReachThePeersInternetGateway() {
    String gateway = Api.text(api.call("CreateInternetGateway"), "internetGatewayId");
    api.call("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", two);
    api.call(
        "CreateRoute",
        "RouteTableId",
        api.mainTable(Api.SCOPE, two),
        "DestinationCidrBlock",
        "0.0.0.0/0",
        "GatewayId",
        gateway);

    assertThat(packets.send(one, "10.1.0.9", "10.2.0.9")).contains(two);
    assertEndsAtThePeer("198.51.100.1");
    assertThat(packets.follow(two, "10.2.0.9", "198.51.100.1").target().id()).isEqualTo(gateway);
  }

  @Test
  void shouldNotReachThePeersPeers() {
    String three = api.createVpc("10.3.0.0/16");
    String next = api.peer(two, three);
    api.createRoute(api.mainTable(Api.SCOPE, two), "10.3.0.0/16", next);
    api.createRoute(api.mainTable(Api.SCOPE, three), "0.0.0.0/0", next);

    assertThat(packets.send(two, "10.2.0.9", "10.3.0.9")).contains(three);
    assertEndsAtThePeer("10.3.0.9");
  }
}
