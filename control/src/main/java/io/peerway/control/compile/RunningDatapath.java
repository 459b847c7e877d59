package io.peerway.control.compile;

/** A data plane that packets pass, and that can be asked about them. */
public interface RunningDatapath extends Datapath {
  /**
   * Begins a conversation of packets that are not sent, by the state that was published last:
   * connections that one packet begins are there for the next.
   */
  FrameExplainer explainer();

  /** Begins to count flows: every packet that comes from now on. */
  FlowSource countFlows();

  /** Nanoseconds of the clock by which flows are counted. */
  long clock();
}
