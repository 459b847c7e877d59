package io.peerway.bench.forward;

import io.peerway.bench.forward.ForwardResult.NotRun;
import io.peerway.bench.forward.measure.Figure;
import io.peerway.bench.forward.peer.Peers;
import io.peerway.bench.report.Samples;
import io.peerway.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A {@link ForwardResult} for people: tables of medians with their extremes and ratios. */
public final class ForwardReport {
  private static final List<Figure> TCP = List.of(Figure.TCP1, Figure.TCP4, Figure.BIDIR);
  private static final List<Figure> PACKETS = List.of(Figure.PPS, Figure.PPS64);
  private static final List<Figure> LATENCY = List.of(Figure.RTT50, Figure.RTT99);
  private static final List<Figure> START = List.of(Figure.FIRST_PACKET, Figure.FULL_SPEED);
  private static final double BUSY = 0.15;

  private final ForwardResult result;

  public ForwardReport(ForwardResult result) {
    this.result = result;
  }

  /** The whole report, in Markdown. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append("Machine: ").append(result.machine().sentence()).append('\n');
    result.versions().values().forEach(v -> text.append("With: ").append(v).append('\n'));
    text.append("JVM options: ").append(String.join(" ", result.options().jvmOptions()));
    text.append("\nMedian (least-most) of ").append(result.options().rounds());
    text.append(" interleaved rounds of ").append(result.options().seconds());
    text.append(" s; xRatio to ").append(Peers.REFERENCE).append(" in the same round, median.\n");
    for (int mtu : result.options().mtus()) {
      table(text, mtu, "TCP, Gbit/s", TCP, "CPU s per Gbit, router/machine");
      table(
          text,
          mtu,
          "64-byte UDP packets delivered to a socket, Mpps",
          PACKETS,
          "CPU s per Mpacket, router/machine");
      table(text, mtu, "UDP round trip on an idle network, us", LATENCY, null);
      table(text, mtu, "From the launch of the router until it forwards, ms", START, null);
    }
    result.peers().forEach((name, what) -> text.append("\n%s: %s".formatted(name, what)));
    text.append('\n');
    for (NotRun missing : result.notRun()) {
      text.append("not run: ").append(missing.what()).append(": ").append(missing.why());
      text.append('\n');
    }
    long busy = result.measurements().stream().filter(m -> m.busyBefore() > BUSY).count();
    if (busy > 0) {
      text.append(
          "%d of %d values began while others used the machine.\n"
              .formatted(busy, result.measurements().size()));
    }
    return text.toString();
  }

  private void table(
      StringBuilder text, int mtu, String title, List<Figure> candidates, String cpuTitle) {
    List<Figure> figures =
        candidates.stream()
            .filter(f -> result.measurements().stream().anyMatch(m -> m.figure() == f))
            .toList();
    if (figures.isEmpty()) {
      return;
    }
    List<String> header = new ArrayList<>(List.of("MTU " + mtu));
    figures.forEach(figure -> header.add(figure.title()));
    if (cpuTitle != null) {
      header.add(cpuTitle);
    }
    TextTable table = new TextTable(header);
    for (String peer : result.peers().keySet()) {
      List<String> row = new ArrayList<>(List.of(peer));
      figures.forEach(figure -> row.add(cell(peer, mtu, figure)));
      if (cpuTitle != null) {
        row.add(cpu(peer, mtu, figures.getFirst()));
      }
      table.row(row);
    }
    text.append('\n').append(title).append("\n\n").append(table);
  }

  private String cell(String peer, int mtu, Figure figure) {
    Optional<Samples> samples = samples(peer, mtu, figure, Measurement::value);
    if (samples.isEmpty()) {
      return "-";
    }
    Samples own = samples.get();
    String format = figure.isRate() ? "%.2f (%.2f-%.2f)" : "%.0f (%.0f-%.0f)";
    String text = format.formatted(own.median(), own.min(), own.max());
    return ratio(peer, mtu, figure).map(ratio -> text + " x%.2f".formatted(ratio)).orElse(text);
  }

  /** By rounds, because a machine's speed may drift from one to the next. */
  private Optional<Double> ratio(String peer, int mtu, Figure figure) {
    Map<Integer, Double> reference =
        of(Peers.REFERENCE, mtu, figure)
            .collect(Collectors.toMap(Measurement::round, Measurement::value));
    List<Double> ratios =
        of(peer, mtu, figure)
            .filter(m -> reference.containsKey(m.round()))
            .map(m -> m.value() / reference.get(m.round()))
            .toList();
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Samples.of(ratios).median());
  }

  private String cpu(String peer, int mtu, Figure figure) {
    return cpu(peer, mtu, figure, Measurement::routerCpu)
        + " / "
        + cpu(peer, mtu, figure, Measurement::machineCpu);
  }

  private String cpu(String peer, int mtu, Figure figure, ToDoubleFunction<Measurement> seconds) {
    return samples(peer, mtu, figure, seconds)
        .map(Samples::median)
        .filter(median -> !median.isNaN())
        .map("%.3f"::formatted)
        .orElse("-");
  }

  private Optional<Samples> samples(
      String peer, int mtu, Figure figure, ToDoubleFunction<Measurement> value) {
    List<Double> values = of(peer, mtu, figure).map(value::applyAsDouble).toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Samples.of(values));
  }

  private Stream<Measurement> of(String peer, int mtu, Figure figure) {
    return result.measurements().stream()
        .filter(m -> m.peer().equals(peer) && m.mtu() == mtu && m.figure() == figure);
  }
}
