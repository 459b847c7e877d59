/**
 * What the router does itself, away from the burst: answers ARP, neighbour discovery, DHCP, DNS and
 * echo, resolves neighbours, reports errors, advertises itself. Rare by design, so written plainly;
 * still bounded in memory and in what it sends.
 */
package io.peerway.dataplane.forward.slowpath;
