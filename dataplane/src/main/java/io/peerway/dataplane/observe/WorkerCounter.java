package io.peerway.dataplane.observe;

/** What is counted for a worker as a whole. */
public enum WorkerCounter {
  /** Bursts that it forwarded. */
  BURSTS("bursts"),
  /** Packets in them. */
  PACKETS("packets"),
  /** Time for which its thread had a processor, in nanoseconds; about ten times a second. */
  PROCESSOR_NANOS("processor_ns");

  private final String label;

  WorkerCounter(String label) {
    this.label = label;
  }

  /** Name in JSON and metrics. */
  public String label() {
    return label;
  }
}
