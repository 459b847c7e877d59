package io.peerway.control;

import io.peerway.control.compile.Publisher;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.protocol.ApiAnswer;
import io.peerway.control.ec2.protocol.ApiRequest;
import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.model.Scope;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.MemoryStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The API without HTTP: calls go straight to the service. */
public final class Api {
  public static final Scope SCOPE = new Scope("111111111111", "eu-west-1");
  public static final Scope OTHER = new Scope("222222222222", "us-west-1");

  private final TestClock clock = new TestClock();
  private final FakeDatapath datapath = new FakeDatapath();
  private final Ledger ledger = new Ledger(new MemoryStore());
  private final Publisher publisher = new Publisher(datapath);
  private final FakeRouter router = new FakeRouter(publisher, datapath);
  private final Ec2Service service;
  private boolean mayRunPrograms = true;

  public Api() {
    this(Quotas.DEFAULT);
  }

  public Api(Quotas quotas) {
    publisher.follow(ledger);
    service = new Ec2Service(ledger, clock, new Ids(new Random(1)), quotas, router);
  }

  /** The answer to a call; parameters are names and values in turn. */
  public ApiAnswer answer(Scope caller, String action, String... parameters) {
    Map<String, String> all = new HashMap<>();
    all.put("Action", action);
    all.put("Version", "2016-11-15");
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    return answer(caller, all);
  }

  public ApiAnswer answer(Scope caller, Map<String, String> parameters) {
    return service.answer(new ApiRequest(caller, parameters, "request-1", () -> mayRunPrograms));
  }

  /** The XML that answers a call which must succeed. */
  public String call(Scope caller, String action, String... parameters) {
    ApiAnswer answer = answer(caller, action, parameters);
    if (answer.status() != 200) {
      throw new AssertionError(action + ": " + answer.body());
    }
    return answer.body();
  }

  /** A call in the usual scope that must succeed. */
  public String call(String action, String... parameters) {
    return call(SCOPE, action, parameters);
  }

  /** The code and message of the error that answers a call in the usual scope. */
  public String error(String action, String... parameters) {
    return error(SCOPE, action, parameters);
  }

  /** The code and message of the error that answers a call. */
  public String error(Scope caller, String action, String... parameters) {
    ApiAnswer answer = answer(caller, action, parameters);
    if (answer.status() == 200) {
      throw new AssertionError(action + " succeeded: " + answer.body());
    }
    return text(answer.body(), "Code") + ": " + text(answer.body(), "Message");
  }

  /** The text of the first element of this name. */
  public static String text(String xml, String element) {
    Matcher found = Pattern.compile("<" + element + ">([^<]*)<").matcher(xml);
    if (!found.find()) {
      throw new AssertionError("no " + element + " in " + xml);
    }
    return found
        .group(1)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }

  public String createVpc(Scope caller, String block) {
    return text(call(caller, "CreateVpc", "CidrBlock", block), "vpcId");
  }

  public String createVpc(String block) {
    return createVpc(SCOPE, block);
  }

  public String createSubnet(String vpc, String block) {
    return text(call("CreateSubnet", "VpcId", vpc, "CidrBlock", block), "subnetId");
  }

  /** Launches one instance in a subnet; returns its id. */
  public String runInstance(String subnet) {
    return text(
        call(
            "RunInstances",
            "ImageId",
            "ami-1",
            "MinCount",
            "1",
            "MaxCount",
            "1",
            "SubnetId",
            subnet),
        "instanceId");
  }

  /** The id of the main route table of a VPC. */
  public String mainTable(Scope caller, String vpc) {
    return text(
        call(
            caller,
            "DescribeRouteTables",
            "Filter.1.Name",
            "vpc-id",
            "Filter.1.Value.1",
            vpc,
            "Filter.2.Name",
            "association.main",
            "Filter.2.Value.1",
            "true"),
        "routeTableId");
  }

  /** A request from a VPC of the caller to any other. */
  public String requestPeering(Scope caller, String vpc, Scope peer, String peerVpc) {
    return text(
        call(
            caller,
            "CreateVpcPeeringConnection",
            "VpcId",
            vpc,
            "PeerVpcId",
            peerVpc,
            "PeerOwnerId",
            peer.account(),
            "PeerRegion",
            peer.region()),
        "vpcPeeringConnectionId");
  }

  /** An active peering between two VPCs of the usual scope. */
  public String peer(String vpc, String peerVpc) {
    String pcx = requestPeering(SCOPE, vpc, SCOPE, peerVpc);
    call("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", pcx);
    return pcx;
  }

  public void createRoute(String table, String destination, String pcx) {
    call(
        "CreateRoute",
        "RouteTableId",
        table,
        destination.contains(":") ? "DestinationIpv6CidrBlock" : "DestinationCidrBlock",
        destination,
        "VpcPeeringConnectionId",
        pcx);
  }

  /** From now on callers may have programs run by the router's user, or not. */
  public void setMayRunPrograms(boolean now) {
    mayRunPrograms = now;
  }

  /** Lets a flow log fail to be written. */
  public void troubleFlowLog(String id, String why) {
    router.trouble(id, why);
  }

  /** Lets the user data of an instance have printed something. */
  public void print(String instanceId, ConsoleOutput output) {
    router.print(instanceId, output);
  }

  public Inventory inventory() {
    return ledger.inventory();
  }

  public Ledger ledger() {
    return ledger;
  }

  public Publisher publisher() {
    return publisher;
  }

  public FakeDatapath datapath() {
    return datapath;
  }

  public TestClock clock() {
    return clock;
  }
}
