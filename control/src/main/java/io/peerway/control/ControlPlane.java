package io.peerway.control;

import io.peerway.control.compile.Generations;
import io.peerway.control.compile.Publisher;
import io.peerway.control.compile.RunningDatapath;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.ec2.StsService;
import io.peerway.control.ec2.protocol.RunningRouter;
import io.peerway.control.flowlog.FlowLogWriter;
import io.peerway.control.http.HttpLimits;
import io.peerway.control.http.HttpServer;
import io.peerway.control.insight.PacketExplainer;
import io.peerway.control.instance.InstanceHosts;
import io.peerway.control.instance.InstanceRunner;
import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.observe.Health;
import io.peerway.control.observe.Metrics;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The whole control side: the API's server, the records behind it, and what keeps the data plane to
 * them.
 */
public final class ControlPlane implements AutoCloseable {
  private final Ledger ledger;
  private final Publisher publisher;
  private final DeviceGroups deviceGroups;
  private final InstantSource clock;
  private final Metrics metrics;
  private final HttpServer server;
  private final Housekeeper housekeeper;
  private final FlowLogWriter flowLogs;
  private final AtomicReference<InstanceHosts> hosts;

  private ControlPlane(
      Ledger ledger,
      Publisher publisher,
      DeviceGroups deviceGroups,
      InstantSource clock,
      Metrics metrics,
      HttpServer server,
      Housekeeper housekeeper,
      FlowLogWriter flowLogs,
      AtomicReference<InstanceHosts> hosts) {
    this.ledger = ledger;
    this.publisher = publisher;
    this.deviceGroups = deviceGroups;
    this.clock = clock;
    this.metrics = metrics;
    this.server = server;
    this.housekeeper = housekeeper;
    this.flowLogs = flowLogs;
    this.hosts = hosts;
  }

  /**
   * Reads the records, brings the data plane to them, and starts to serve the API.
   *
   * @param store where the records are; to be closed after the control plane
   * @throws IOException if the address cannot be listened on
   * @throws io.peerway.control.store.StoreException if the records cannot be read
   */
  public static ControlPlane start(ControlConfig config, Store store, RunningDatapath datapath)
      throws IOException {
    Ledger ledger = new Ledger(store);
    Publisher publisher = new Publisher(datapath);
    Metrics metrics = metrics(ledger, publisher);
    publisher.continueAfter(Generations.start(ledger));
    publisher.follow(ledger);
    FlowLogWriter flowLogs =
        FlowLogWriter.start(ledger, datapath, config.clock(), config.flowLogs());
    AtomicReference<InstanceHosts> hosts = new AtomicReference<>();
    Ec2Service ec2 =
        new Ec2Service(
            ledger,
            config.clock(),
            new Ids(config.random()),
            config.quotas(),
            new Running(publisher, datapath, flowLogs, hosts));
    ControlEndpoint endpoint =
        new ControlEndpoint(
            new ApiEndpoint(
                ec2,
                new StsService(config.clock()),
                config.authenticator(),
                publisher::generation,
                metrics),
            new Health(ledger, publisher),
            metrics);
    HttpServer server = HttpServer.start(config.listen(), endpoint, HttpLimits.DEFAULT);
    Housekeeper housekeeper = Housekeeper.start(ledger, config.clock());
    DeviceGroups deviceGroups = new DeviceGroups(ledger, config.quotas());
    return new ControlPlane(
        ledger,
        publisher,
        deviceGroups,
        config.clock(),
        metrics,
        server,
        housekeeper,
        flowLogs,
        hosts);
  }

  /**
   * What the API tells of the router.
   *
   * @param hosts empty until instances are run
   */
  private record Running(
      Publisher publisher,
      RunningDatapath datapath,
      FlowLogWriter flowLogs,
      AtomicReference<InstanceHosts> hosts)
      implements RunningRouter {
    @Override
    public PacketExplainer explainer() {
      return publisher.explainer(datapath.explainer());
    }

    @Override
    public Optional<String> flowLogTrouble(String flowLogId) {
      return flowLogs.trouble(flowLogId);
    }

    @Override
    public Optional<ConsoleOutput> consoleOutput(String instanceId) {
      return Optional.ofNullable(hosts.get()).flatMap(running -> running.output(instanceId));
    }
  }

  private static Metrics metrics(Ledger ledger, Publisher publisher) {
    Metrics metrics = new Metrics();
    metrics.addInventory(ledger::inventory);
    metrics.addGauge(
        "peerway_store_revision", "Changes that were ever committed.", ledger::revision);
    metrics.addGauge(
        "peerway_generation_published",
        "The forwarding state that was published last.",
        publisher::generation);
    metrics.addGauge(
        "peerway_generation_reached",
        "The forwarding state that every worker forwards by.",
        publisher::reached);
    publisher.tell((generation, took) -> metrics.applied(took));
    return metrics;
  }

  /** Where the API is served. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** The records as of now. */
  public Inventory inventory() {
    return ledger.inventory();
  }

  /** What is served at {@code /metrics}; the data plane's counters belong there too. */
  public Metrics metrics() {
    return metrics;
  }

  /** What opens and closes the VPCs' ports. */
  public Publisher publisher() {
    return publisher;
  }

  /** The security groups of the VPCs' own devices. */
  public DeviceGroups deviceGroups() {
    return deviceGroups;
  }

  /**
   * Runs the instances' hosts from now on; until then they are pending.
   *
   * @return what ends them, to be closed before the control plane
   */
  public InstanceRunner runInstances(InstanceHosts instanceHosts) {
    hosts.set(instanceHosts);
    InstanceRunner runner = new InstanceRunner(ledger, instanceHosts, clock);
    runner.follow();
    return runner;
  }

  /** Stops serving; what the data plane forwards by stays as it is. */
  @Override
  public void close() {
    server.close();
    housekeeper.close();
    flowLogs.close();
  }
}
