package io.peerway.tools.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.Main;
import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.process.Programs;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;

/** A scenario for tests: what it would tell goes into a transcript. */
public final class TestScenario implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final StringWriter transcript = new StringWriter();
  private final Cleanup cleanup =
      new Cleanup(
          (what, why) -> {
            throw new AssertionError("could not remove " + what, why);
          });
  private final Scenario scenario =
      new Scenario(
          new Narrator(new PrintWriter(transcript)),
          cleanup,
          new Programs(),
          TestScenario::runCommand);

  /**
   * Runs a peerway command in this process: it takes a hundredth of what a process of its own
   * takes.
   */
  public static Programs.Result runCommand(List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    int status =
        Main.commandLine().setOut(out).setErr(out).execute(arguments.toArray(String[]::new));
    out.flush();
    return new Programs.Result(status, said.toString().strip());
  }

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

  /**
   * A ping is answered, after however long a busy machine takes for it. It is one probe, because of
   * several ping waits for the last only two round trips.
   *
   * @param destination an address, with more options before it
   */
  public void assertAnswered(String namespace, String destination) throws InterruptedException {
    assertThat(ping(namespace, PATIENCE.toSeconds(), destination).received())
        .as(() -> transcript())
        .isOne();
  }

  /** A ping is not answered. */
  public void assertLost(String namespace, String destination) throws InterruptedException {
    assertThat(ping(namespace, 1, destination).received()).as(() -> transcript()).isZero();
  }

  private Ping ping(String namespace, long seconds, String destination)
      throws InterruptedException {
    return Ping.parse(
        scenario.shell(
            "ip netns exec %s ping -n -c 1 -W %d %s".formatted(namespace, seconds, destination)));
  }

  /** Something is dropped for a reason, soon. */
  public void assertDropped(String reason) throws InterruptedException {
    await(() -> scenario.drops().stream().anyMatch(drop -> drop.reason().equals(reason)));
  }

  /** A condition is met, soon. */
  public interface Condition {
    boolean holds() throws InterruptedException;
  }

  /** Waits for a condition, for as long as it may take on a busy machine. */
  public void await(Condition condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as(() -> transcript()).isLessThan(deadline);
      Thread.sleep(20);
    }
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
