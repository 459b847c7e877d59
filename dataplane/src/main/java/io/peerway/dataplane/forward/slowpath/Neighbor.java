package io.peerway.dataplane.forward.slowpath;

import io.peerway.dataplane.wire.Ipv4Address;
import io.peerway.dataplane.wire.Ipv6Address;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A host behind a port: the IP address that is asked for and the MAC address that answers.
 *
 * <p>A reduced form of the states of RFC 4861 section 7.3.2, for ARP as well: without a MAC address
 * it is INCOMPLETE, with one that was confirmed lately REACHABLE, otherwise it is used while it is
 * PROBEd. An IPv4 address is held as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2).
 */
public final class Neighbor {
  /** The MAC address is not known. */
  public static final long UNRESOLVED = -1;

  /** How long an answer is good for: RFC 4861 section 10, REACHABLE_TIME. */
  static final long REACHABLE_NANOS = 30_000_000_000L;

  /** Between two questions: RFC 4861 section 10, RETRANS_TIMER. */
  static final long RETRANSMIT_NANOS = 1_000_000_000L;

  /** Questions before giving up: RFC 4861 section 10, MAX_MULTICAST_SOLICIT. */
  static final int MOST_PROBES = 3;

  private static final VarHandle NEXT_PROBE;

  static {
    try {
      NEXT_PROBE = MethodHandles.lookup().findVarHandle(Neighbor.class, "nextProbeAt", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int port;
  final long hi;
  final long lo;

  private volatile long mac = UNRESOLVED;
  private volatile long confirmedAt;
  private volatile long nextProbeAt;
  private volatile int probes;

  Neighbor(int port, long hi, long lo, long now) {
    this.port = port;
    this.hi = hi;
    this.lo = lo;
    this.nextProbeAt = now;
    this.confirmedAt = now;
  }

  /** A copy of what another is now. */
  Neighbor(Neighbor other) {
    this(other.port, other.hi, other.lo, other.confirmedAt);
    this.mac = other.mac;
    this.nextProbeAt = other.nextProbeAt;
    this.probes = other.probes;
  }

  /** Number of the port that the host is behind. */
  public int port() {
    return port;
  }

  /** The IPv4 or IPv6 address as text. */
  public String address() {
    return isIpv4() ? Ipv4Address.format((int) lo) : Ipv6Address.format(hi, lo);
  }

  /** The MAC address in the low 48 bits, or {@link #UNRESOLVED}. */
  public long mac() {
    return mac;
  }

  boolean isIpv4() {
    return hi == 0 && lo >>> 32 == 0xffff;
  }

  /** Whether the answer has become too old to be used without asking again. */
  public boolean isStale(long now) {
    return now - confirmedAt > REACHABLE_NANOS;
  }

  long confirmedAt() {
    return confirmedAt;
  }

  /** A host has answered, or has shown its address otherwise. */
  void confirm(long newMac, long now) {
    confirmedAt = now;
    probes = 0;
    mac = newMac;
  }

  /** Whether the questions were asked in vain. */
  boolean hasFailed(long now) {
    return probes >= MOST_PROBES && now - nextProbeAt >= 0;
  }

  /** Claims the next question for the caller: true for one worker, once per interval. */
  boolean claimProbe(long now) {
    long due = nextProbeAt;
    if (now - due < 0 || !NEXT_PROBE.compareAndSet(this, due, now + RETRANSMIT_NANOS)) {
      return false;
    }
    countProbe();
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Only the winner of the claim counts.
  private void countProbe() {
    probes++;
  }
}
