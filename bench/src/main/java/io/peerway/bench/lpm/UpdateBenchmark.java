package io.peerway.bench.lpm;

import io.peerway.bench.lpm.LpmResult.Updates;
import io.peerway.bench.report.Samples;
import io.peerway.dataplane.lpm.Ipv4Lpm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Changes an IPv4 table: how fast, at what price for lookups, and in how much memory. */
final class UpdateBenchmark {
  private static final int CHANGES = 300_000;
  private static final int COUNT = 10_000_000;
  private static final int PASSES = 20;

  private final RoutingTable routes;
  private final String form;
  private final int rounds;
  private final Consumer<String> progress;
  private final UpdateStream stream;
  private final Ipv4Lpm table;

  private final List<Double> atRest = new ArrayList<>();
  private final List<Double> duringUpdates = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  /**
   * @param form how the form of the table is called
   * @param table of the routes
   */
  UpdateBenchmark(
      RoutingTable routes, String form, Ipv4Lpm table, int rounds, Consumer<String> progress) {
    this.routes = routes;
    this.form = form;
    this.table = table;
    this.rounds = rounds;
    this.progress = progress;
    stream = new UpdateStream(routes.routes4());
  }

  Updates run() {
    List<Double> single = new ArrayList<>();
    List<Double> batched = new ArrayList<>();
    stream.single(table, CHANGES);
    stream.batched(table, CHANGES);
    for (int round = 0; round < rounds; round++) {
      single.add(stream.single(table, CHANGES));
      batched.add(stream.batched(table, CHANGES));
    }
    progress.accept(
        "%s, changes: single %.2f M/s, batched %.2f M/s"
            .formatted(form, Samples.of(single).median(), Samples.of(batched).median()));
    int[] addresses = AddressPattern.PREFIX.ipv4(routes.routes4());
    for (int round = 0; round < rounds; round++) {
      lookUpBesideUpdates(addresses);
    }
    progress.accept(
        "%s, lookups: at rest %.0f M/s, beside changes %.0f M/s"
            .formatted(form, Samples.of(atRest).median(), Samples.of(duringUpdates).median()));
    stream.batched(table, COUNT / 10);
    long early = table.memory().total();
    stream.batched(table, COUNT - COUNT / 10);
    long late = table.memory().total();
    return new Updates(
        form,
        Samples.of(single),
        Samples.of(batched),
        LpmBenchmark.BATCH,
        Samples.of(atRest),
        Samples.of(duringUpdates),
        Samples.of(beside),
        COUNT,
        early,
        late);
  }

  private void lookUpBesideUpdates(int[] addresses) {
    atRest.add(lookupRate(addresses));
    var stop = new AtomicBoolean();
    var rates = new ArrayList<Double>();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    rates.add(stream.single(table, 1000));
                  }
                });
    lookupRate(addresses); // the writer's caches fill meanwhile
    duringUpdates.add(lookupRate(addresses));
    stop.set(true);
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    beside.add(Samples.of(rates).median());
  }

  private double lookupRate(int[] addresses) {
    double seconds = 0;
    for (int i = 0; i < PASSES; i++) {
      seconds += TableLookup.ipv4(table, addresses).seconds();
    }
    return PASSES * AddressPattern.COUNT / seconds * 1e-6;
  }
}
