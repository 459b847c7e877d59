package io.peerway.bench.forward.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.peerway.bench.lab.Lab;
import io.peerway.bench.lab.LabException;
import io.peerway.bench.lab.Subprocess;
import io.peerway.bench.workload.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** TCP between the hosts, by iperf3. */
final class TcpThroughput {
  private static final Duration TIME_TO_START = Duration.ofSeconds(30);
  private static final int SECONDS_TO_END = 30;
  private static final int MOST_MIX_UPS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TcpThroughput() {}

  /**
   * Sends as much as possible, for a second that does not count and then for {@code seconds}.
   *
   * @return Gbit/s of payload received, all flows and both directions together
   */
  static double measure(Lab lab, int seconds, List<String> options) {
    JsonNode report = parse(report(lab, seconds, options));
    for (int i = 0; i < MOST_MIX_UPS && isMixedUp(report); i++) {
      report = parse(report(lab, seconds, options));
    }
    return gigabits(report);
  }

  private static String report(Lab lab, int seconds, List<String> options) {
    String address = Side.B.host();
    List<String> server = List.of("iperf3", "-s", "-1", "-B", address, "--forceflush");
    List<String> client =
        new ArrayList<>(
            List.of("iperf3", "-J", "-c", address, "-O", "1", "-t", Integer.toString(seconds)));
    client.addAll(options);
    try (Subprocess listening = lab.start(lab.host(Side.B), server)) {
      listening.awaitLine(line -> line.contains("listening"), TIME_TO_START);
      Subprocess sending = lab.start(lab.host(Side.A), client);
      return sending.awaitEnd(Duration.ofSeconds(1 + seconds + SECONDS_TO_END));
    }
  }

  /** Reads what {@code iperf3 -J} prints. */
  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new LabException("iperf3 printed no JSON: " + json, e);
    }
  }

  /** What was received, of what {@link #parse} returned. */
  static double gigabits(JsonNode report) {
    JsonNode end = report.path("end");
    JsonNode forth = end.path("sum_received").path("bits_per_second");
    JsonNode back = end.path("sum_received_bidir_reverse").path("bits_per_second");
    if (!forth.isNumber()) {
      throw new LabException("iperf3 received nothing: " + report);
    }
    return (forth.asDouble() + back.asDouble(0)) / 1e9;
  }

  /**
   * Whether iperf3's server took the connection of one direction for that of the other. It goes by
   * which comes first, which two queues leave open. Then both ends send into the same connection,
   * nobody reads, and the receiver closes its window: everything arrived that was sent.
   */
  static boolean isMixedUp(JsonNode report) {
    JsonNode back = report.path("end").path("sum_received_bidir_reverse").path("bytes");
    JsonNode last = report.path("intervals").path(report.path("intervals").size() - 1);
    JsonNode window = last.path("streams").path(0).path("snd_wnd");
    return back.isNumber() && back.asLong() == 0 && window.isNumber() && window.asLong() == 0;
  }
}
