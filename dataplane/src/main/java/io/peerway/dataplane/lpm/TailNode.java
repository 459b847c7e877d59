package io.peerway.dataplane.lpm;

/** The routes longer than 64 bits that share their first 64 bits. */
final class TailNode extends Subtree {
  RouteList routes = RouteList.EMPTY;

  /** Announces a route, or withdraws it by next hop 0; returns its next hop before. */
  int put(long hi, long lo, int length, int nextHop) {
    int before = routes.nextHop(hi, lo, length);
    if (before != nextHop) {
      routes = routes.with(hi, lo, length, nextHop);
      markChanged();
    }
    return before;
  }

  @Override
  void addRoutesTo(RouteColumns columns, long hi, int depth) {
    routes.addTo(columns);
  }

  @Override
  long bytes() {
    return 32 + routes.bytes();
  }
}
