package io.peerway.bench.lpm;

import io.peerway.bench.report.Machine;
import io.peerway.bench.report.Samples;
import java.util.List;
import java.util.Optional;

/**
 * What the longest-prefix match takes.
 *
 * @param jvmOptions of the JVM that measured
 * @param vectors whether batches were looked up with AVX-512
 * @param compiler of the C reference; why there is none, if it was not run
 * @param routes4 IPv4 routes of the table
 * @param routes6 IPv6 routes of the table; there may be none
 * @param manyTables memory of many small tables
 * @param pieces lookups by themselves, in JVMs of their own; none if they were not asked for
 */
public record LpmResult(
    Machine machine,
    List<String> jvmOptions,
    boolean vectors,
    String compiler,
    String table,
    int routes4,
    int routes6,
    List<Lookups> lookups,
    List<Build> builds,
    List<Updates> updates,
    List<ManyTables> manyTables,
    List<Piece> pieces) {

  /** The lookup that others are compared with: the steadiest on all machines. */
  static final String REFERENCE = "C, DIR-24-8, AVX-512";

  /**
   * Lookups of one kind.
   *
   * @param family 4 or 6
   * @param how what looks up
   * @param memory bytes that the lookups use
   * @param rates million lookups a second of processor time of one thread
   */
  public record Lookups(
      int family, AddressPattern pattern, String how, long memory, Samples rates) {}

  /**
   * A build of the whole table from its routes.
   *
   * @param first milliseconds of the first build in the JVM
   * @param millis of the builds after it
   * @param updateMemory bytes that are needed besides those of lookups to change the table
   */
  public record Build(int family, double first, Samples millis, long updateMemory) {}

  /**
   * Changes of the IPv4 table: next hops, withdrawals and announcements of its routes.
   *
   * @param form of the table
   * @param single million a second, each made visible by itself
   * @param batched million a second, in batches
   * @param batch changes in a batch
   * @param atRest million lookups a second (batches, addresses over the prefixes) without changes
   * @param duringUpdates the same beside a thread that makes single changes all the time
   * @param beside million changes a second that this thread made
   * @param count random changes whose memory is looked at
   * @param memoryEarly bytes of the table after a tenth of them
   * @param memoryLate bytes after all of them
   */
  public record Updates(
      String form,
      Samples single,
      Samples batched,
      int batch,
      Samples atRest,
      Samples duringUpdates,
      Samples beside,
      int count,
      long memoryEarly,
      long memoryLate) {}

  /**
   * Many small tables.
   *
   * @param tables how many
   * @param routes in each
   * @param memory bytes of the Java heap that all of them take, measured
   */
  public record ManyTables(int tables, int routes, long memory) {}

  /**
   * One kind of lookup in one form of a table.
   *
   * @param lookup its kind
   * @param nanos median over the iterations, in nanoseconds an address
   * @param least of the iterations
   * @param most of the iterations
   * @param allocatedBytes an address, by all threads of the JVM
   */
  public record Piece(
      TableForm form,
      String lookup,
      double nanos,
      double least,
      double most,
      double allocatedBytes) {}

  /** How many times as fast as the reference, where that ran. */
  Optional<Double> ratio(Lookups lookups) {
    return this.lookups.stream()
        .filter(l -> l.family == 4 && l.pattern == lookups.pattern && l.how.equals(REFERENCE))
        .findFirst()
        .map(reference -> lookups.rates.median() / reference.rates.median());
  }
}
