package io.peerway.tools.command;

import java.util.ArrayList;
import java.util.List;

/** Lines up columns: text to the left, numbers to the right. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();
  private final List<Boolean> numeric = new ArrayList<>();

  public TextTable(String... headings) {
    rows.add(List.of(headings));
    for (int i = 0; i < headings.length; i++) {
      numeric.add(false);
    }
  }

  /** Adds a row; a column is numeric when its cells are numbers. */
  TextTable row(Object... cells) {
    if (cells.length != numeric.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + rows.getFirst());
    }
    List<String> row = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      row.add(cells[i].toString());
      if (cells[i] instanceof Number) {
        numeric.set(i, true);
      }
    }
    rows.add(row);
    return this;
  }

  /** The lines, without a newline after the last. */
  @Override
  public String toString() {
    int[] widths = new int[numeric.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(numeric.get(i) ? padding + row.get(i) : row.get(i) + padding).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }
}
