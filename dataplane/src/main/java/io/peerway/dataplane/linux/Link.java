package io.peerway.dataplane.linux;

/**
 * A network device as rtnetlink shows it.
 *
 * @param index its number in its namespace
 * @param hardwareAddress the Ethernet address, first byte the most significant of six; 0 if none
 * @param mtu in bytes, without the Ethernet header
 */
public record Link(int index, String name, long hardwareAddress, int mtu) {}
