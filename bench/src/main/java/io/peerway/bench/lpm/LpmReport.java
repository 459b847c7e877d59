package io.peerway.bench.lpm;

import io.peerway.bench.lpm.LpmResult.Build;
import io.peerway.bench.lpm.LpmResult.Lookups;
import io.peerway.bench.lpm.LpmResult.ManyTables;
import io.peerway.bench.lpm.LpmResult.Piece;
import io.peerway.bench.lpm.LpmResult.Updates;
import io.peerway.bench.report.Samples;
import io.peerway.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An {@link LpmResult} for people. */
public final class LpmReport {
  private static final double MIB = 1 << 20;

  private final LpmResult result;

  public LpmReport(LpmResult result) {
    this.result = result;
  }

  /** The whole report, in Markdown. */
  public String text() {
    return """
        Machine: %s
        JVM options: %s
        C reference: %s
        Batches: %s
        Table: %s, %,d IPv4 routes, %,d IPv6 routes

        Million lookups a second of one thread: median (least-most), xRatio of the median to that of
        "%s" over IPv4.

        IPv4

        %s
        IPv6

        %s
        %s
        %s
        %s
        %s"""
        .formatted(
            result.machine().sentence(),
            String.join(" ", result.jvmOptions()),
            result.compiler(),
            result.vectors() ? "AVX-512" : "plain loops",
            result.table(),
            result.routes4(),
            result.routes6(),
            LpmResult.REFERENCE,
            lookups(4),
            lookups(6),
            builds(),
            updates(result.updates()),
            manyTables(),
            pieces());
  }

  private TextTable lookups(int family) {
    List<String> header = new ArrayList<>(List.of("lookup"));
    for (AddressPattern pattern : AddressPattern.values()) {
      header.add(pattern.name().toLowerCase(Locale.ROOT));
    }
    header.add("MiB");
    TextTable table = new TextTable(header);
    Stream<Lookups> all = result.lookups().stream().filter(l -> l.family() == family);
    all.map(Lookups::how).distinct().forEach(how -> table.row(row(family, how)));
    return table;
  }

  private List<String> row(int family, String how) {
    List<String> row = new ArrayList<>(List.of(how));
    long memory = 0;
    for (Lookups lookups : result.lookups()) {
      if (lookups.family() == family && lookups.how().equals(how)) {
        row.add(cell(lookups));
        memory = lookups.memory();
      }
    }
    row.add("%.1f".formatted(memory / MIB));
    return row;
  }

  private String cell(Lookups lookups) {
    Samples rates = lookups.rates();
    String text = "%.0f (%.0f-%.0f)".formatted(rates.median(), rates.min(), rates.max());
    return result.ratio(lookups).map(ratio -> text + " x%.2f".formatted(ratio)).orElse(text);
  }

  private TextTable builds() {
    TextTable table =
        new TextTable(
            List.of("build of the whole table", "ms", "the first, ms", "MiB to change it"));
    for (Build build : result.builds()) {
      table.row(
          List.of(
              "IPv" + build.family(),
              range("%.0f", build.millis()),
              "%.0f".formatted(build.first()),
              "%.1f".formatted(build.updateMemory() / MIB)));
    }
    return table;
  }

  private static TextTable updates(Updates updates) {
    return new TextTable(List.of("changes of the IPv4 table", ""))
        .row(List.of("one by one, M/s", range("%.2f", updates.single())))
        .row(List.of(updates.batch() + " at a time, M/s", range("%.2f", updates.batched())))
        .row(List.of("lookups at rest, M/s", range("%.0f", updates.atRest())))
        .row(
            List.of(
                "lookups beside %.2f M changes/s, M/s".formatted(updates.beside().median()),
                range("%.0f", updates.duringUpdates())
                    + " x%.2f"
                        .formatted(updates.duringUpdates().median() / updates.atRest().median())))
        .row(
            List.of(
                "MiB after %,d changes".formatted(updates.count() / 10),
                "%.1f".formatted(updates.memoryEarly() / MIB)))
        .row(
            List.of(
                "MiB after %,d changes".formatted(updates.count()),
                "%.1f".formatted(updates.memoryLate() / MIB)));
  }

  private TextTable manyTables() {
    TextTable table = new TextTable(List.of("many tables", "MiB of heap together"));
    for (ManyTables many : result.manyTables()) {
      table.row(
          List.of(
              "%,d of %d routes".formatted(many.tables(), many.routes()),
              "%.1f".formatted(many.memory() / MIB)));
    }
    return table;
  }

  private String pieces() {
    if (result.pieces().isEmpty()) {
      return "";
    }
    TextTable table =
        new TextTable(List.of("lookup in JVMs of its own", "routes", "ns", "B allocated"));
    for (Piece piece : result.pieces()) {
      table.row(
          List.of(
              piece.lookup(),
              "%,d".formatted(piece.form().routes),
              "%.2f (%.2f-%.2f)".formatted(piece.nanos(), piece.least(), piece.most()),
              "%.3f".formatted(piece.allocatedBytes())));
    }
    return table.toString();
  }

  private static String range(String format, Samples samples) {
    return (format + " (" + format + "-" + format + ")")
        .formatted(samples.median(), samples.min(), samples.max());
  }
}
