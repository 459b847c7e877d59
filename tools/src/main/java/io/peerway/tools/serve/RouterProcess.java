package io.peerway.tools.serve;

import io.peerway.control.ControlConfig;
import io.peerway.control.ControlPlane;
import io.peerway.control.store.SqliteStore;
import io.peerway.control.store.Store;
import io.peerway.control.store.StoreException;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.io.RouterConfig;
import io.peerway.dataplane.observe.CounterMemory;
import io.peerway.tools.attach.Attachments;
import io.peerway.tools.bugreport.LogOperation;
import io.peerway.tools.bugreport.RecentLog;
import io.peerway.tools.capture.CaptureOperation;
import io.peerway.tools.counters.CounterFile;
import io.peerway.tools.explain.ExplainOperation;
import io.peerway.tools.explain.TraceOperation;
import io.peerway.tools.flows.FlowsOperation;
import io.peerway.tools.instance.InstanceNamespaces;
import io.peerway.tools.lifecycle.Cleanup;
import io.peerway.tools.metering.MeteringOperation;
import io.peerway.tools.operator.AttachOperation;
import io.peerway.tools.operator.DetachOperation;
import io.peerway.tools.operator.OperatorServer;
import io.peerway.tools.operator.OperatorSocket;
import io.peerway.tools.operator.PortsOperation;
import io.peerway.tools.operator.WaitOperation;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import io.peerway.tools.replay.StateOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the parts of a router, the operator socket first, since only one router can have it. */
public final class RouterProcess {

  private static final Logger LOG = LoggerFactory.getLogger(RouterProcess.class);

  private RouterProcess() {}

  /**
   * Starts everything.
   *
   * @param cleanup gets what stops it again
   * @return where the API is served
   * @throws UserException when the machine lacks something
   */
  public static InetSocketAddress start(ServeSettings settings, Cleanup cleanup) {
    RecentLog log = cleanup.add("log", RecentLog.begin());
    OperatorSocket socket = cleanup.add("operator socket", OperatorSocket.bind(settings.socket()));
    Store store = cleanup.add("store", openStore(settings.data()));
    RouterConfig config = settings.router();
    Router router = cleanup.add("data plane", startRouter(config, openCounters(settings)));
    ControlPlane control = cleanup.add("control plane", startControl(settings, store, router));
    control.metrics().registry().register(new DataPlaneMetrics(router));
    Attachments attachments =
        cleanup.add(
            "attachments",
            new Attachments(
                control::inventory, control.publisher(), control.deviceGroups(), router));
    cleanup.add(
        "instances", control.runInstances(new InstanceNamespaces(attachments, settings.data())));
    OperatorServer.start(
        socket,
        List.of(
            new AttachOperation(attachments),
            new CaptureOperation(router),
            new DetachOperation(attachments, router),
            new ExplainOperation(router, control::inventory, InstantSource.system()),
            new FlowsOperation(router),
            new LogOperation(log),
            new MeteringOperation(router, control::inventory),
            new PortsOperation(router),
            new StateOperation(router, control::inventory),
            new TraceOperation(router, control::inventory, InstantSource.system()),
            new WaitOperation(control.publisher())));
    LOG.info(
        "{} worker(s) on {}, scheduled as {}, TTL {}, operators at {}, records in {}",
        config.workers(),
        router.ioMode(),
        router.scheduling(),
        config.ttlMode().name().toLowerCase(Locale.ROOT),
        socket.path(),
        settings.data());
    return control.address();
  }

  private static Store openStore(Path directory) {
    try {
      return SqliteStore.open(directory);
    } catch (StoreException e) {
      throw unusable(e);
    }
  }

  private static UserException unusable(StoreException e) {
    return new UserException(ExitStatus.MACHINE, e.getMessage());
  }

  private static CounterMemory openCounters(ServeSettings settings) {
    Path file = CounterFile.beside(settings.socket());
    RouterConfig config = settings.router();
    try {
      return CounterMemory.inFile(
          file, config.workers(), config.maxPorts(), InstantSource.system());
    } catch (IOException e) {
      throw new UserException(
          ExitStatus.MACHINE,
          "cannot write %s, where the router counts (%s): choose another --socket, beside which it is"
              .formatted(file, e));
    }
  }

  private static Router startRouter(RouterConfig config, CounterMemory counters) {
    try {
      return Router.start(config, counters);
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitStatus.MACHINE, e.getMessage());
    }
  }

  private static ControlPlane startControl(ServeSettings settings, Store store, Router router) {
    InetSocketAddress listen = settings.listen();
    ControlConfig config =
        ControlConfig.at(listen, settings.flowLogs())
            .withAuthenticator(settings.authenticator())
            .withQuotas(settings.quotas());
    try {
      return ControlPlane.start(config, store, new RouterDatapath(router));
    } catch (StoreException e) {
      throw unusable(e);
    } catch (IOException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      throw new UserException(
          ExitStatus.MACHINE,
          "cannot listen on %s (%s): stop who does, or choose another --listen, such as 127.0.0.1:0 for any free port"
              .formatted(ListenAddress.url(listen), why.getMessage()));
    }
  }
}
