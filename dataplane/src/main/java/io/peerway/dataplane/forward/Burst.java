package io.peerway.dataplane.forward;

import io.peerway.dataplane.observe.DropReason;
import io.peerway.dataplane.state.ForwardingState;
import io.peerway.dataplane.state.LocalEntry;
import io.peerway.dataplane.state.PortForwarding;
import io.peerway.dataplane.state.RouteTable;
import io.peerway.dataplane.state.Target;
import io.peerway.dataplane.state.VpcForwarding;
import io.peerway.dataplane.wire.EthernetHeader;
import io.peerway.dataplane.wire.VirtioNetHeader;
import java.lang.foreign.MemorySegment;

/**
 * Up to {@link #CAPACITY} frames of one ingress port on their way through the pipeline.
 *
 * <p>A struct of arrays: the column entry {@code i} of every array belongs to packet {@code i}.
 * Each stage reads the columns that earlier stages filled and fills its own, so after a run the
 * columns tell how each packet was decided. A column is valid only where the stage that fills it
 * was reached; otherwise it holds what an earlier burst left there.
 *
 * <p>The bytes are in {@link #memory}: packet {@code i}'s Ethernet frame starts at {@code at[i]},
 * its virtio-net header directly before that.
 */
public final class Burst {
  /** Most packets in a burst. */
  public static final int CAPACITY = 256;

  /** Bytes before a frame that belong to it: the virtio-net header. */
  public static final int HEADROOM = VirtioNetHeader.LENGTH;

  /** What has become of a packet. */
  public static final byte IN_PIPELINE = 0;

  /** Left by its egress port. */
  public static final byte FORWARDED = 1;

  /** Was for the router itself. */
  public static final byte CONSUMED = 2;

  /** Copied aside until its neighbour is resolved. */
  public static final byte HELD = 3;

  /** Dropped, for the reason in {@link #reason}. */
  public static final byte DROPPED = 4;

  /** Where the bytes are. */
  public final MemorySegment memory;

  /** How many packets there are. */
  public int count;

  // What all packets share.

  /** The state that decides this burst. */
  public ForwardingState state;

  /** The port that the packets came from, or null if the state has no such port. */
  public PortForwarding ingress;

  /** Its VPC; not null from ETHERNET_INPUT on. */
  public VpcForwarding vpc;

  /** When the burst was taken, in nanoseconds of a monotonic clock. */
  public long now;

  // Filled by whoever receives.

  /**
   * Offset of the Ethernet frame in {@link #memory}, where there is room for the largest frame: it
   * may grow by the packets that it is joined with.
   */
  public final long[] at = new long[CAPACITY];

  /** Length of the Ethernet frame in bytes; IP_INPUT cuts off Ethernet padding. */
  public final int[] length = new int[CAPACITY];

  // Verdicts.

  /** {@link #IN_PIPELINE}, {@link #FORWARDED}, ... */
  public final byte[] verdict = new byte[CAPACITY];

  /** Ordinal of the {@link DropReason} where the verdict is {@link #DROPPED}. */
  public final byte[] reason = new byte[CAPACITY];

  // ETHERNET_INPUT and IP_INPUT.

  /** 4 or 6: the IP version. */
  public final byte[] family = new byte[CAPACITY];

  /** Length of the IP packet in bytes as it came: later stages may join it with others. */
  public final int[] size = new int[CAPACITY];

  /** How many packets still in the pipeline after IP_INPUT are IPv4. */
  public int count4;

  /** How many packets still in the pipeline after IP_INPUT are IPv6. */
  public int count6;

  public final int[] source4 = new int[CAPACITY];
  public final int[] destination4 = new int[CAPACITY];
  public final long[] source6Hi = new long[CAPACITY];
  public final long[] source6Lo = new long[CAPACITY];
  public final long[] destination6Hi = new long[CAPACITY];
  public final long[] destination6Lo = new long[CAPACITY];

  // SOURCE_CHECK.

  /** The sender's prefix in its VPC. */
  public final LocalEntry[] sourceEntry = new LocalEntry[CAPACITY];

  // ROUTE.

  /** Where the route leads. */
  public final Target[] target = new Target[CAPACITY];

  // DELIVER.

  /** The receiver's prefix in the VPC that delivers. */
  public final LocalEntry[] destinationEntry = new LocalEntry[CAPACITY];

  /** The port by which the packet is to leave. */
  public final PortForwarding[] egress = new PortForwarding[CAPACITY];

  /** Whether some packet goes to a host that is not its destination: {@link Target#via}. */
  boolean hasVia;

  // EGRESS_FILTER, where something filters.

  /**
   * Packets that rules or connections decide about, {@link #filteredCount} in their order: at first
   * all, then those that are left for INGRESS_FILTER.
   */
  final int[] filtered = new int[CAPACITY];

  int filteredCount;

  /** Whether some packet has passed only if its first fragment has. */
  boolean hasLaterFragments;

  /** What rules look at, as {@link Transport} packs it. */
  public final long[] transport = new long[CAPACITY];

  /** Ordinal of the {@link FilterBasis} on which the sender's security groups let it pass. */
  public final byte[] egressBasis = new byte[CAPACITY];

  // INGRESS_FILTER, where something filters.

  /** Ordinal of the {@link FilterBasis} on which the receiver's security groups let it pass. */
  public final byte[] ingressBasis = new byte[CAPACITY];

  // TTL_MTU.

  /**
   * Largest fragment in bytes that the packet, or each segment of a super-packet, must be cut into;
   * 0 if it leaves as it is.
   */
  public final int[] fragmentTo = new int[CAPACITY];

  // OUTPUT.

  /**
   * Whether a packet that was forwarded left in other frames than its own: together with another
   * packet, in segments or in fragments.
   */
  public final boolean[] recast = new boolean[CAPACITY];

  public Burst(MemorySegment memory) {
    this.memory = memory;
  }

  /** Where the IP header of a packet starts. */
  public long ip(int i) {
    return at[i] + EthernetHeader.LENGTH;
  }

  /** How many bytes follow the Ethernet header. */
  public int ipLength(int i) {
    return length[i] - EthernetHeader.LENGTH;
  }

  /** The route table that the sender's subnet routes by, or null if the sender is of none. */
  public RouteTable routeTable(int i) {
    return sourceEntry[i] == null ? null : sourceEntry[i].routeTable();
  }

  /** The VPC of the port by which a packet is to leave, or null if there is no such port. */
  public VpcForwarding egressVpc(int i) {
    return egress[i] == null ? null : state.vpc(egress[i].vpcIndex());
  }

  /**
   * Empties the columns of a packet that tell how it was decided, so that afterwards none of them
   * holds what another packet left there.
   */
  public void forget(int i) {
    family[i] = 0;
    sourceEntry[i] = null;
    target[i] = null;
    destinationEntry[i] = null;
    egress[i] = null;
    fragmentTo[i] = 0;
    transport[i] = 0;
    egressBasis[i] = 0;
    ingressBasis[i] = 0;
  }

  /** Ends a packet's way. Only for a packet that is still in the pipeline. */
  public void drop(int i, DropReason why) {
    verdict[i] = DROPPED;
    reason[i] = (byte) why.ordinal();
  }

  /** Ends a packet's way at the router itself, which had use for it or not. */
  void consumeOrDrop(int i, DropReason why) {
    if (why == null) {
      verdict[i] = CONSUMED;
    } else {
      drop(i, why);
    }
  }
}
