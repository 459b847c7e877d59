package io.peerway.tools.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ping} of iputils counted.
 *
 * @param averageMillis round trip, or not a number when nothing came back
 */
public record Ping(int sent, int received, double averageMillis) {

  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
  private static final Pattern ROUND_TRIPS =
      Pattern.compile("rtt min/avg/max/mdev = [\\d.]+/([\\d.]+)/");

  /**
   * Reads what ping printed.
   *
   * @throws StepFailure when it is not the output of a ping that ran
   */
  public static Ping parse(String output) {
    Matcher counts = COUNTS.matcher(output);
    if (!counts.find()) {
      throw new StepFailure("a ping that runs", output);
    }
    Matcher roundTrips = ROUND_TRIPS.matcher(output);
    return new Ping(
        Integer.parseInt(counts.group(1)),
        Integer.parseInt(counts.group(2)),
        roundTrips.find() ? Double.parseDouble(roundTrips.group(1)) : Double.NaN);
  }

  public int lost() {
    return sent - received;
  }

  public String text() {
    String counts =
        "%d sent, %d received, %d %% loss".formatted(sent, received, 100 * lost() / sent);
    return received == 0 ? counts : counts + ", round trip %.3f ms".formatted(averageMillis);
  }
}
