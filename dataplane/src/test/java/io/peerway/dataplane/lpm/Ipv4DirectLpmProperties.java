package io.peerway.dataplane.lpm;

class Ipv4DirectLpmProperties extends LpmProperties {
  @Override
  TableUnderTest newTable() {
    return TableUnderTest.ipv4Direct();
  }
}
