package io.peerway.dataplane.lpm;

class Ipv6LpmProperties extends LpmProperties {
  @Override
  TableUnderTest newTable() {
    return TableUnderTest.ipv6();
  }
}
