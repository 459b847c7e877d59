package io.peerway.bench.forward;

import io.peerway.bench.forward.ForwardResult.NotRun;
import io.peerway.bench.forward.measure.Figure;
import io.peerway.bench.forward.measure.HostPair;
import io.peerway.bench.forward.measure.Metric;
import io.peerway.bench.forward.measure.Outcome;
import io.peerway.bench.forward.peer.Peer;
import io.peerway.bench.forward.peer.Peers;
import io.peerway.bench.lab.CpuTime;
import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.LabException;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.report.Machine;
import io.peerway.bench.workload.Side;
import io.peerway.dataplane.linux.LinuxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures routers between two hosts, in rounds: every peer once, then every peer once more, so
 * that what disturbs the machine for a while disturbs all of them alike. All routers are there all
 * the time, so that what is measured is what they are when they have run for some time.
 *
 * <p>Everything it makes on the machine ends with it, also when it is interrupted.
 */
public final class ForwardBenchmark implements AutoCloseable {
  private static final Duration TIME_TO_PASS = Duration.ofSeconds(60);
  private static final Duration TIME_FOR_QUIET = Duration.ofSeconds(3);
  private static final double QUIET = 0.08;

  /** Names of what is made on the machine begin so. */
  private static final String NAME = "pwbench" + ProcessHandle.current().pid();

  private static final List<String> DEVICES =
      Arrays.stream(Side.values()).map(Peer::device).toList();

  private final ForwardOptions options;
  private final Consumer<String> progress;
  private final Path directory;
  private final NativePrograms programs;
  private final List<Peer> peers;
  private final List<Metric> metrics;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<NotRun> notRun = new ArrayList<>();
  private final Thread onExit = new Thread(this::cleanUp, "bench cleanup");
  private final List<Lab> labs = new ArrayList<>(); // guarded by this
  private boolean closed; // guarded by this

  /**
   * @param progress told a line at a time
   * @throws IllegalArgumentException when a peer is not known
   */
  public ForwardBenchmark(ForwardOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
    try {
      this.directory = Files.createTempDirectory(NAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(onExit);
    this.programs = new NativePrograms(directory, "/io/peerway/bench/forward/");
    this.peers = present(chosen());
    this.metrics = options.metrics().stream().sorted().filter(this::canMeasure).toList();
  }

  private List<Peer> chosen() {
    if (options.peers().isEmpty()) {
      return Peers.standard(programs, options.jvmOptions());
    }
    List<Peer> all = Peers.all(programs, options.jvmOptions());
    List<String> names = all.stream().map(Peer::name).toList();
    for (String name : options.peers()) {
      if (!names.contains(name)) {
        close();
        throw new IllegalArgumentException("no peer '%s' among %s".formatted(name, names));
      }
    }
    return all.stream().filter(peer -> options.peers().contains(peer.name())).toList();
  }

  private List<Peer> present(List<Peer> chosen) {
    return chosen.stream().filter(peer -> !isMissing(peer.name(), peer.whyMissing())).toList();
  }

  private boolean canMeasure(Metric metric) {
    return !isMissing(metric.label(), metric.whyMissing());
  }

  private boolean isMissing(String what, Optional<String> why) {
    why.ifPresent(reason -> skip(what, reason));
    return why.isPresent();
  }

  private synchronized void skip(String what, String why) {
    if (closed) {
      return; // what fails now fails because it was ended
    }
    notRun.add(new NotRun(what, why));
    progress.accept("not run: " + what + ": " + why);
  }

  /**
   * Runs all rounds.
   *
   * @throws LinuxException EPERM when the user may not make network namespaces
   */
  public ForwardResult run() throws InterruptedException {
    for (int mtu : options.mtus()) {
      if (metrics.contains(Metric.START)) {
        measureStarts(mtu);
      }
      List<Metric> steady = metrics.stream().filter(metric -> metric != Metric.START).toList();
      if (!steady.isEmpty()) {
        measureSteady(mtu, steady);
      }
    }
    Map<String, String> descriptions = new LinkedHashMap<>();
    peers.forEach(peer -> descriptions.put(peer.name(), peer.description()));
    return new ForwardResult(
        Machine.here(), Versions.here(), options, descriptions, measurements, notRun);
  }

  private void measureStarts(int mtu) throws InterruptedException {
    for (int round = 1; round <= options.rounds(); round++) {
      for (Peer peer : peers) {
        try (Lab lab = openLab()) {
          measure(peer, mtu, round, launch(lab, peer, mtu), Metric.START);
        } catch (LabException e) {
          skip(peer.name() + ", round " + round, e.getMessage());
        }
      }
    }
  }

  /** Routers stay, each between hosts of its own; the others sleep while one is measured. */
  private void measureSteady(int mtu, List<Metric> steady) throws InterruptedException {
    Map<Peer, HostPair> launched = new LinkedHashMap<>();
    for (Peer peer : peers) {
      try {
        HostPair hosts = launch(openLab(), peer, mtu);
        progress.accept("MTU %-4d  %-10s  forwards".formatted(mtu, peer.name()));
        if (peer.warmsUp()) {
          hosts.warmUp();
        }
        launched.put(peer, hosts);
      } catch (LabException e) {
        skip(peer.name() + ", MTU " + mtu, e.getMessage());
      }
    }
    for (int round = 1; round <= options.rounds(); round++) {
      for (Metric metric : steady) {
        for (Map.Entry<Peer, HostPair> each : launched.entrySet()) {
          measure(each.getKey(), mtu, round, each.getValue(), metric);
        }
      }
    }
    closeLabs();
  }

  private HostPair launch(Lab lab, Peer peer, int mtu) {
    long launched = System.nanoTime();
    List<Long> pids = peer.start(lab, mtu);
    for (Side side : Side.values()) {
      lab.giveToHost(side, Peer.device(side), mtu);
    }
    HostPair hosts = new HostPair(lab, programs, DEVICES, pids, launched);
    hosts.awaitReachable(TIME_TO_PASS);
    return hosts;
  }

  private synchronized Lab openLab() {
    if (closed) {
      throw new LabException("the benchmark is closed");
    }
    Lab lab = new Lab(NAME + "-" + labs.size(), directory);
    labs.add(lab);
    return lab;
  }

  private synchronized void closeLabs() {
    labs.forEach(Lab::close);
    labs.clear();
  }

  private void measure(Peer peer, int mtu, int round, HostPair hosts, Metric metric)
      throws InterruptedException {
    double busy = CpuTime.awaitQuietMachine(QUIET, TIME_FOR_QUIET);
    try {
      Outcome outcome = hosts.measure(metric, options.seconds());
      for (Figure figure : metric.figures()) {
        measurements.add(
            new Measurement(
                peer.name(),
                mtu,
                round,
                figure,
                outcome.figures().get(figure),
                outcome.machineCpu(),
                outcome.routerCpu(),
                busy,
                outcome.details()));
        progress.accept(
            "round %d/%d  MTU %-4d  %-10s  %-15s %9.2f %s"
                .formatted(
                    round,
                    options.rounds(),
                    mtu,
                    peer.name(),
                    figure.title(),
                    outcome.figures().get(figure),
                    figure.unit()));
      }
    } catch (LabException e) {
      skip("%s, %s, round %d".formatted(peer.name(), metric.label(), round), e.getMessage());
    }
  }

  private synchronized void cleanUp() {
    closed = true;
    closeLabs();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      progress.accept("left behind: " + directory + ": " + e.getMessage());
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(onExit);
    cleanUp();
  }
}
