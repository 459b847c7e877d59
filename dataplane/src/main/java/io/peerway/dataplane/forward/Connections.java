package io.peerway.dataplane.forward;

import io.peerway.dataplane.flow.ConnectionTracking;
import io.peerway.dataplane.flow.FlowColumns;
import io.peerway.dataplane.flow.FlowTable;
import io.peerway.dataplane.flow.FragmentTable;
import io.peerway.dataplane.state.SecurityRuleSet;
import io.peerway.dataplane.state.SecurityRules;
import io.peerway.dataplane.wire.IpProtocol;
import io.peerway.dataplane.wire.Ipv4Header;
import io.peerway.dataplane.wire.Ipv6Extensions;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The connections that a burst's packets belong to, as one worker sees them: EGRESS_FILTER looks
 * them up, all at once, and both filters ask and tell.
 */
final class Connections {
  /** No connection: rules alone decide. */
  private static final byte NONE = 0;

  /** A packet of a connection, which it may begin. */
  private static final byte MEMBER = 1;

  /** A packet of a connection, which it cannot begin: an ICMP reply. */
  private static final byte ANSWER = 2;

  /** An ICMP error about a connection. */
  private static final byte ERROR = 3;

  /**
   * The same from an interface that is not at either end: for its groups the connection is none.
   */
  private static final byte FOREIGN_ERROR = 4;

  private final FlowTable table;
  private final FragmentTable fragments;
  private final OpeningBudget budget;
  private final boolean isFrozen;
  private final FlowColumns flows = new FlowColumns(Burst.CAPACITY);
  private final FlowColumns datagram = new FlowColumns(1);
  private final byte[] role = new byte[Burst.CAPACITY];

  /** Whether the packet is counted to its connection already, which one time does for both ends. */
  private final boolean[] isCounted = new boolean[Burst.CAPACITY];

  /** Of all packets of the burst. */
  private int sourceZone;

  /** Packets of the burst that may be of a connection. */
  private final int[] named = new int[Burst.CAPACITY];

  private int namedCount;

  /** Those of other kinds than TCP and UDP over IPv4, to be named one by one. */
  private final int[] others = new int[Burst.CAPACITY];

  private int othersCount;

  /** Of the packets that may be of a connection. */
  private final int[] destinationZone = new int[Burst.CAPACITY];

  /** Packets of the burst whose connections are to be tracked. */
  private final int[] opening = new int[Burst.CAPACITY];

  private int openingCount;

  Connections(ConnectionTracking tracking) {
    this.table = tracking.flows();
    this.fragments = tracking.fragments();
    this.budget = new OpeningBudget(tracking.newPerSecond());
    this.isFrozen = tracking.isFrozen();
  }

  /** Before the packets of a burst are looked up: none of them has a connection. */
  void begin(Burst burst) {
    flows.setTime(burst.now);
    budget.setTime(burst.now);
    flows.setNone(0, burst.count);
    Arrays.fill(role, 0, burst.count, NONE);
    Arrays.fill(isCounted, 0, burst.count, isFrozen);
    sourceZone = burst.ingress.zone();
    namedCount = 0;
    othersCount = 0;
  }

  /** Has {@link #find} look up the connection of a packet, which is no later fragment. */
  void lookUp(Burst burst, int i) {
    destinationZone[i] = burst.egress[i].zone();
    int protocol = Transport.protocol(burst.transport[i]);
    if (burst.family[i] == 4 && (protocol == IpProtocol.TCP || protocol == IpProtocol.UDP)) {
      role[i] = MEMBER;
      named[namedCount] = i;
      namedCount++;
    } else {
      others[othersCount] = i;
      othersCount++;
    }
  }

  /**
   * Names the connections of all packets as if they were TCP or UDP over IPv4, which nearly all
   * are: without a branch, a call or an index that has to be checked.
   */
  private void nameAll(Burst burst) {
    for (int i = 0; i < burst.count; i++) {
      long transport = burst.transport[i];
      flows.setTcpFlags(i, Transport.tcpFlags(transport));
      flows.set4(
          i,
          sourceZone,
          destinationZone[i],
          burst.source4[i],
          burst.destination4[i],
          Transport.protocol(transport),
          Transport.sourcePort(transport),
          Transport.selector(transport),
          0);
    }
  }

  /** Names the connection of a packet of any other kind. */
  private void nameOther(Burst burst, int i) {
    long transport = burst.transport[i];
    int protocol = Transport.protocol(transport);
    flows.setTcpFlags(i, Transport.tcpFlags(transport));
    switch (protocol) {
      case IpProtocol.TCP, IpProtocol.UDP -> {
        role[i] = MEMBER;
        int source = Transport.sourcePort(transport);
        setKey(burst, i, protocol, source, Transport.selector(transport), 0);
      }
      case IpProtocol.ICMP, IpProtocol.ICMPV6 -> nameIcmp(burst, i, protocol);
      default -> {
        role[i] = MEMBER;
        setKey(burst, i, protocol, 0, 0, 0);
      }
    }
  }

  private void nameIcmp(Burst burst, int i, int protocol) {
    long transport = burst.transport[i];
    int type = Transport.selector(transport) >>> 8;
    int query = IcmpQuery.of(protocol, type);
    if (query != 0) {
      role[i] = FlowColumns.isRequest(query) ? MEMBER : ANSWER;
      int identifier = Transport.sourcePort(transport);
      setKey(burst, i, protocol, identifier, identifier, query);
    } else {
      role[i] = IcmpQuery.isError(protocol, type) ? nameQuoted(burst, i) : NONE;
    }
  }

  private byte nameQuoted(Burst burst, int i) {
    if (!QuotedPacket.setKey(flows, burst, i)) {
      return NONE;
    }
    return flows.senderZone(i) == sourceZone ? ERROR : FOREIGN_ERROR;
  }

  private void setKey(
      Burst burst, int i, int protocol, int sourcePort, int destinationPort, int query) {
    if (burst.family[i] == 4) {
      flows.set4(
          i,
          sourceZone,
          destinationZone[i],
          burst.source4[i],
          burst.destination4[i],
          protocol,
          sourcePort,
          destinationPort,
          query);
    } else {
      flows.set6(
          i,
          sourceZone,
          destinationZone[i],
          burst.source6Hi[i],
          burst.source6Lo[i],
          burst.destination6Hi[i],
          burst.destination6Lo[i],
          protocol,
          sourcePort,
          destinationPort,
          query);
    }
  }

  /** Looks the connections up. */
  void find(Burst burst) {
    if (namedCount > 0) {
      nameAll(burst);
    }
    for (int n = 0; n < othersCount; n++) {
      int i = others[n];
      nameOther(burst, i);
      if (role[i] != NONE) {
        named[namedCount] = i;
        namedCount++;
      }
    }
    table.find(flows, named, namedCount);
  }

  /**
   * Whether the packet belongs to a connection that is tracked at both ends and stays as it is:
   * there is nothing to do but {@link #noteKnown}.
   */
  boolean isSettled(int i) {
    return flows.isSettledAtBothEnds(i) && role[i] == MEMBER;
  }

  /** Notes that packets of tracked connections came. */
  void noteKnown() {
    budget.noteKnown();
  }

  /**
   * Whether the packet belongs to a connection that is tracked at both ends, as nearly all packets
   * of connections do.
   */
  boolean isTrackedAtBothEnds(int i) {
    return flows.isTrackedAtBothEnds(i) && role[i] != FOREIGN_ERROR;
  }

  /** Whether the packet belongs to a connection that is tracked at the sender's end. */
  boolean isTrackedAtSender(int i) {
    return flows.isFound(i) && flows.isTrackedAtSender(i) && role[i] != FOREIGN_ERROR;
  }

  /** Whether the packet belongs to a connection that is tracked at the receiver's end. */
  boolean isTrackedAtReceiver(int i) {
    if (!flows.isFound(i)) {
      return false;
    }
    if (!flows.isTrackedAtReceiver(i)) {
      table.findAgain(flows, i); // an earlier packet of the burst may have been the first
    }
    return flows.isFound(i) && flows.isTrackedAtReceiver(i);
  }

  /** Counts a packet to its tracked connection, and says on what basis it passes. */
  FilterBasis pass(int i) {
    if (role[i] >= ERROR) {
      return FilterBasis.RELATED; // which does not prolong the connection
    }
    budget.noteKnown();
    if (!isCounted[i]) {
      isCounted[i] = true;
      table.seen(flows, i);
    }
    return FilterBasis.CONNECTION;
  }

  /** Whether it is an error about a connection that the sender's rules allow untracked. */
  boolean isAboutUntrackedOfSender(int i, SecurityRules rules) {
    return role[i] == ERROR && isAnswerUntracked(i, rules.egress(), rules.ingress());
  }

  /** Whether it is an error about a connection that the receiver's rules allow untracked. */
  boolean isAboutUntrackedOfReceiver(int i, SecurityRules rules) {
    return role[i] >= ERROR && isAnswerUntracked(i, rules.ingress(), rules.egress());
  }

  /** Whether an answer to the quoted packet, for which the error stands, would not be tracked. */
  private boolean isAnswerUntracked(int i, SecurityRuleSet rules, SecurityRuleSet reverse) {
    return FilterRules.leaveUntracked(
        rules,
        reverse,
        flows.isIpv6(i) ? 6 : 4,
        flows.protocol(i),
        flows.senderPort(i),
        flows.receiverPort(i));
  }

  /** Whether the packet begins a connection that can be tracked. */
  boolean begins(int i) {
    return role[i] == MEMBER;
  }

  /**
   * Whether the packet would begin one connection more than are tracked a second. That is asked
   * before its rules are, because they are the greater part of what it would cost.
   */
  boolean isOneTooMany(int i) {
    return budget.isSpent() && begins(i) && !flows.isFound(i);
  }

  /** Before packets {@link #open} connections. */
  void beginToOpen() {
    openingCount = 0;
  }

  /** Notes that the packet's connection is to be tracked, which the caller then does. */
  void open(int i) {
    opening[openingCount] = i;
    openingCount++;
    if (!isFrozen && !flows.isFound(i)) {
      budget.spend();
    }
  }

  /**
   * Gets ready to track the connections that were noted.
   *
   * @return how many there are
   */
  int prepareToTrack() {
    table.prepareToTrack(flows, opening, openingCount);
    return openingCount;
  }

  /** The packet whose connection was noted as the {@code n}th. */
  int opening(int n) {
    return opening[n];
  }

  /** Tracks the packet's connection at the sender's end; false if there is no room. */
  boolean trackAtSender(int i) {
    if (isFrozen) {
      return table.hasRoom(flows, i);
    }
    isCounted[i] = true;
    return table.trackAtSender(flows, i);
  }

  /** Tracks the packet's connection at the receiver's end; false if there is no room. */
  boolean trackAtReceiver(int i) {
    return isFrozen ? table.hasRoom(flows, i) : table.trackAtReceiver(flows, i);
  }

  /** Whether the first fragment of a later fragment's datagram was allowed. */
  boolean isFragmentAllowed(Burst burst, int i) {
    setDatagram(burst, i);
    return fragments.isAllowed(datagram, 0, burst.now);
  }

  /** Remembers a datagram whose first fragment has passed. */
  void allowFragments(Burst burst, int i) {
    if (!isFrozen) {
      setDatagram(burst, i);
      fragments.allow(datagram, 0, burst.now);
    }
  }

  private void setDatagram(Burst burst, int i) {
    int receiverZone = burst.egress[i].zone();
    int direction = FlowColumns.query(0, true);
    MemorySegment memory = burst.memory;
    long ip = burst.ip(i);
    if (burst.family[i] == 4) {
      datagram.set4(
          0,
          sourceZone,
          receiverZone,
          burst.source4[i],
          burst.destination4[i],
          Ipv4Header.protocol(memory, ip),
          Ipv4Header.identification(memory, ip),
          0,
          direction);
    } else {
      int identification = Ipv6Extensions.identification(memory, ip);
      datagram.set6(
          0,
          sourceZone,
          receiverZone,
          burst.source6Hi[i],
          burst.source6Lo[i],
          burst.destination6Hi[i],
          burst.destination6Lo[i],
          IpProtocol.FRAGMENT, // the protocol of later fragments may be that of an extension header
          identification >>> 16,
          identification & 0xffff,
          direction);
    }
  }
}
