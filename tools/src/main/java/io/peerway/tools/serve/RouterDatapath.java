package io.peerway.tools.serve;

import io.peerway.control.compile.FlowSource;
import io.peerway.control.compile.FrameExplainer;
import io.peerway.control.compile.RunningDatapath;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.io.FlowFeed;
import io.peerway.dataplane.io.Router;
import io.peerway.dataplane.port.PortSpec;
import io.peerway.dataplane.state.ForwardingState;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The router of this process, as the control side drives it. */
final class RouterDatapath implements RunningDatapath {

  private final Router router;

  RouterDatapath(Router router) {
    this.router = router;
  }

  @Override
  public int openPort(PortSpec spec) {
    return router.openPort(spec);
  }

  @Override
  public void closePort(int number) {
    router.closePort(number);
  }

  @Override
  public CompletionStage<Duration> publish(ForwardingState state) {
    return router.publish(state);
  }

  @Override
  public FrameExplainer explainer() {
    return router.converse()::explain;
  }

  @Override
  public FlowSource countFlows() {
    FlowFeed feed = router.countFlows();
    return new FlowSource() {
      @Override
      public long drain(Consumer<FlowCount> sink) {
        return feed.drain(sink);
      }

      @Override
      public void close() {
        feed.close();
      }
    };
  }

  @Override
  public long clock() {
    return router.clock();
  }
}
