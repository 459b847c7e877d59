package io.peerway.bench.control;

import io.peerway.bench.control.ControlResult.Phase;
import io.peerway.bench.control.LabPlan.Peering;
import io.peerway.bench.control.LabPlan.Route;
import io.peerway.bench.lab.LabException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Makes a planned lab through the API, and changes it. */
final class LabLoader {
  /** Makes one thing of a kind; returns how many calls that took. */
  private interface Maker {
    int make(ApiClient client, int number);
  }

  private static final int PROGRESS_SECONDS = 5;

  private final LabPlan plan;
  private final URI endpoint;
  private final int clients;
  private final Consumer<String> progress;
  private final String[] vpcs;
  private final String[][] tables;
  private final String[] peerings;

  LabLoader(LabPlan plan, URI endpoint, int clients, Consumer<String> progress) {
    this.plan = plan;
    this.endpoint = endpoint;
    this.clients = clients;
    this.progress = progress;
    vpcs = new String[plan.vpcs()];
    tables = new String[plan.vpcs()][];
    peerings = new String[plan.peerings().size()];
  }

  /** Makes everything. */
  List<Phase> load() throws InterruptedException {
    return List.of(
        phase("VPCs", plan.vpcs(), this::makeVpc),
        phase("subnets and tables", plan.vpcs(), this::makeTables),
        phase("peerings", peerings.length, this::makePeering),
        phase("routes", plan.routes().size(), this::makeRoute));
  }

  private Phase phase(String name, int count, Maker maker) throws InterruptedException {
    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger calls = new AtomicInteger();
    try (ExecutorService workers = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        done.add(workers.submit(() -> makeAll(maker, next, count, calls)));
      }
      awaitAll(done, name, next, count);
    }
    Phase phase = new Phase(name, calls.get(), (System.nanoTime() - start) / 1e9);
    progress.accept("%,d %s in %.1f s".formatted(count, name, phase.seconds()));
    return phase;
  }

  private void makeAll(Maker maker, AtomicInteger next, int count, AtomicInteger calls) {
    try (ApiClient client = new ApiClient(endpoint)) {
      for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
        calls.addAndGet(maker.make(client, i));
      }
    }
  }

  private void awaitAll(List<Future<?>> done, String name, AtomicInteger next, int count)
      throws InterruptedException {
    long told = System.nanoTime();
    for (Future<?> each : done) {
      while (!each.isDone()) {
        Thread.sleep(20);
        if (System.nanoTime() - told > PROGRESS_SECONDS * 1_000_000_000L) {
          told = System.nanoTime();
          progress.accept("%,d of %,d %s".formatted(Math.min(next.get(), count), count, name));
        }
      }
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new LabException(e.getCause().getMessage(), e.getCause());
      }
    }
  }

  private int makeVpc(ApiClient client, int vpc) {
    String made = client.call("CreateVpc", "CidrBlock", plan.block(vpc).format());
    vpcs[vpc] = ApiClient.text(made, "vpcId");
    return 1;
  }

  /** A table beyond the main one comes with a subnet that routes by it. */
  private int makeTables(ApiClient client, int vpc) {
    tables[vpc] = new String[plan.tables(vpc)];
    String main =
        client.call(
            "DescribeRouteTables", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", vpcs[vpc]);
    tables[vpc][0] = ApiClient.text(main, "routeTableId");
    for (int i = 1; i < tables[vpc].length; i++) {
      String block = plan.subnet(vpc, i).format();
      String subnet = client.call("CreateSubnet", "VpcId", vpcs[vpc], "CidrBlock", block);
      String table = client.call("CreateRouteTable", "VpcId", vpcs[vpc]);
      tables[vpc][i] = ApiClient.text(table, "routeTableId");
      client.call(
          "AssociateRouteTable",
          "RouteTableId",
          tables[vpc][i],
          "SubnetId",
          ApiClient.text(subnet, "subnetId"));
    }
    return 1 + 3 * (tables[vpc].length - 1);
  }

  private int makePeering(ApiClient client, int number) {
    Peering peering = plan.peerings().get(number);
    String made =
        client.call(
            "CreateVpcPeeringConnection",
            "VpcId",
            vpcs[peering.requester()],
            "PeerVpcId",
            vpcs[peering.accepter()]);
    peerings[number] = ApiClient.text(made, "vpcPeeringConnectionId");
    client.call("AcceptVpcPeeringConnection", "VpcPeeringConnectionId", peerings[number]);
    return 2;
  }

  private int makeRoute(ApiClient client, int number) {
    return makeRoute(client, plan.routes().get(number));
  }

  /** Makes a route that is not there. */
  int makeRoute(ApiClient client, Route route) {
    client.call(
        "CreateRoute",
        "RouteTableId",
        tables[route.vpc()][route.table()],
        "DestinationCidrBlock",
        route.destination().format(),
        "VpcPeeringConnectionId",
        peerings[route.peering()]);
    return 1;
  }

  /** Removes a route that is there. */
  void removeRoute(ApiClient client, Route route) {
    client.call(
        "DeleteRoute",
        "RouteTableId",
        tables[route.vpc()][route.table()],
        "DestinationCidrBlock",
        route.destination().format());
  }
}
