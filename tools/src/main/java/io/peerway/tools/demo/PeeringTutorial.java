package io.peerway.tools.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.peerway.dataplane.observe.DropReason;
import io.peerway.tools.scenario.Narrator;
import io.peerway.tools.scenario.Ping;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.StepFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The peering tutorial, one method per step: what is done, and what must come of it.
 *
 * <p>VPC-A 10.1.0.0/16 has server1 10.1.1.13, VPC-B 10.2.0.0/16 has server2 10.2.1.139, and later
 * VPC-C 10.3.0.0/16 has server3 10.3.1.77.
 */
final class PeeringTutorial {

  private static final String SERVER1 = "10.1.1.13";
  private static final String SERVER2 = "10.2.1.139";
  private static final String SERVER3 = "10.3.1.77";
  private static final int PROBES = 3;
  private static final long DROP_PATIENCE_NANOS = 10_000_000_000L;
  private static final long POLL_MILLIS = 20;
  private static final Pattern RECEIVED = Pattern.compile("([\\d.]+) Gbits/sec +receiver");

  /** A VPC with one host. */
  private record Site(
      String name, String vpc, String routeTable, String ipv6Block, String namespace) {

    /** The host's IPv6 address in the first /64 of the VPC's block. */
    String ipv6(String interfaceId) {
      return ipv6Block.substring(0, ipv6Block.indexOf('/')) + interfaceId;
    }
  }

  private final Scenario scenario;
  private final Narrator narrator;
  private Site a;
  private Site b;
  private Site c;
  private String peeringAb;

  PeeringTutorial(Scenario scenario, Narrator narrator) {
    this.scenario = scenario;
    this.narrator = narrator;
  }

  /**
   * Goes through all of it.
   *
   * @throws StepFailure at the first step that does not come out as it should
   */
  void run() throws InterruptedException {
    start();
    makeVpcs();
    notPeered();
    requested();
    accepted();
    routedOneWay();
    routedBothWays();
    transfer();
    notTransitive();
    ipv6();
    deleted();
    accountedFor();
  }

  private void start() throws InterruptedException {
    narrator.heading("A router");
    scenario.startRouter();
  }

  private void makeVpcs() throws InterruptedException {
    narrator.heading("VPC-A with server1 and VPC-B with server2, each server in a namespace");
    a = makeSite("VPC-A", "10.1", SERVER1, "server1", "13");
    b = makeSite("VPC-B", "10.2", SERVER2, "server2", "139");
    expectReply(a, "10.1.1.1", "server1 reaches its own VPC's router");
  }

  private Site makeSite(
      String name, String network, String address, String server, String interfaceId)
      throws InterruptedException {
    String vpc =
        scenario.awsText(
            "create-vpc --cidr-block %s.0.0/16 --amazon-provided-ipv6-cidr-block --query Vpc.VpcId"
                .formatted(network));
    String block =
        scenario.awsText(
            ("describe-vpcs --vpc-ids %s"
                    + " --query 'Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock'")
                .formatted(vpc));
    String subnetBlock = block.substring(0, block.indexOf('/')) + "/64";
    scenario.awsText(
        "create-subnet --vpc-id %s --cidr-block %s.1.0/24 --ipv6-cidr-block %s --query Subnet.SubnetId"
            .formatted(vpc, network, subnetBlock));
    String routeTable = mainRouteTable(vpc);
    String namespace = scenario.addNamespace(server);
    Site site = new Site(name, vpc, routeTable, block, namespace);
    scenario.peerway(
        "attach %s --netns %s --address %s/24 --address %s/64"
            .formatted(vpc, namespace, address, site.ipv6(interfaceId)));
    return site;
  }

  private String mainRouteTable(String vpc) throws InterruptedException {
    return scenario.awsText(
        ("describe-route-tables --filters Name=vpc-id,Values=%s Name=association.main,Values=true"
                + " --query 'RouteTables[0].RouteTableId'")
            .formatted(vpc));
  }

  private void notPeered() throws InterruptedException {
    narrator.heading("Without a peering nothing passes");
    expectLoss(a, SERVER2, a, DropReason.NO_ROUTE);
  }

  private void requested() throws InterruptedException {
    narrator.heading("A peering is requested, and waits: still nothing passes");
    JsonNode connection =
        scenario.aws(
            "create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s --query VpcPeeringConnection"
                .formatted(a.vpc(), b.vpc()));
    peeringAb = connection.path("VpcPeeringConnectionId").asText();
    expectPeering("pending-acceptance");
    expectLoss(a, SERVER2, a, DropReason.NO_ROUTE);
  }

  private void accepted() throws InterruptedException {
    narrator.heading("It is accepted; without routes still nothing passes");
    scenario.aws(
        "accept-vpc-peering-connection --vpc-peering-connection-id %s --query VpcPeeringConnection.Status"
            .formatted(peeringAb));
    expectPeering("active");
    expectLoss(a, SERVER2, a, DropReason.NO_ROUTE);
  }

  private void routedOneWay() throws InterruptedException {
    narrator.heading("A route in VPC-A only: requests arrive, replies do not come back");
    createRoute(a, "10.2.0.0/16", peeringAb);
    long before = echoRequestsAt(b);
    Ping ping = expectLoss(a, SERVER2, b, DropReason.NO_ROUTE);
    long arrived = echoRequestsAt(b) - before;
    expect(arrived == ping.sent(), ping.sent() + " echo requests at server2", "" + arrived);
    narrator.held("%d echo requests arrived at server2".formatted(arrived));
  }

  private long echoRequestsAt(Site site) throws InterruptedException {
    String table = scenario.shell("ip netns exec " + site.namespace() + " nstat -asz IcmpInEchos");
    Matcher counter = Pattern.compile("IcmpInEchos +(\\d+)").matcher(table);
    if (!counter.find()) {
      throw new StepFailure("nstat to show IcmpInEchos", table);
    }
    return Long.parseLong(counter.group(1));
  }

  private void routedBothWays() throws InterruptedException {
    narrator.heading("A route in VPC-B too: they talk");
    createRoute(b, "10.1.0.0/16", peeringAb);
    expectReply(a, SERVER2, "server1 and server2 talk");
  }

  private void transfer() throws InterruptedException {
    narrator.heading("A TCP transfer");
    Process server =
        scenario.startServer(
            "ip netns exec %s iperf3 --server --one-off --forceflush".formatted(b.namespace()),
            "listening");
    String report =
        scenario.shell(
            "ip netns exec %s iperf3 --client %s --time 2 --interval 0 --format g"
                .formatted(a.namespace(), SERVER2));
    scenario.end(server);
    Matcher rate = RECEIVED.matcher(report);
    boolean transferred = rate.find() && Double.parseDouble(rate.group(1)) > 0;
    expect(transferred, "a transfer that arrives", report);
    narrator.held("%s Gbit/s from server1 to server2".formatted(rate.group(1)));
  }

  private void notTransitive() throws InterruptedException {
    narrator.heading("VPC-C is peered with VPC-B: VPC-A does not reach it through VPC-B");
    c = makeSite("VPC-C", "10.3", SERVER3, "server3", "77");
    String peeringBc =
        scenario.awsText(
            ("create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s"
                    + " --query VpcPeeringConnection.VpcPeeringConnectionId")
                .formatted(b.vpc(), c.vpc()));
    scenario.aws(
        "accept-vpc-peering-connection --vpc-peering-connection-id %s --query VpcPeeringConnection.Status"
            .formatted(peeringBc));
    createRoute(b, "10.3.0.0/16", peeringBc);
    createRoute(c, "10.2.0.0/16", peeringBc);
    createRoute(c, "10.1.0.0/16", peeringBc);
    createRoute(a, "10.3.0.0/16", peeringAb);
    expectReply(b, SERVER3, "server2 and server3 talk");
    expectLoss(a, SERVER3, a, DropReason.NOT_IN_PEER_VPC);
  }

  private void ipv6() throws InterruptedException {
    narrator.heading("The same over IPv6");
    String server2 = b.ipv6("139");
    expectLoss(a, server2, a, DropReason.NO_ROUTE);
    createIpv6Route(a, b.ipv6Block());
    expectLoss(a, server2, b, DropReason.NO_ROUTE);
    createIpv6Route(b, a.ipv6Block());
    expectReply(a, server2, "server1 and server2 talk over IPv6");
  }

  private void deleted() throws InterruptedException {
    narrator.heading("The peering is deleted: its routes are blackholes");
    scenario.aws("delete-vpc-peering-connection --vpc-peering-connection-id " + peeringAb);
    expectPeering("deleted");
    JsonNode routes =
        scenario.aws(
            "describe-route-tables --route-table-ids %s --query 'RouteTables[0].Routes'"
                .formatted(a.routeTable()));
    for (JsonNode route : routes) {
      boolean peered = route.has("VpcPeeringConnectionId");
      String state = peered ? "blackhole" : "active";
      expect(state.equals(route.path("State").asText()), "state " + state, route.toString());
    }
    narrator.held("each route through the deleted peering shows blackhole");
    expectLoss(a, SERVER2, a, DropReason.BLACKHOLE_ROUTE);
  }

  private void accountedFor() throws InterruptedException {
    narrator.heading("Every packet that did not arrive has its reason");
    scenario.peerway("ports");
    scenario.peerway("drops");
    new Accounting(scenario, narrator).check();
  }

  private void createRoute(Site from, String destination, String peering)
      throws InterruptedException {
    scenario.aws(
        "create-route --route-table-id %s --destination-cidr-block %s --vpc-peering-connection-id %s"
            .formatted(from.routeTable(), destination, peering));
  }

  private void createIpv6Route(Site from, String destination) throws InterruptedException {
    scenario.aws(
        ("create-route --route-table-id %s --destination-ipv6-cidr-block %s"
                + " --vpc-peering-connection-id %s")
            .formatted(from.routeTable(), destination, peeringAb));
  }

  private void expectPeering(String code) throws InterruptedException {
    String seen =
        scenario.awsText(
            ("describe-vpc-peering-connections --vpc-peering-connection-ids %s"
                    + " --query 'VpcPeeringConnections[0].Status.Code'")
                .formatted(peeringAb));
    expect(code.equals(seen), "the peering to be " + code, seen);
  }

  private void expectReply(Site from, String to, String meaning) throws InterruptedException {
    // With a deadline ping waits for the last reply as long as a busy machine may need for it.
    Ping ping = ping(from, to, "-w 30");
    expect(ping.received() == PROBES, PROBES + " replies", ping.text());
    narrator.held(meaning + ": " + ping.text());
  }

  /** Nothing comes back, and the drops at one VPC's port for one reason say so. */
  private Ping expectLoss(Site from, String to, Site dropper, DropReason reason)
      throws InterruptedException {
    long before = drops(dropper, reason);
    Ping ping = ping(from, to, "-W 1");
    long dropped = awaitDrops(dropper, reason, before + ping.lost()) - before;
    expect(ping.received() == 0, "100 % loss", ping.text());
    expect(
        dropped == ping.lost(),
        "%d packets dropped for %s".formatted(ping.lost(), reason.label()),
        dropped + " of " + scenario.drops());
    narrator.held(
        "%s; %s dropped %d at %s: %s"
            .formatted(ping.text(), dropper.name(), dropped, reason.stage(), reason.sentence()));
    return ping;
  }

  private Ping ping(Site from, String to, String patience) throws InterruptedException {
    return Ping.parse(
        scenario.shell(
            "ip netns exec %s ping -n -c %d -i 0.2 %s %s"
                .formatted(from.namespace(), PROBES, patience, to)));
  }

  /** The drops when there are as many as expected, or when there should have been long ago. */
  private long awaitDrops(Site site, DropReason reason, long expected) throws InterruptedException {
    long deadline = System.nanoTime() + DROP_PATIENCE_NANOS;
    long drops = drops(site, reason);
    while (drops < expected && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL_MILLIS);
      drops = drops(site, reason);
    }
    return drops;
  }

  private long drops(Site site, DropReason reason) {
    return scenario.drops().stream()
        .filter(drop -> drop.owner().equals(site.vpc()) && drop.reason().equals(reason.label()))
        .mapToLong(drop -> drop.packets())
        .sum();
  }

  private static void expect(boolean condition, String expected, String seen) {
    if (!condition) {
      throw new StepFailure(expected, seen);
    }
  }
}
