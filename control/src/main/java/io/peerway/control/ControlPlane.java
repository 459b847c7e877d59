package io.peerway.control;

import io.peerway.control.compile.Datapath;
import io.peerway.control.compile.Publisher;
import io.peerway.control.ec2.Ec2Service;
import io.peerway.control.http.HttpLimits;
import io.peerway.control.http.HttpServer;
import io.peerway.control.model.Ids;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.Quotas;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.Store;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The whole control side: the API's server, the records behind it, and what keeps the data plane to
 * them.
 */
public final class ControlPlane implements AutoCloseable {
  private final Store store;
  private final Ledger ledger;
  private final Publisher publisher;
  private final HttpServer server;
  private final Housekeeper housekeeper;

  private ControlPlane(
      Store store, Ledger ledger, Publisher publisher, HttpServer server, Housekeeper housekeeper) {
    this.store = store;
    this.ledger = ledger;
    this.publisher = publisher;
    this.server = server;
    this.housekeeper = housekeeper;
  }

  /**
   * Reads the records, brings the data plane to them, and starts to serve the API.
   *
   * @param listen where to serve it; port 0 takes any that is free
   * @param store where the records are; closed with the control plane
   * @param random what ids are drawn from
   * @throws IOException if the address cannot be listened on
   */
  public static ControlPlane start(
      InetSocketAddress listen,
      Store store,
      Datapath datapath,
      Quotas quotas,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    Ledger ledger = new Ledger(store);
    Publisher publisher = new Publisher(datapath);
    publisher.follow(ledger);
    Ec2Service ec2 = new Ec2Service(ledger, clock, new Ids(random), quotas);
    HttpServer server = HttpServer.start(listen, new ApiEndpoint(ec2), HttpLimits.DEFAULT);
    return new ControlPlane(store, ledger, publisher, server, Housekeeper.start(ledger, clock));
  }

  /** Where the API is served. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** The records as of now. */
  public Inventory inventory() {
    return ledger.inventory();
  }

  /** What opens and closes the VPCs' ports. */
  public Publisher publisher() {
    return publisher;
  }

  /** Stops serving; what the data plane forwards by stays as it is. */
  @Override
  public void close() {
    server.close();
    housekeeper.close();
    store.close();
  }
}
