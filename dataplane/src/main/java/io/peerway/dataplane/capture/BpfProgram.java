package io.peerway.dataplane.capture;

import static io.peerway.dataplane.capture.BpfCode.*;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A program of the classic BSD packet filter. Those of usual length are compiled to byte code, for
 * the JVM to compile further; the others are interpreted.
 *
 * <p>Checked when it is made, so that it can be run without checks: it ends, because all jumps lead
 * forward and the last instruction returns; what lies beyond the packet makes it return 0, and
 * nothing else can go wrong. Nothing is allocated.
 *
 * @see <a href="https://www.tcpdump.org/papers/bpf-usenix93.pdf">McCanne and Jacobson: The BSD
 *     Packet Filter</a>; the encoding is that of {@code linux/filter.h}
 */
public final class BpfProgram {
  /** Values per instruction: code, jt, jf, k. */
  public static final int FIELDS = BpfCode.FIELDS;

  /** BPF_MAXINSNS of linux/bpf_common.h. */
  private static final int MOST_INSTRUCTIONS = 4096;

  private final PacketFilter filter;

  private final boolean isBlindToForwarding;

  private BpfProgram(PacketFilter filter, boolean isBlindToForwarding) {
    this.filter = filter;
    this.isBlindToForwarding = isBlindToForwarding;
  }

  /**
   * A program of instructions of {@link #FIELDS} values each. An instance is used by one thread.
   *
   * @throws IllegalArgumentException if it is not one that can be run safely; the message says why
   */
  public static BpfProgram of(int... instructions) {
    int[] program = instructions.clone();
    requireSound(program);
    return new BpfProgram(
        program.length / FIELDS <= BpfCompiler.MOST_INSTRUCTIONS
            ? BpfCompiler.compile(program)
            : new BpfInterpreter(program),
        BpfFootprint.isUnchangedByForwarding(program));
  }

  /**
   * Refuses what cannot be run safely.
   *
   * @throws IllegalArgumentException that says why
   */
  static void requireSound(int... instructions) {
    int count = instructions.length / FIELDS;
    if (count == 0 || count > MOST_INSTRUCTIONS || instructions.length % FIELDS != 0) {
      throw new IllegalArgumentException(
          "a BPF program of %d values, %d for each instruction"
              .formatted(instructions.length, FIELDS));
    }
    for (int i = 0; i < count; i++) {
      check(instructions, i, count);
    }
    int last = instructions[(count - 1) * FIELDS];
    if (last != RET_K && last != RET_A) {
      throw new IllegalArgumentException("the BPF program does not end with a return");
    }
  }

  private static void check(int[] instructions, int i, int count) {
    int code = instructions[i * FIELDS];
    int k = instructions[i * FIELDS + 3];
    boolean sound =
        switch (code) {
          case LD_W_ABS, LD_H_ABS, LD_B_ABS, LDX_MSH -> k >= 0; // negative: kernel extensions
          case LD_W_IND, LD_H_IND, LD_B_IND, LD_IMM, LD_LEN, LDX_IMM, LDX_LEN -> true;
          case LD_MEM, LDX_MEM, ST, STX -> k >= 0 && k < SCRATCH;
          case DIV_K, MOD_K -> k != 0;
          case ADD_K, ADD_X, SUB_K, SUB_X, MUL_K, MUL_X, DIV_X, OR_K, OR_X, AND_K, AND_X -> true;
          case LSH_K, RSH_K -> k >= 0 && k < Integer.SIZE;
          case LSH_X, RSH_X, NEG, MOD_X, XOR_K, XOR_X, RET_K, RET_A, TAX, TXA -> true;
          case JA -> k >= 0 && k < count - i - 1;
          case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X ->
              isWithin(instructions[i * FIELDS + 1], i, count)
                  && isWithin(instructions[i * FIELDS + 2], i, count);
          default -> false;
        };
    if (!sound) {
      throw new IllegalArgumentException(
          "BPF instruction %d is not sound: %s"
              .formatted(
                  i,
                  Arrays.toString(Arrays.copyOfRange(instructions, i * FIELDS, (i + 1) * FIELDS))));
    }
  }

  private static boolean isWithin(int jump, int i, int count) {
    return jump >= 0 && jump < count - i - 1;
  }

  /**
   * Whether a packet passes.
   *
   * @param at offset of its first byte
   * @param length in bytes
   */
  public boolean matches(MemorySegment memory, long at, int length) {
    return filter.run(memory, at, length) != 0;
  }

  /**
   * Finds the packets of a burst that pass.
   *
   * @param at offsets of the packets' first bytes
   * @param length of the packets in bytes
   * @param count how many packets there are
   * @param passed gets the indices of those that pass, in order
   * @return how many pass
   */
  public int select(MemorySegment memory, long[] at, int[] length, int count, int[] passed) {
    return filter.select(memory, at, length, count, passed);
  }

  /**
   * Whether a packet that does not pass when it comes cannot pass when it leaves: whether nothing
   * is looked at that forwarding changes.
   */
  public boolean isBlindToForwarding() {
    return isBlindToForwarding;
  }
}
