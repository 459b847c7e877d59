package io.peerway.dataplane.capture;

import static io.peerway.dataplane.capture.BpfCode.*;

import io.peerway.dataplane.wire.EtherType;
import io.peerway.dataplane.wire.EthernetHeader;

/**
 * Finds out whether a program reads anything of a packet that forwarding changes: MAC addresses,
 * TTL, checksums, and the lengths of packets that leave joined.
 *
 * <p>Jumps lead forward only, so that one pass over the instructions knows for each of them what
 * all ways to it have in common: which EtherType the packet has, whether A holds the EtherType, and
 * whether X holds the length of the IPv4 header.
 */
final class BpfFootprint {
  /** What is known of the EtherType. */
  private enum Family {
    UNREACHED,
    IPV4,
    IPV6,
    /** Such packets are not forwarded. */
    OTHER,
    ANY
  }

  private static final int ETHER_TYPE = 12;
  private static final int IP = EthernetHeader.LENGTH;

  // Offsets in the frame, beginnings and ends by turns.
  private static final int[] KEPT = {12, 16, 20, 21, 23, 24, 26, 34};
  private static final int[] KEPT_IPV4 = {12, 16, 18, 22, 23, 24, 26, 34};
  private static final int[] KEPT_IPV6 = {12, 18, 20, 21, 22, 58};

  // After the IPv4 header: ports, or the type and code of ICMP.
  private static final int[] KEPT_TRANSPORT = {IP, IP + 4};

  private final int[] program;
  private final Family[] family;
  private final boolean[] hasOtherA;
  private final boolean[] hasOtherX;

  private BpfFootprint(int... program) {
    int count = program.length / FIELDS;
    this.program = program;
    this.family = new Family[count];
    this.hasOtherA = new boolean[count];
    this.hasOtherX = new boolean[count];
    for (int i = 0; i < count; i++) {
      family[i] = Family.UNREACHED;
    }
    reach(0, Family.ANY, true, true); // A and X are 0 at first
  }

  /**
   * Whether it reads nothing that forwarding changes.
   *
   * @param program that {@link BpfProgram} found sound
   */
  static boolean isUnchangedByForwarding(int... program) {
    BpfFootprint footprint = new BpfFootprint(program);
    for (int i = 0; i < footprint.family.length; i++) {
      if (footprint.family[i] != Family.UNREACHED) {
        if (!footprint.readsOnlyWhatIsKept(i)) {
          return false;
        }
        footprint.goOn(i);
      }
    }
    return true;
  }

  private boolean readsOnlyWhatIsKept(int i) {
    int k = program[i * FIELDS + 3];
    return switch (program[i * FIELDS]) {
      case LD_LEN, LDX_LEN -> false;
      case LD_W_ABS -> isKept(family[i], k, Integer.BYTES);
      case LD_H_ABS -> isKept(family[i], k, Short.BYTES);
      case LD_B_ABS, LDX_MSH -> isKept(family[i], k, Byte.BYTES);
      case LD_W_IND -> isKeptAfterHeader(i, k, Integer.BYTES);
      case LD_H_IND -> isKeptAfterHeader(i, k, Short.BYTES);
      case LD_B_IND -> isKeptAfterHeader(i, k, Byte.BYTES);
      default -> true;
    };
  }

  private static boolean isKept(Family family, int at, int width) {
    return switch (family) {
      case OTHER -> true;
      case IPV4 -> isWithin(KEPT_IPV4, at, width);
      case IPV6 -> isWithin(KEPT_IPV6, at, width);
      default -> isWithin(KEPT, at, width);
    };
  }

  private boolean isKeptAfterHeader(int i, int at, int width) {
    return family[i] == Family.OTHER
        || (family[i] == Family.IPV4 && !hasOtherX[i] && isWithin(KEPT_TRANSPORT, at, width));
  }

  private static boolean isWithin(int[] ranges, int at, int width) {
    for (int n = 0; n < ranges.length; n += 2) {
      if (at >= ranges[n] && at <= ranges[n + 1] - width) {
        return true;
      }
    }
    return false;
  }

  /** Tells the instructions that may follow what is known there. */
  private void goOn(int i) {
    int operation = program[i * FIELDS];
    int k = program[i * FIELDS + 3];
    switch (operation) {
      case RET_A, RET_K -> {}
      case JA -> reach(i + 1 + k, family[i], hasOtherA[i], hasOtherX[i]);
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X -> {
        Family found = operation == JEQ_K && !hasOtherA[i] ? familyOf(k) : family[i];
        reach(i + 1 + program[i * FIELDS + 1], found, hasOtherA[i], hasOtherX[i]);
        reach(i + 1 + program[i * FIELDS + 2], family[i], hasOtherA[i], hasOtherX[i]);
      }
      default ->
          reach(
              i + 1,
              family[i],
              changesA(operation) ? !(operation == LD_H_ABS && k == ETHER_TYPE) : hasOtherA[i],
              changesX(operation) ? !(operation == LDX_MSH && k == IP) : hasOtherX[i]);
    }
  }

  private static Family familyOf(int etherType) {
    return switch (etherType) {
      case EtherType.IPV4 -> Family.IPV4;
      case EtherType.IPV6 -> Family.IPV6;
      default -> Family.OTHER;
    };
  }

  private static boolean changesA(int operation) {
    return switch (operation) {
      case LDX_IMM, LDX_MEM, LDX_LEN, LDX_MSH, ST, STX, TAX -> false;
      default -> true;
    };
  }

  private static boolean changesX(int operation) {
    return switch (operation) {
      case LDX_IMM, LDX_MEM, LDX_LEN, LDX_MSH, TAX -> true;
      default -> false;
    };
  }

  private void reach(int i, Family itsFamily, boolean otherA, boolean otherX) {
    boolean isNew = family[i] == Family.UNREACHED || family[i] == itsFamily;
    family[i] = isNew ? itsFamily : Family.ANY;
    hasOtherA[i] |= otherA;
    hasOtherX[i] |= otherX;
  }
}
