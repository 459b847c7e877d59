package io.peerway.dataplane.capture;

import static io.peerway.dataplane.capture.BpfCode.*;

import io.peerway.dataplane.wire.Bytes;
import java.lang.foreign.MemorySegment;

/** Runs a sound program instruction by instruction. Allocates nothing; for one thread. */
final class BpfInterpreter implements PacketFilter {
  private final int[] program;
  private final int[] scratch = new int[SCRATCH];

  /**
   * @param program that {@link BpfProgram} found sound
   */
  BpfInterpreter(int... program) {
    this.program = program;
  }

  @Override
  public int select(MemorySegment memory, long[] at, int[] length, int count, int[] wanted) {
    int many = 0;
    for (int i = 0; i < count; i++) {
      if (run(memory, at[i], length[i]) != 0) {
        wanted[many] = i;
        many++;
      }
    }
    return many;
  }

  @Override
  public int run(MemorySegment memory, long at, int length) {
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
      pc += (jump + 1) * BpfCode.FIELDS;
    }
  }

  private static long offset(int x, int k) {
    return Integer.toUnsignedLong(x + k);
  }

  private static boolean isGreater(int one, int other) {
    return Integer.compareUnsigned(one, other) > 0;
  }
}
