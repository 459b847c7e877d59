package io.peerway.control.observe;

import io.peerway.control.model.Inventory;
import io.peerway.control.model.Kind;
import io.peerway.control.model.Kinds;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The numbers that a Prometheus server collects.
 *
 * <p>Others add theirs to the {@link #registry}; every name begins with {@code peerway_}.
 *
 * @see <a href="https://prometheus.io/docs/practices/naming/">Metric and label naming</a>
 */
public final class Metrics {
  /** The media type of {@link #text}. */
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  // Calls take from some hundred microseconds to the time of a slow disk; the data plane is to
  // follow within a millisecond.
  private static final double[] CALL_SECONDS = {
    .0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5
  };
  private static final double[] APPLY_SECONDS = {
    .00001, .00002, .00005, .0001, .00015, .0002, .0003, .0004, .0005, .0006, .0007, .0008, .0009,
    .001, .0015, .002, .005, .01, .1, 1
  };

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter calls =
      Counter.builder()
          .name("peerway_api_calls_total")
          .help("Calls of the API by action and by error code, or Success.")
          .labelNames("action", "code")
          .register(registry);
  private final Histogram callSeconds =
      Histogram.builder()
          .name("peerway_api_call_seconds")
          .help("Time from a call's arrival in full to its answer.")
          .labelNames("action")
          .classicOnly()
          .classicUpperBounds(CALL_SECONDS)
          .register(registry);
  private final Histogram applySeconds =
      Histogram.builder()
          .name("peerway_apply_seconds")
          .help("Time from a change's commit to every worker forwarding by it.")
          .classicOnly()
          .classicUpperBounds(APPLY_SECONDS)
          .register(registry);

  /** Where everybody's metrics are; whoever has more to tell registers it here. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /**
   * Counts a call.
   *
   * @param action its name, one of a bounded number
   * @param code of the error, or {@code Success}
   */
  public void called(String action, String code, Duration took) {
    calls.labelValues(action, code).inc();
    callSeconds.labelValues(action).observe(seconds(took));
  }

  /** Counts a forwarding state that every worker took. */
  public void applied(Duration took) {
    applySeconds.observe(seconds(took));
  }

  /** Tells how many records of each kind there are. */
  public void addInventory(Supplier<Inventory> inventory) {
    GaugeWithCallback.builder()
        .name("peerway_objects")
        .help("Records by kind.")
        .labelNames("kind")
        .callback(
            gauge -> {
              Inventory now = inventory.get();
              for (Kind<?> kind : Kinds.all()) {
                gauge.call(now.count(kind), kind.name());
              }
            })
        .register(registry);
  }

  /** Tells a number as it is whenever somebody asks. */
  public void addGauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call((double) value.getAsLong()))
        .register(registry);
  }

  /** All of it in Prometheus' text format, version 0.0.4. */
  public String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
