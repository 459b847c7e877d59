package io.peerway.bench.lpm;

import io.peerway.bench.lab.Programs;
import io.peerway.bench.lpm.LpmResult.Build;
import io.peerway.bench.lpm.LpmResult.Lookups;
import io.peerway.bench.lpm.LpmResult.ManyTables;
import io.peerway.bench.lpm.LpmResult.Updates;
import io.peerway.bench.lpm.NativeLookup.Algorithm;
import io.peerway.bench.report.Machine;
import io.peerway.bench.report.Samples;
import io.peerway.dataplane.lpm.Ipv4Lpm;
import io.peerway.dataplane.lpm.Ipv6Lpm;
import io.peerway.dataplane.lpm.LpmTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Measures everything about one table in this JVM, and the same lookups in C where gcc is. */
public final class LpmBenchmark {
  /** Changes that are made visible at once where changes are batched. */
  static final int BATCH = 1000;

  private static final int BUILDS = 10;
  private static final long TIME_FOR_VECTORS = 15_000_000_000L;

  private static final Map<Algorithm, String> IN_C_4 =
      Map.of(
          Algorithm.POPTRIE4, "C, Poptrie",
          Algorithm.DIR24_8, "C, DIR-24-8",
          Algorithm.DIR24_8_AVX512, LpmResult.REFERENCE);

  private final RoutingTable routes;
  private final String name;
  private final int rounds;
  private final LookupPieces pieces;
  private final Consumer<String> progress;

  /**
   * @param name of the table
   * @param rounds how often each figure is taken
   * @param pieces what is measured in JVMs of its own
   * @param progress told a line at a time
   */
  public LpmBenchmark(
      RoutingTable routes,
      String name,
      int rounds,
      LookupPieces pieces,
      Consumer<String> progress) {
    this.routes = routes;
    this.name = name;
    this.rounds = rounds;
    this.pieces = pieces;
    this.progress = progress;
  }

  /** Measures; the table must have IPv4 routes. */
  public LpmResult run() {
    List<Build> builds = new ArrayList<>(List.of(build(4, routes.builder4()::build)));
    if (hasIpv6()) {
      builds.add(build(6, routes.builder6()::build));
    }
    List<Lookups> lookups = new ArrayList<>();
    String compiler = lookUp(lookups);
    return new LpmResult(
        Machine.here(),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        LpmTable.usesVectors(),
        compiler,
        name,
        routes.routes4().size(),
        routes.routes6().size(),
        lookups,
        builds,
        List.of(change("trie", routes.builder4()), change("direct", routes.builder4().direct())),
        List.of(manyTables(10_000, 100), manyTables(100_000, 5)),
        pieces.run());
  }

  private Build build(int family, Supplier<LpmTable> build) {
    List<Double> millis = new ArrayList<>();
    LpmTable table = null;
    for (int i = 0; i <= BUILDS; i++) {
      long start = System.nanoTime();
      table = build.get();
      millis.add((System.nanoTime() - start) * 1e-6);
    }
    double first = millis.removeFirst();
    Samples samples = Samples.of(millis);
    progress.accept(
        "build of the IPv%d table: %.0f ms, the first %.0f ms"
            .formatted(family, samples.median(), first));
    return new Build(family, first, samples, table.memory().update());
  }

  /**
   * Adds the lookups, in C too if that can be; returns the compiler's version or what is missing.
   */
  private String lookUp(List<Lookups> lookups) {
    var missing = Programs.whyMissing("gcc");
    if (missing.isPresent()) {
      lookUp(lookups, null);
      return missing.get();
    }
    Path directory = temporaryDirectory();
    try (var inC = new NativeLookup(directory, routes)) {
      lookUp(lookups, inC);
      return inC.compiler();
    } finally {
      delete(directory);
    }
  }

  private void lookUp(List<Lookups> lookups, NativeLookup inC) {
    Ipv4Lpm table4 = routes.builder4().build();
    Ipv4Lpm direct4 = routes.builder4().direct().build();
    Ipv6Lpm table6 = routes.builder6().build();
    int[] warmup = AddressPattern.ZIPF.ipv4(routes.routes4());
    long end = System.nanoTime() + TIME_FOR_VECTORS;
    while (LpmTable.mayUseVectors() && !LpmTable.usesVectors() && System.nanoTime() < end) {
      TableLookup.ipv4(table4, warmup);
    }
    for (AddressPattern pattern : AddressPattern.values()) {
      lookups.addAll(ipv4(pattern, table4, direct4, inC));
      if (hasIpv6()) {
        lookups.addAll(ipv6(pattern, table6, inC));
      }
    }
  }

  private List<Lookups> ipv4(
      AddressPattern pattern, Ipv4Lpm table, Ipv4Lpm direct, NativeLookup inC) {
    int[] addresses = pattern.ipv4(routes.routes4());
    var contest = new LookupContest(4, pattern);
    long memory = table.memory().lookup();
    contest.add("Peerway, batch", memory, () -> TableLookup.ipv4(table, addresses));
    contest.add("Peerway, one by one", memory, () -> TableLookup.ipv4Singly(table, addresses));
    contest.add(
        "Peerway, direct, batch",
        direct.memory().lookup(),
        () -> TableLookup.ipv4(direct, addresses));
    if (inC != null) {
      inC.useAddresses(addresses);
      Stream.of(Algorithm.POPTRIE4, Algorithm.DIR24_8, Algorithm.DIR24_8_AVX512)
          .filter(inC::has)
          .forEach(a -> contest.add(IN_C_4.get(a), inC.memory(a), () -> inC.run(a)));
    }
    return tell(contest.run(rounds));
  }

  private List<Lookups> ipv6(AddressPattern pattern, Ipv6Lpm table, NativeLookup inC) {
    Ipv6Addresses addresses = pattern.ipv6(routes.routes6());
    var contest = new LookupContest(6, pattern);
    long memory = table.memory().lookup();
    contest.add("Peerway, batch", memory, () -> TableLookup.ipv6(table, addresses));
    contest.add("Peerway, one by one", memory, () -> TableLookup.ipv6Singly(table, addresses));
    if (inC != null) {
      inC.useAddresses(addresses);
      contest.add("C, Poptrie", inC.memory(Algorithm.POPTRIE6), () -> inC.run(Algorithm.POPTRIE6));
    }
    return tell(contest.run(rounds));
  }

  private List<Lookups> tell(List<Lookups> lookups) {
    for (Lookups l : lookups) {
      progress.accept(
          "IPv%d %-6s %-22s %5.0f M/s"
              .formatted(l.family(), l.pattern(), l.how(), l.rates().median()));
    }
    return lookups;
  }

  private Updates change(String form, Ipv4Lpm.Builder table) {
    return new UpdateBenchmark(routes, form, table.build(), rounds, progress).run();
  }

  private boolean hasIpv6() {
    return !routes.routes6().isEmpty();
  }

  private ManyTables manyTables(int tables, int routesEach) {
    ManyTables many = ManyTablesBenchmark.measure(tables, routesEach);
    progress.accept(
        "%,d tables of %d routes: %.1f MiB"
            .formatted(tables, routesEach, many.memory() / 1048576.0));
    return many;
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("peerway-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
