package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.Stage;

/** One step of the pipeline: a loop over a burst's packets that are still in the pipeline. */
interface BurstStage {
  Stage stage();

  /** Decides every packet of the burst whose verdict is {@link Burst#IN_PIPELINE}. */
  void run(Burst burst);
}
