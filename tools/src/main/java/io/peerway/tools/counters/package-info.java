/**
 * What commands show of the router's counters, which they read from its file: the router is not
 * asked, and need not live.
 */
package io.peerway.tools.counters;
