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
import java.util.function.Function;
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

        %s%s%s
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
            updates(),
            manyTables(),
            pieces());
  }

  private String lookups(int family) {
    if (result.lookups().stream().noneMatch(l -> l.family() == family)) {
      return "";
    }
    List<String> header = new ArrayList<>(List.of("lookup"));
    for (AddressPattern pattern : AddressPattern.values()) {
      header.add(pattern.name().toLowerCase(Locale.ROOT));
    }
    header.add("MiB");
    TextTable table = new TextTable(header);
    Stream<Lookups> all = result.lookups().stream().filter(l -> l.family() == family);
    all.map(Lookups::how).distinct().forEach(how -> table.row(row(family, how)));
    return "IPv%d\n\n%s\n".formatted(family, table);
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
    row.add(mib(memory));
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
              mib(build.updateMemory())));
    }
    return table;
  }

  private TextTable updates() {
    List<String> header = new ArrayList<>(List.of("changes of the IPv4 table"));
    result.updates().forEach(updates -> header.add(updates.form()));
    TextTable table = new TextTable(header);
    Updates first = result.updates().getFirst();
    updates(table, "one by one, M/s", u -> range("%.2f", u.single()));
    updates(table, first.batch() + " at a time, M/s", u -> range("%.2f", u.batched()));
    updates(table, "lookups at rest, M/s", u -> range("%.0f", u.atRest()));
    updates(table, "lookups beside changes, M/s", LpmReport::besideChanges);
    updates(table, "changes beside lookups, M/s", u -> range("%.2f", u.beside()));
    updates(
        table, "MiB after %,d changes".formatted(first.count() / 10), u -> mib(u.memoryEarly()));
    updates(table, "MiB after %,d changes".formatted(first.count()), u -> mib(u.memoryLate()));
    return table;
  }

  private void updates(TextTable table, String what, Function<Updates, String> cell) {
    List<String> row = new ArrayList<>(List.of(what));
    result.updates().forEach(updates -> row.add(cell.apply(updates)));
    table.row(row);
  }

  private static String besideChanges(Updates updates) {
    Samples rates = updates.duringUpdates();
    double ratio = rates.median() / updates.atRest().median();
    return range("%.0f", rates) + " x%.2f".formatted(ratio);
  }

  private TextTable manyTables() {
    TextTable table = new TextTable(List.of("many tables", "MiB of heap together"));
    for (ManyTables many : result.manyTables()) {
      table.row(
          List.of("%,d of %d routes".formatted(many.tables(), many.routes()), mib(many.memory())));
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

  private static String mib(long bytes) {
    return "%.1f".formatted(bytes / MIB);
  }

  private static String range(String format, Samples samples) {
    return (format + " (" + format + "-" + format + ")")
        .formatted(samples.median(), samples.min(), samples.max());
  }
}
