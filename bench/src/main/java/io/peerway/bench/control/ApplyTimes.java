package io.peerway.bench.control;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long it took from commits until every worker forwarded by them, as the router's own histogram
 * tells.
 *
 * @param upTo how many took at most as many seconds as the key
 */
public record ApplyTimes(Map<Double, Long> upTo) {
  private static final Pattern BUCKET =
      Pattern.compile("peerway_apply_seconds_bucket\\{le=\"([^\"]+)\"} (\\d+)");
  private static final double MILLISECOND = 0.001;

  /** Reads the page {@code /metrics}. */
  static ApplyTimes of(String metrics) {
    Map<Double, Long> upTo = new TreeMap<>();
    Matcher bucket = BUCKET.matcher(metrics);
    while (bucket.find()) {
      String limit = bucket.group(1);
      upTo.put(
          limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit),
          Long.parseLong(bucket.group(2)));
    }
    return new ApplyTimes(upTo);
  }

  /** Those that came after others were read. */
  ApplyTimes since(ApplyTimes earlier) {
    Map<Double, Long> later = new TreeMap<>(upTo);
    earlier.upTo.forEach((limit, count) -> later.merge(limit, -count, Long::sum));
    return new ApplyTimes(later);
  }

  /** How many there are. */
  public long count() {
    return upTo.getOrDefault(Double.POSITIVE_INFINITY, 0L);
  }

  /**
   * The seconds within which a share of them was done, rounded up to a limit of the histogram.
   *
   * @param share from 0 to 1
   */
  public double quantile(double share) {
    return upTo.entrySet().stream()
        .filter(bucket -> bucket.getValue() >= share * count())
        .mapToDouble(Map.Entry::getKey)
        .min()
        .orElse(Double.NaN);
  }

  /** The share that took at most a millisecond, from 0 to 1. */
  public double withinMillisecond() {
    return (double) upTo.getOrDefault(MILLISECOND, 0L) / count();
  }
}
