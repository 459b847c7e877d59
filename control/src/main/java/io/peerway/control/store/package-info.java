/**
 * Where the control side's records are kept: a small {@link io.peerway.control.store.Store} that a
 * database can implement, and the {@link io.peerway.control.store.Ledger} through which everything
 * else reads and changes them.
 */
package io.peerway.control.store;
