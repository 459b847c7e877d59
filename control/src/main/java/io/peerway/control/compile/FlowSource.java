package io.peerway.control.compile;

import io.peerway.dataplane.flowlog.FlowCount;
import java.util.function.Consumer;

/** Flows that the data plane counts, until this is closed. */
public interface FlowSource extends AutoCloseable {
  /**
   * Hands over what was counted since the last time.
   *
   * @return how many packets were not counted, because there were too many flows
   */
  long drain(Consumer<FlowCount> sink);

  /** Counts no more; what was counted until now can still be taken. */
  @Override
  void close();
}
