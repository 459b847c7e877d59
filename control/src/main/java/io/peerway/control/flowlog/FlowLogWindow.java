package io.peerway.control.flowlog;

import io.peerway.control.model.FlowLog;
import io.peerway.control.model.FlowLogTraffic;
import io.peerway.dataplane.flowlog.FlowCount;
import io.peerway.dataplane.flowlog.FlowEnd;
import io.peerway.dataplane.flowlog.FlowOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What one flow log gathers in one aggregation interval. Intervals begin at whole multiples. */
final class FlowLogWindow {
  /** Some hundred megabytes; more flows are skipped, as EC2 does. */
  private static final int MOST_FLOWS = 1_000_000;

  private final FlowLog log;
  private final long seconds;
  private final int most;
  private final Map<FlowSum.Key, FlowSum> flows = new LinkedHashMap<>();
  private Instant start;
  private Instant end;
  private boolean hasSkipped;

  FlowLogWindow(FlowLog log, Duration interval, Instant now) {
    this(log, interval, now, MOST_FLOWS);
  }

  FlowLogWindow(FlowLog log, Duration interval, Instant now, int most) {
    this.log = log;
    this.seconds = interval.toSeconds();
    this.most = most;
    begin(now);
  }

  /** Forgets what it gathered, and begins to gather anew. */
  void begin(Instant now) {
    start = now;
    end = Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
    flows.clear();
    hasSkipped = false;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(end);
  }

  /** When it began. */
  Instant start() {
    return start;
  }

  /** When it is over. */
  Instant end() {
    return end;
  }

  /** Adds what the flow log is to tell of a flow. */
  void add(FlowCount flow) {
    if (concerns(flow.sender())) {
      add(FlowSum.atSender(flow));
    }
    if (flow.outcome() != FlowOutcome.REJECTED_AT_SENDER && concerns(flow.receiver())) {
      add(FlowSum.atReceiver(flow));
    }
  }

  private boolean concerns(FlowEnd end) {
    String id = log.resourceId();
    return id.equals(end.owner()) || id.equals(end.subnet()) || id.equals(end.vpc());
  }

  private void add(FlowSum sum) {
    FlowLogTraffic its = sum.key().isAccepted() ? FlowLogTraffic.ACCEPT : FlowLogTraffic.REJECT;
    if (log.traffic() != FlowLogTraffic.ALL && log.traffic() != its) {
      return;
    }
    if (flows.size() < most || flows.containsKey(sum.key())) {
      flows.merge(sum.key(), sum, FlowSum::plus);
    } else {
      hasSkipped = true;
    }
  }

  /** Says that something is missing. */
  void skip() {
    hasSkipped = true;
  }

  /** Whether something is missing. */
  boolean hasSkipped() {
    return hasSkipped;
  }

  /** The flows, in the order in which they were first seen. */
  Collection<FlowSum> flows() {
    return List.copyOf(flows.values());
  }
}
