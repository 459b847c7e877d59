package io.peerway.tools.serve;

import io.peerway.dataplane.io.PeeringUse;
import io.peerway.dataplane.io.PortSnapshot;
import io.peerway.dataplane.io.RingFill;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.observe.PortCounter;
import io.peerway.dataplane.observe.WorkerCounter;
import io.peerway.dataplane.port.PortLocation;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the data plane counted, for Prometheus: what each port counts, drops by stage and reason,
 * and the workers. All of a scrape is read at one moment, so that its sums agree: of each port,
 * received packets are those forwarded, consumed, held and dropped.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>
 */
final class DataPlaneMetrics implements MultiCollector {

  private static final String PREFIX = "peerway_port_";
  private static final double NANOS_PER_SECOND = 1e9;

  private final Router router;

  DataPlaneMetrics(Router router) {
    this.router = router;
  }

  @Override
  public MetricSnapshots collect() {
    List<PortSnapshot> ports = router.ports();
    List<MetricSnapshot> all = new ArrayList<>();
    for (PortCounter counter : PortCounter.values()) {
      all.add(port(counter, ports));
    }
    all.add(drops(ports));
    all.add(gauge("peerway_ports", "Open ports.", ports.size()));
    all.add(
        gauge(
            "peerway_tracked_connections",
            "Connections that are tracked for security groups, or ended lately.",
            (double) router.trackedConnections()));
    all.add(workers());
    List<Map<WorkerCounter, Long>> workerCounts = router.workerCounts();
    for (WorkerCounter counter : WorkerCounter.values()) {
      all.add(worker(counter, workerCounts));
    }
    all.add(rings());
    List<PeeringUse> peerings = router.peerings();
    all.add(
        carried(
            peerings,
            "packets",
            "IP packets that peering connections carried.",
            PeeringUse::packets));
    all.add(
        carried(
            peerings, "bytes", "IP bytes that peering connections carried.", PeeringUse::bytes));
    all.add(
        gauge(
            "peerway_neighbors",
            "Hosts whose MAC addresses are known, or asked for.",
            router.neighbors().size()));
    return new MetricSnapshots(all);
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static MetricSnapshot carried(
      List<PeeringUse> peerings, String unit, String help, ToLongFunction<PeeringUse> value) {
    CounterSnapshot.Builder carried =
        CounterSnapshot.builder().name("peerway_peering_" + unit).help(help);
    for (PeeringUse use : peerings) {
      carried.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(
                  Labels.of(
                      "peering",
                      use.peering(),
                      "from_vpc",
                      use.sender(),
                      "distance",
                      use.distance().label()))
              .value((double) value.applyAsLong(use))
              .build());
    }
    return carried.build();
  }

  private static MetricSnapshot port(PortCounter counter, List<PortSnapshot> ports) {
    return switch (counter) {
      case RECEIVED_PACKETS ->
          total("rx_packets", "Frames that came from the port.", counter, ports);
      case RECEIVED_BYTES ->
          total("rx_bytes", "Bytes of the frames that came from the port.", counter, ports);
      case FORWARDED_PACKETS ->
          total("forwarded_packets", "Packets from the port that left by one.", counter, ports);
      case CONSUMED_PACKETS ->
          total(
              "consumed_packets",
              "Packets from the port that were for the router itself: ARP, echo, ...",
              counter,
              ports);
      case HELD_PACKETS -> held(ports);
      case SENT_PACKETS -> total("tx_packets", "Frames that left by the port.", counter, ports);
      case SENT_BYTES ->
          total("tx_bytes", "Bytes of the frames that left by the port.", counter, ports);
      case ORIGINATED_PACKETS ->
          total(
              "originated_packets",
              "Of the frames that left by the port, those that the router made itself.",
              counter,
              ports);
      case LOST_PACKETS ->
          total(
              "tx_lost_packets",
              "Of the frames that left by the port, those that its device did not take after all.",
              counter,
              ports);
    };
  }

  private static MetricSnapshot total(
      String name, String help, PortCounter counter, List<PortSnapshot> ports) {
    CounterSnapshot.Builder total = CounterSnapshot.builder().name(PREFIX + name).help(help);
    for (PortSnapshot port : ports) {
      total.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(labels(port))
              .value(port.counters().get(counter))
              .build());
    }
    return total.build();
  }

  /** The one of them that also goes down. */
  private static MetricSnapshot held(List<PortSnapshot> ports) {
    GaugeSnapshot.Builder held =
        GaugeSnapshot.builder()
            .name(PREFIX + "held_packets")
            .help("Packets from the port that wait now for a neighbour to answer.");
    for (PortSnapshot port : ports) {
      held.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(port))
              .value(port.counters().get(PortCounter.HELD_PACKETS))
              .build());
    }
    return held.build();
  }

  private static MetricSnapshot drops(List<PortSnapshot> ports) {
    CounterSnapshot.Builder drops =
        CounterSnapshot.builder()
            .name("peerway_drops")
            .help("Dropped packets by the port that they came from, by stage and reason.");
    for (PortSnapshot port : ports) {
      port.drops()
          .forEach(
              (reason, packets) ->
                  drops.dataPoint(
                      CounterDataPointSnapshot.builder()
                          .labels(
                              labels(port)
                                  .add("stage", reason.stage().name())
                                  .add("reason", reason.label()))
                          .value(packets)
                          .build()));
    }
    return drops.build();
  }

  private MetricSnapshot workers() {
    GaugeSnapshot.Builder generations =
        GaugeSnapshot.builder()
            .name("peerway_worker_generation")
            .help("The forwarding state that each worker goes by.");
    List<Long> generationOfWorkers = router.generationOfWorkers();
    for (int worker = 0; worker < generationOfWorkers.size(); worker++) {
      generations.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("worker", Integer.toString(worker)))
              .value(generationOfWorkers.get(worker))
              .build());
    }
    return generations.build();
  }

  private static MetricSnapshot worker(
      WorkerCounter counter, List<Map<WorkerCounter, Long>> counts) {
    return switch (counter) {
      case BURSTS -> total("bursts", "Bursts that the worker forwarded.", 1, counter, counts);
      case PACKETS -> total("packets", "Packets in these bursts.", 1, counter, counts);
      case PROCESSOR_NANOS ->
          total(
              "processor_seconds",
              "Time for which the worker's thread had a processor.",
              NANOS_PER_SECOND,
              counter,
              counts);
    };
  }

  private static MetricSnapshot total(
      String name,
      String help,
      double unit,
      WorkerCounter counter,
      List<Map<WorkerCounter, Long>> counts) {
    CounterSnapshot.Builder total =
        CounterSnapshot.builder().name("peerway_worker_" + name).help(help);
    for (int worker = 0; worker < counts.size(); worker++) {
      total.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("worker", Integer.toString(worker)))
              .value(counts.get(worker).get(counter) / unit)
              .build());
    }
    return total.build();
  }

  private MetricSnapshot rings() {
    GaugeSnapshot.Builder rings =
        GaugeSnapshot.builder()
            .name("peerway_ring_fill_ratio")
            .help("How full the ring is from a worker to the one with a device's only queue.");
    for (RingFill ring : router.rings()) {
      rings.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(
                  Labels.of(
                      "from", Integer.toString(ring.from()), "to", Integer.toString(ring.to())))
              .value((double) ring.bytes() / ring.capacity())
              .build());
    }
    return rings.build();
  }

  private static Labels labels(PortSnapshot port) {
    String device = port.location().map(PortLocation::device).orElse(port.spec().device());
    return Labels.of("owner", port.spec().owner(), "device", device);
  }
}
