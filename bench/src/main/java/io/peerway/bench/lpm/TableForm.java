package io.peerway.bench.lpm;

/** The forms that a table takes by its number of routes. */
public enum TableForm {
  FEW_RANGES(5),
  RANGES(100),
  SMALL_TRIE(2_000),
  TRIE(100_000),
  /** A direct table before the trie, in IPv4. */
  DIRECT(200_000);

  final int routes;

  TableForm(int routes) {
    this.routes = routes;
  }
}
