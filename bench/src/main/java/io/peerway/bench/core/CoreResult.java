package io.peerway.bench.core;

import io.peerway.bench.report.Machine;
import io.peerway.dataplane.observe.Stage;
import java.util.List;

/**
 * What the pipeline takes.
 *
 * @param jvmOptions it was run with
 * @param packets in a burst
 * @param routes in a route table
 * @param oneWorker all stages
 * @param twoWorkers all stages, on two threads at once
 * @param oneCounter a step of a thread that counts in registers
 * @param twoCounters the same, on two threads at once
 * @param upTo the pipeline cut off after each stage
 * @param metering what counting for peering connections takes; it is in all stages
 * @param variants all stages of one worker, with something more or less
 * @param watched all stages of one worker, while somebody looks at the packets
 * @param filters with security groups
 */
public record CoreResult(
    Machine machine,
    List<String> jvmOptions,
    int packets,
    int routes,
    Cost oneWorker,
    Cost twoWorkers,
    Cost oneCounter,
    Cost twoCounters,
    List<StageCost> upTo,
    Cost metering,
    List<VariantCost> variants,
    List<WatchCost> watched,
    FilterResult filters) {
  /**
   * What a packet takes.
   *
   * @param nanos median over the iterations, in nanoseconds of one worker
   * @param least of the iterations
   * @param most of the iterations
   * @param allocatedBytes by all threads of the JVM
   * @param cycles of the processor; NaN where perf cannot count them
   */
  public record Cost(
      double nanos, double least, double most, double allocatedBytes, double cycles) {}

  /** The cost of all stages up to and including one. */
  public record StageCost(Stage stage, Cost cost) {}

  /** The cost of a variant. */
  public record VariantCost(String variant, String description, Cost cost) {}

  /** How many times as many packets two workers forward as one. */
  public double scaling() {
    return 2 * oneWorker.nanos() / twoWorkers.nanos();
  }

  /** How many times as much two threads do as one that share nothing but the machine. */
  public double scalingOfMachine() {
    return 2 * oneCounter.nanos() / twoCounters.nanos();
  }
}
