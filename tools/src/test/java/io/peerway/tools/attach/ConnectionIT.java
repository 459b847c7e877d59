package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.observe.WorkerCounter;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.counters.CountersReport;
import io.peerway.tools.process.ChildRouter;
import io.peerway.tools.process.Programs;
import io.peerway.tools.scenario.DebianAws;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Connections of real hosts through security groups and network ACLs: a client that admits nothing
 * by itself, and a server across a peering that admits what each test says. Two workers forward.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionIT {
  private static final String CLIENT = "10.1.1.13";
  private static final String SERVER = "10.2.1.139";
  private static final String LISTENS = "Server listening";

  private final TestScenario test = new TestScenario();
  private final Scenario scenario = test.scenario();
  private final Programs programs = new Programs();
  private ChildRouter router;
  private TestScenario.Site a;
  private TestScenario.Site b;
  private String clients;
  private String servers;
  private String pcx;

  @BeforeAll
  void peerTwoVpcs() throws InterruptedException {
    router = scenario.startRouter("--workers", "2");
    a = test.site("10.1.0.0/16", "client");
    b = test.site("10.2.0.0/16", "server");
    scenario.aws("create-subnet --vpc-id %s --cidr-block 10.1.1.0/24".formatted(a.vpc()));
    scenario.aws("create-subnet --vpc-id %s --cidr-block 10.2.1.0/24".formatted(b.vpc()));
    clients = createGroup(a);
    servers = createGroup(b);
    scenario.peerway(
        "attach %s --netns %s --address %s/24 --group %s"
            .formatted(a.vpc(), a.namespace(), CLIENT, clients));
    scenario.peerway(
        "attach %s --netns %s --address %s/24 --mtu 1500 --group %s"
            .formatted(b.vpc(), b.namespace(), SERVER, servers));
    peer("create-route");
  }

  @AfterEach
  void admitNothing() throws InterruptedException {
    String rules =
        scenario
            .aws("describe-security-group-rules --filters Name=group-id,Values=" + servers)
            .at("/SecurityGroupRules")
            .valueStream()
            .filter(rule -> !rule.at("/IsEgress").asBoolean())
            .map(rule -> rule.at("/SecurityGroupRuleId").asText())
            .collect(Collectors.joining(" "));
    if (!rules.isEmpty()) {
      scenario.aws(
          "revoke-security-group-ingress --group-id %s --security-group-rule-ids %s"
              .formatted(servers, rules));
    }
  }

  @AfterAll
  void stopRouter() {
    programs.close();
    test.close();
  }

  private String createGroup(TestScenario.Site of) throws InterruptedException {
    return scenario.awsText(
        "create-security-group --vpc-id %s --group-name g --group-description d --query GroupId"
            .formatted(of.vpc()));
  }

  private void peer(String verb) throws InterruptedException {
    pcx = test.acceptedPeering(a.vpc(), b.vpc());
    test.route(verb, a.vpc(), "10.2.0.0/16", pcx);
    test.route(verb, b.vpc(), "10.1.0.0/16", pcx);
  }

  /** Lets the server take what the client's VPC sends. */
  private void admit(String protocol, int from, int to) throws InterruptedException {
    scenario.aws(
        "authorize-security-group-ingress --group-id %s --ip-protocol %s --from-port %d --to-port %d --cidr-ip 10.1.0.0/16"
            .formatted(servers, protocol, from, to));
  }

  /** Debian's aws command, for what the scenario's own does not know. */
  private String aws(String line) throws InterruptedException {
    return new DebianAws(programs, router.endpoint()).ec2(line);
  }

  private String onClient(String line) throws InterruptedException {
    return scenario.shell("ip netns exec " + a.namespace() + " " + line);
  }

  private Process serve(int port) throws InterruptedException {
    return scenario.startServer(
        "ip netns exec %s iperf3 -s -i 0.2 --forceflush -p %d".formatted(b.namespace(), port),
        LISTENS);
  }

  /** A TCP connection is made, and carries data both ways; the server is ready for the next one. */
  private void assertConnects(Process server, int port) throws InterruptedException, IOException {
    String said = connect(port, Duration.ofSeconds(60));
    assertThat(said).as(test::transcript).contains("receiver");
    awaitLine(server, LISTENS);
  }

  private void assertDoesNotConnect(int port) throws InterruptedException {
    assertThat(connect(port, Duration.ofSeconds(1)))
        .as(test::transcript)
        .contains("unable to connect");
  }

  private String connect(int port, Duration patience) throws InterruptedException {
    return onClient(
        "iperf3 -c %s -p %d -n 200K --connect-timeout %d"
            .formatted(SERVER, port, patience.toMillis()));
  }

  /** The next line of a program that has a part. */
  private static String awaitLine(Process program, String part) throws IOException {
    String line = program.inputReader().readLine();
    while (line != null && !line.contains(part)) {
      line = program.inputReader().readLine();
    }
    return line;
  }

  @Test
  void shouldAdmitAGroupAcrossThePeeringForAsLongAsItIsThere() throws Exception {
    Process server = serve(22);
    assertDoesNotConnect(22);
    test.assertDropped("security_group_ingress");

    aws(
        "authorize-security-group-ingress --group-id %s --protocol tcp --port 22 --source-group %s"
            .formatted(servers, clients));
    assertConnects(server, 22);
    test.assertLost(a.namespace(), SERVER);

    scenario.aws("delete-vpc-peering-connection --vpc-peering-connection-id " + pcx);
    peer("replace-route");
    assertDoesNotConnect(22);
    assertThat(
            aws(
                "describe-stale-security-groups --vpc-id %s --query StaleSecurityGroupSet[].[GroupId,StaleIpPermissions[0].UserIdGroupPairs[0].GroupId]"
                    .formatted(b.vpc())))
        .contains(servers + "\t" + clients);
    scenario.end(server);
  }

  @Test
  void shouldLoseAnswersThatTheNetworkAclDenies() throws Exception {
    Process server = serve(22);
    admit("tcp", 22, 22);
    assertConnects(server, 22);

    String acl =
        scenario.awsText(
            "describe-network-acls --filters Name=vpc-id,Values=%s --query NetworkAcls[0].NetworkAclId"
                .formatted(a.vpc()));
    aws(
        "create-network-acl-entry --network-acl-id %s --ingress --rule-number 90 --protocol tcp --port-range From=1024,To=65535 --rule-action deny --cidr-block 0.0.0.0/0"
            .formatted(acl));
    // The group of the client knows the connection; the ACL of its subnet does not.
    assertDoesNotConnect(22);
    test.assertDropped("network_acl_ingress");

    aws("delete-network-acl-entry --network-acl-id %s --ingress --rule-number 90".formatted(acl));
    assertConnects(server, 22);
    scenario.end(server);
  }

  @Test
  void shouldDecideAboutFragmentsByTheFirst() throws InterruptedException {
    test.assertLost(a.namespace(), "-M dont -s 4000 " + SERVER);

    admit("icmp", 8, -1);
    // The router cuts the requests to the server's MTU, and the server cuts its answers itself.
    test.assertAnswered(a.namespace(), "-M dont -s 4000 " + SERVER);
    assertThat(scenario.peerway("flows --vpc %s --protocol icmp".formatted(a.vpc())))
        .containsPattern(
            "icmp id \\d+ +query +%s +%s +%s +%s +both +\\d+"
                .formatted(CLIENT, SERVER, a.vpc(), b.vpc()));

    admitNothing();
    test.assertLost(a.namespace(), "-M dont -s 4000 " + SERVER);
  }

  @Test
  void shouldTellThePathMtuThroughRules() throws InterruptedException {
    admit("udp", 44444, 44544);
    // What the router and the server tell is about packets that the client sent, so it arrives.
    assertThat(onClient("tracepath -n " + SERVER))
        .as(test.transcript())
        .contains("pmtu 1500", SERVER, "reached");

    onClient("ip route flush cache");
    admit("icmp", 8, -1);
    assertThat(onClient("ping -n -c 1 -W 60 -M do -s 4000 " + SERVER))
        .as(test.transcript())
        .contains("mtu = 1500");
  }

  @Test
  void shouldFindThePathMtuWhereOnlyTcpIsAllowed() throws Exception {
    String gateway =
        "ip netns exec %s ip route replace default via 10.2.1.1".formatted(b.namespace());
    Process server = serve(5201);
    admit("tcp", 5201, 5201);
    onClient("ip route flush cache");

    scenario.shell(gateway + " advmss 8948"); // so that the client takes the path for a wide one
    assertConnects(server, 5201);
    assertThat(onClient("ip route get " + SERVER)).as(test.transcript()).contains("mtu 1500");

    scenario.shell(gateway);
    scenario.end(server);
  }

  @Test
  void shouldGoOnWithAConnectionWhoseRuleIsRemoved() throws Exception {
    Process server = serve(5201);
    admit("tcp", 5201, 5201);
    Process client =
        scenario.startServer(
            "ip netns exec %s iperf3 -c %s -p 5201 -b 8M -t 100 -i 0.2 --forceflush"
                .formatted(a.namespace(), SERVER),
            "/sec");
    assertThat(
            scenario.peerway(
                "flows --address %s --port 5201 --state established --count".formatted(SERVER)))
        .as("the connection, and that by which iperf3 controls it")
        .isEqualToIgnoringNewLines("2");

    admitNothing();

    while (server.inputReader().ready()) {
      server.inputReader().readLine(); // of what arrived before
    }
    int intervals = 0;
    int withBytes = 0;
    while (intervals < 300 && withBytes < 5) {
      String interval = awaitLine(server, "/sec");
      withBytes += interval.contains(" 0.00 Bytes") ? 0 : 1;
      intervals++;
    }
    assertThat(withBytes).as("intervals in which bytes arrived").isEqualTo(5);
    scenario.end(client);
    scenario.end(server);
  }

  @Test
  void shouldCarryBulkTransfersThroughManyRules() throws Exception {
    String rules =
        IntStream.range(0, 59)
            .mapToObj(
                i ->
                    "IpProtocol=tcp,FromPort=%d,ToPort=%d,IpRanges=[{CidrIp=10.1.%d.0/24}]"
                        .formatted(5000 + i, 5300 + i, 100 + i))
            .collect(Collectors.joining(" "));
    aws(
        "authorize-security-group-ingress --group-id %s --ip-permissions %s"
            .formatted(servers, rules));
    Process server = serve(5201);
    assertDoesNotConnect(5201);

    admit("tcp", 5201, 5201);
    String result = onClient("iperf3 -c %s -p 5201 -t 1 -P 8 --bidir".formatted(SERVER));
    assertThat(result).as(test.transcript()).contains("iperf Done.");
    assertThat(CountersReport.of(CounterFile.open(router.socket())).workers())
        .as("both workers forward")
        .hasSize(2)
        .allSatisfy(
            worker -> assertThat(worker.get(WorkerCounter.PACKETS.label())).isGreaterThan(100));
    scenario.end(server);
  }
}
