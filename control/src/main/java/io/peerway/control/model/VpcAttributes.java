package io.peerway.control.model;

/** The attributes that ModifyVpcAttribute sets. */
public record VpcAttributes(
    boolean enableDnsSupport,
    boolean enableDnsHostnames,
    boolean enableNetworkAddressUsageMetrics) {
  /** Of a new VPC; the default VPC has DNS host names too. */
  public static final VpcAttributes DEFAULT = new VpcAttributes(true, false, false);
}
