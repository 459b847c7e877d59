package io.peerway.dataplane.lpm;

class Ipv4LpmProperties extends LpmProperties {
  @Override
  TableUnderTest newTable() {
    return TableUnderTest.ipv4();
  }
}
