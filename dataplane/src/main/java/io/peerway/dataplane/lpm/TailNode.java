package io.peerway.dataplane.lpm;

/** The routes longer than 64 bits that share their first 64 bits. */
final class TailNode extends Subtree {
  RouteList routes = RouteList.EMPTY;

  @Override
  void addRoutesTo(RouteColumns columns, long hi, int depth) {
    routes.addTo(columns);
  }

  @Override
  long bytes() {
    return 32 + routes.bytes();
  }
}
