package io.peerway.dataplane.capture;

import io.peerway.dataplane.wire.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A program of the classic BSD packet filter, and the machine that runs it.
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
  public static final int FIELDS = 4;

  /** BPF_MAXINSNS of linux/bpf_common.h. */
  private static final int MOST_INSTRUCTIONS = 4096;

  private static final int SCRATCH = 16; // BPF_MEMWORDS

  // Codes: class | size | mode for loads, class | operation | source otherwise.
  private static final int LD_W_ABS = 0x20;
  private static final int LD_H_ABS = 0x28;
  private static final int LD_B_ABS = 0x30;
  private static final int LD_W_IND = 0x40;
  private static final int LD_H_IND = 0x48;
  private static final int LD_B_IND = 0x50;
  private static final int LD_IMM = 0x00;
  private static final int LD_MEM = 0x60;
  private static final int LD_LEN = 0x80;
  private static final int LDX_IMM = 0x01;
  private static final int LDX_MEM = 0x61;
  private static final int LDX_LEN = 0x81;
  private static final int LDX_MSH = 0xb1;
  private static final int ST = 0x02;
  private static final int STX = 0x03;
  private static final int ADD_K = 0x04;
  private static final int ADD_X = 0x0c;
  private static final int SUB_K = 0x14;
  private static final int SUB_X = 0x1c;
  private static final int MUL_K = 0x24;
  private static final int MUL_X = 0x2c;
  private static final int DIV_K = 0x34;
  private static final int DIV_X = 0x3c;
  private static final int OR_K = 0x44;
  private static final int OR_X = 0x4c;
  private static final int AND_K = 0x54;
  private static final int AND_X = 0x5c;
  private static final int LSH_K = 0x64;
  private static final int LSH_X = 0x6c;
  private static final int RSH_K = 0x74;
  private static final int RSH_X = 0x7c;
  private static final int NEG = 0x84;
  private static final int MOD_K = 0x94;
  private static final int MOD_X = 0x9c;
  private static final int XOR_K = 0xa4;
  private static final int XOR_X = 0xac;
  private static final int JA = 0x05;
  private static final int JEQ_K = 0x15;
  private static final int JEQ_X = 0x1d;
  private static final int JGT_K = 0x25;
  private static final int JGT_X = 0x2d;
  private static final int JGE_K = 0x35;
  private static final int JGE_X = 0x3d;
  private static final int JSET_K = 0x45;
  private static final int JSET_X = 0x4d;
  private static final int RET_K = 0x06;
  private static final int RET_A = 0x16;
  private static final int TAX = 0x07;
  private static final int TXA = 0x87;

  private final int[] program;
  private final int[] scratch = new int[SCRATCH];

  private BpfProgram(int[] program) {
    this.program = program;
  }

  /**
   * A program of instructions of {@link #FIELDS} values each. An instance is used by one thread.
   *
   * @throws IllegalArgumentException if it is not one that can be run safely; the message says why
   */
  public static BpfProgram of(int... instructions) {
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
    return new BpfProgram(instructions.clone());
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
    return run(memory, at, length) != 0;
  }

  /** What the program returns: how many bytes of the packet are wanted, 0 for none. */
  int run(MemorySegment memory, long at, int length) {
    int[] code = program;
    int a = 0;
    int x = 0;
    int pc = 0;
    while (true) {
      int k = code[pc + 3];
      int jump = 0;
      switch (code[pc]) {
        case LD_W_ABS -> {
          if (k > length - Integer.BYTES) {
            return 0;
          }
          a = Bytes.u32(memory, at + k);
        }
        case LD_H_ABS -> {
          if (k > length - Short.BYTES) {
            return 0;
          }
          a = Bytes.u16(memory, at + k);
        }
        case LD_B_ABS -> {
          if (k >= length) {
            return 0;
          }
          a = Bytes.u8(memory, at + k);
        }
        case LD_W_IND -> {
          long offset = offset(x, k);
          if (offset > length - Integer.BYTES) {
            return 0;
          }
          a = Bytes.u32(memory, at + offset);
        }
        case LD_H_IND -> {
          long offset = offset(x, k);
          if (offset > length - Short.BYTES) {
            return 0;
          }
          a = Bytes.u16(memory, at + offset);
        }
        case LD_B_IND -> {
          long offset = offset(x, k);
          if (offset >= length) {
            return 0;
          }
          a = Bytes.u8(memory, at + offset);
        }
        case LDX_MSH -> {
          if (k >= length) {
            return 0;
          }
          x = (Bytes.u8(memory, at + k) & 0xf) << 2;
        }
        case LD_IMM -> a = k;
        case LD_LEN -> a = length;
        case LD_MEM -> a = scratch[k];
        case LDX_IMM -> x = k;
        case LDX_LEN -> x = length;
        case LDX_MEM -> x = scratch[k];
        case ST -> scratch[k] = a;
        case STX -> scratch[k] = x;
        case ADD_K -> a += k;
        case ADD_X -> a += x;
        case SUB_K -> a -= k;
        case SUB_X -> a -= x;
        case MUL_K -> a *= k;
        case MUL_X -> a *= x;
        case DIV_K -> a = Integer.divideUnsigned(a, k);
        case DIV_X -> {
          if (x == 0) {
            return 0;
          }
          a = Integer.divideUnsigned(a, x);
        }
        case MOD_K -> a = Integer.remainderUnsigned(a, k);
        case MOD_X -> {
          if (x == 0) {
            return 0;
          }
          a = Integer.remainderUnsigned(a, x);
        }
        case OR_K -> a |= k;
        case OR_X -> a |= x;
        case AND_K -> a &= k;
        case AND_X -> a &= x;
        case XOR_K -> a ^= k;
        case XOR_X -> a ^= x;
        case LSH_K -> a <<= k;
        case LSH_X -> a = x >= 0 && x < Integer.SIZE ? a << x : 0;
        case RSH_K -> a >>>= k;
        case RSH_X -> a = x >= 0 && x < Integer.SIZE ? a >>> x : 0;
        case NEG -> a = -a;
        case JA -> jump = k;
        case JEQ_K -> jump = a == k ? code[pc + 1] : code[pc + 2];
        case JEQ_X -> jump = a == x ? code[pc + 1] : code[pc + 2];
        case JGT_K -> jump = isGreater(a, k) ? code[pc + 1] : code[pc + 2];
        case JGT_X -> jump = isGreater(a, x) ? code[pc + 1] : code[pc + 2];
        case JGE_K -> jump = isGreater(k, a) ? code[pc + 2] : code[pc + 1];
        case JGE_X -> jump = isGreater(x, a) ? code[pc + 2] : code[pc + 1];
        case JSET_K -> jump = (a & k) != 0 ? code[pc + 1] : code[pc + 2];
        case JSET_X -> jump = (a & x) != 0 ? code[pc + 1] : code[pc + 2];
        case TAX -> x = a;
        case TXA -> a = x;
        case RET_A -> {
          return a;
        }
        default -> { // RET_K: there is no other that check() lets pass
          return k;
        }
      }
      pc += (jump + 1) * FIELDS;
    }
  }

  private static long offset(int x, int k) {
    return Integer.toUnsignedLong(x + k);
  }

  private static boolean isGreater(int one, int other) {
    return Integer.compareUnsigned(one, other) > 0;
  }
}
