package io.peerway.tools.scenario;

import io.peerway.tools.lifecycle.Cleanup;
import java.io.PrintWriter;
import java.io.StringWriter;

/** A scenario for tests: what it would tell goes into a transcript. */
public final class TestScenario implements AutoCloseable {

  private final StringWriter transcript = new StringWriter();
  private final Cleanup cleanup =
      new Cleanup(
          (what, why) -> {
            throw new AssertionError("could not remove " + what, why);
          });
  private final Scenario scenario =
      new Scenario(new Narrator(new PrintWriter(transcript)), cleanup);

  public Scenario scenario() {
    return scenario;
  }

  /** Commands and their output so far, for the message of a failure. */
  public String transcript() {
    return transcript + "\n" + scenario.routerLog();
  }

  /** Makes a VPC of a block and the namespace for its host. */
  public Site site(String cidr, String name) throws InterruptedException {
    String vpc = scenario.awsText("create-vpc --cidr-block " + cidr + " --query Vpc.VpcId");
    return new Site(vpc, scenario.addNamespace(name), "");
  }

  /**
   * Makes a VPC with an IPv6 block and a subnet, NETWORK.1.0/24, and the namespace for its host.
   */
  public Site dualSite(String network, String name) throws InterruptedException {
    String vpc =
        scenario.awsText(
            "create-vpc --cidr-block %s.0.0/16 --amazon-provided-ipv6-cidr-block --query Vpc.VpcId"
                .formatted(network));
    String block =
        scenario.awsText(
            ("describe-vpcs --vpc-ids %s"
                    + " --query 'Vpcs[0].Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock'")
                .formatted(vpc));
    String ipv6Network = block.substring(0, block.indexOf('/'));
    scenario.aws(
        "create-subnet --vpc-id %s --cidr-block %s.1.0/24 --ipv6-cidr-block %s/64"
            .formatted(vpc, network, ipv6Network));
    return new Site(vpc, scenario.addNamespace(name), ipv6Network);
  }

  /** Peers two VPCs, and routes each one's private addresses to the other by both IP versions. */
  public void peer(Site a, Site b) throws InterruptedException {
    String pcx = acceptedPeering(a.vpc(), b.vpc());
    route(a, b, pcx);
    route(b, a, pcx);
  }

  /** Requests a peering connection and accepts it; returns its id. */
  public String acceptedPeering(String vpcA, String vpcB) throws InterruptedException {
    String pcx =
        scenario.awsText(
            ("create-vpc-peering-connection --vpc-id %s --peer-vpc-id %s"
                    + " --query VpcPeeringConnection.VpcPeeringConnectionId")
                .formatted(vpcA, vpcB));
    scenario.aws("accept-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    return pcx;
  }

  /** The route table of a VPC that has one. */
  public String routeTable(String vpc) throws InterruptedException {
    return scenario.awsText(
        "describe-route-tables --filters Name=vpc-id,Values=%s --query 'RouteTables[0].RouteTableId'"
            .formatted(vpc));
  }

  /**
   * Routes a block over a peering connection.
   *
   * @param verb {@code create-route} or {@code replace-route}
   */
  public void route(String verb, String vpc, String cidr, String pcx) throws InterruptedException {
    scenario.aws(
        "%s --route-table-id %s --destination-cidr-block %s --vpc-peering-connection-id %s"
            .formatted(verb, routeTable(vpc), cidr, pcx));
  }

  private void route(Site from, Site to, String pcx) throws InterruptedException {
    String table = routeTable(from.vpc());
    String cidr =
        scenario.awsText(
            "describe-vpcs --vpc-ids %s --query 'Vpcs[0].CidrBlock'".formatted(to.vpc()));
    String route =
        "create-route --route-table-id %s --vpc-peering-connection-id %s".formatted(table, pcx);
    scenario.aws(route + " --destination-cidr-block " + cidr);
    scenario.aws(route + " --destination-ipv6-cidr-block " + to.ipv6Network() + "/56");
  }

  /**
   * A VPC, and the namespace of its host.
   *
   * @param ipv6Network the first /64 of its IPv6 block up to and with the {@code ::}; empty if it
   *     has none
   */
  public record Site(String vpc, String namespace, String ipv6Network) {}

  @Override
  public void close() {
    cleanup.close();
  }
}
