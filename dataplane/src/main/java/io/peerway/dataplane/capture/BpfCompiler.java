package io.peerway.dataplane.capture;

import static io.peerway.dataplane.capture.BpfCode.*;

import io.peerway.dataplane.wire.Bytes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/**
 * Compiles a sound BPF program to a static method of a hidden class: what {@link BpfInterpreter}
 * does with it, without finding out anew for each packet what there is to do. The loop over a burst
 * is in the class too, so that the JVM compiles both as one whatever other filters there are.
 */
final class BpfCompiler {
  /** HotSpot does not compile methods of more than 8000 bytes: -XX:HugeMethodLimit. */
  static final int MOST_INSTRUCTIONS = 256;

  private static final ClassDesc SEGMENT = ClassDesc.of(MemorySegment.class.getName());
  private static final ClassDesc BYTES = ClassDesc.of(Bytes.class.getName());
  private static final ClassDesc INTEGER = ClassDesc.of(Integer.class.getName());
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(ConstantDescs.CD_int, SEGMENT, ConstantDescs.CD_long, ConstantDescs.CD_int);
  private static final MethodTypeDesc SELECT =
      MethodTypeDesc.of(
          ConstantDescs.CD_int,
          SEGMENT,
          ConstantDescs.CD_long.arrayType(),
          ConstantDescs.CD_int.arrayType(),
          ConstantDescs.CD_int,
          ConstantDescs.CD_int.arrayType());
  private static final ClassDesc SELF =
      ClassDesc.of(BpfCompiler.class.getPackageName(), "CompiledFilter");
  private static final String DECIDE = "decide";
  private static final MethodTypeDesc LOAD =
      MethodTypeDesc.of(ConstantDescs.CD_int, SEGMENT, ConstantDescs.CD_long);
  private static final MethodTypeDesc BINARY =
      MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
  private static final MethodTypeDesc WIDEN =
      MethodTypeDesc.of(ConstantDescs.CD_long, ConstantDescs.CD_int);

  // Local variables of the static method.
  private static final int MEMORY = 0;
  private static final int AT = 1; // and 2
  private static final int LENGTH = 3;
  private static final int A = 4;
  private static final int X = 5;
  private static final int OFFSET = 6; // and 7
  private static final int FIRST_SCRATCH = 8;

  private static final int WORD = 4;
  private static final int HALF = 2;
  private static final int BYTE = 1;

  private final int[] program;
  private final CodeBuilder code;
  private final Label[] labels;
  private final Label nothing;

  private BpfCompiler(int[] program, CodeBuilder code) {
    this.program = program;
    this.code = code;
    this.labels = new Label[program.length / FIELDS];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = code.newLabel();
    }
    this.nothing = code.newLabel();
  }

  /**
   * Compiles a program.
   *
   * @param program that {@link BpfProgram} found sound, of at most {@link #MOST_INSTRUCTIONS}
   */
  static PacketFilter compile(int... program) {
    byte[] bytes =
        ClassFile.of()
            .build(
                SELF,
                type ->
                    type.withFlags(ClassFile.ACC_FINAL)
                        .withInterfaceSymbols(ClassDesc.of(PacketFilter.class.getName()))
                        .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            0,
                            init ->
                                init.aload(0)
                                    .invokespecial(
                                        ConstantDescs.CD_Object,
                                        ConstantDescs.INIT_NAME,
                                        ConstantDescs.MTD_void)
                                    .return_())
                        .withMethodBody(
                            DECIDE,
                            RUN,
                            ClassFile.ACC_STATIC,
                            code -> new BpfCompiler(program, code).emit())
                        .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, BpfCompiler::emitRun)
                        .withMethodBody(
                            "select", SELECT, ClassFile.ACC_PUBLIC, BpfCompiler::emitSelect));
    try {
      return (PacketFilter)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException bug) {
      throw new LinkageError("a filter was compiled wrong", bug);
    }
  }

  private static void emitRun(CodeBuilder code) {
    code.aload(1).lload(2).iload(4).invokestatic(SELF, DECIDE, RUN).ireturn();
  }

  /** {@link BpfInterpreter#select} in byte code. */
  private static void emitSelect(CodeBuilder code) {
    int memory = 1;
    int at = 2;
    int length = 3;
    int count = 4;
    int wanted = 5;
    int many = 6;
    int i = 7;
    Label next = code.newLabel();
    Label skip = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(many).iconst_0().istore(i);
    code.labelBinding(next);
    code.iload(i).iload(count).if_icmpge(end);
    code.aload(memory).aload(at).iload(i).laload().aload(length).iload(i).iaload();
    code.invokestatic(SELF, DECIDE, RUN).ifeq(skip);
    code.aload(wanted).iload(many).iload(i).iastore().iinc(many, 1);
    code.labelBinding(skip);
    code.iinc(i, 1).goto_(next);
    code.labelBinding(end);
    code.iload(many).ireturn();
  }

  private void emit() {
    code.iconst_0().istore(A).iconst_0().istore(X);
    for (int i = 0; i < SCRATCH; i++) {
      if (isLoaded(i)) {
        code.iconst_0().istore(FIRST_SCRATCH + i);
      }
    }
    for (int i = 0; i < labels.length; i++) {
      code.labelBinding(labels[i]);
      emit(i, program[i * FIELDS], program[i * FIELDS + 3]);
    }
    code.labelBinding(nothing).iconst_0().ireturn();
  }

  private boolean isLoaded(int scratch) {
    for (int i = 0; i < program.length; i += FIELDS) {
      if ((program[i] == LD_MEM || program[i] == LDX_MEM) && program[i + 3] == scratch) {
        return true;
      }
    }
    return false;
  }

  private void emit(int i, int operation, int k) {
    switch (operation) {
      case LD_W_ABS -> loadAt(k, WORD, "u32");
      case LD_H_ABS -> loadAt(k, HALF, "u16");
      case LD_B_ABS -> loadAt(k, BYTE, "u8");
      case LD_W_IND -> loadFromX(k, WORD, "u32");
      case LD_H_IND -> loadFromX(k, HALF, "u16");
      case LD_B_IND -> loadFromX(k, BYTE, "u8");
      case LDX_MSH -> {
        checkAndLoad(k, BYTE, "u8");
        code.bipush(0xf).iand().iconst_2().ishl().istore(X);
      }
      case LD_IMM -> code.loadConstant(k).istore(A);
      case LD_LEN -> code.iload(LENGTH).istore(A);
      case LD_MEM -> code.iload(FIRST_SCRATCH + k).istore(A);
      case LDX_IMM -> code.loadConstant(k).istore(X);
      case LDX_LEN -> code.iload(LENGTH).istore(X);
      case LDX_MEM -> code.iload(FIRST_SCRATCH + k).istore(X);
      case ST -> code.iload(A).istore(FIRST_SCRATCH + k);
      case STX -> code.iload(X).istore(FIRST_SCRATCH + k);
      case NEG -> code.iload(A).ineg().istore(A);
      case TAX -> code.iload(A).istore(X);
      case TXA -> code.iload(X).istore(A);
      case RET_A -> code.iload(A).ireturn();
      case RET_K -> code.loadConstant(k).ireturn();
      case JA -> code.goto_(labels[i + 1 + k]);
      case JEQ_K, JEQ_X, JGT_K, JGT_X, JGE_K, JGE_X, JSET_K, JSET_X -> jump(i, operation, k);
      default -> arithmetic(operation, k);
    }
  }

  private void loadAt(int k, int width, String load) {
    checkAndLoad(k, width, load);
    code.istore(A);
  }

  private void checkAndLoad(int k, int width, String load) {
    code.loadConstant(k).iload(LENGTH).loadConstant(width).isub().if_icmpgt(nothing);
    code.aload(MEMORY).lload(AT).loadConstant((long) k).ladd();
    code.invokestatic(BYTES, load, LOAD);
  }

  private void loadFromX(int k, int width, String load) {
    code.iload(X).loadConstant(k).iadd().invokestatic(INTEGER, "toUnsignedLong", WIDEN);
    code.lstore(OFFSET);
    code.lload(OFFSET).iload(LENGTH).loadConstant(width).isub().i2l().lcmp().ifgt(nothing);
    code.aload(MEMORY).lload(AT).lload(OFFSET).ladd();
    code.invokestatic(BYTES, load, LOAD).istore(A);
  }

  private void jump(int i, int operation, int k) {
    Label yes = labels[i + 1 + program[i * FIELDS + 1]];
    Label no = labels[i + 1 + program[i * FIELDS + 2]];
    code.iload(A);
    operand(operation, k);
    switch (operation) {
      case JEQ_K, JEQ_X -> code.if_icmpeq(yes);
      case JSET_K, JSET_X -> code.iand().ifne(yes);
      case JGT_K, JGT_X -> code.invokestatic(INTEGER, "compareUnsigned", BINARY).ifgt(yes);
      default -> code.invokestatic(INTEGER, "compareUnsigned", BINARY).ifge(yes); // JGE
    }
    code.goto_(no);
  }

  /** Bit 3 of jumps and arithmetic says where the operand is: BPF_SRC of linux/bpf_common.h. */
  private static boolean isFromX(int operation) {
    return (operation & 0x08) != 0;
  }

  private void operand(int operation, int k) {
    if (isFromX(operation)) {
      code.iload(X);
    } else {
      code.loadConstant(k);
    }
  }

  private void arithmetic(int operation, int k) {
    switch (operation) {
      case DIV_X, MOD_X -> code.iload(X).ifeq(nothing);
      case LSH_X, RSH_X -> {
        shiftByX(operation);
        return;
      }
      default -> {} // cannot go wrong
    }
    code.iload(A);
    operand(operation, k);
    switch (operation) {
      case ADD_K, ADD_X -> code.iadd();
      case SUB_K, SUB_X -> code.isub();
      case MUL_K, MUL_X -> code.imul();
      case DIV_K, DIV_X -> code.invokestatic(INTEGER, "divideUnsigned", BINARY);
      case MOD_K, MOD_X -> code.invokestatic(INTEGER, "remainderUnsigned", BINARY);
      case OR_K, OR_X -> code.ior();
      case AND_K, AND_X -> code.iand();
      case XOR_K, XOR_X -> code.ixor();
      case LSH_K -> code.ishl();
      case RSH_K -> code.iushr();
      default -> throw new IllegalArgumentException("BPF code " + operation);
    }
    code.istore(A);
  }

  /** By 32 bits and more nothing is left; the JVM would take the number's last five bits. */
  private void shiftByX(int operation) {
    Label all = code.newLabel();
    Label done = code.newLabel();
    code.iload(X).bipush(Integer.SIZE).invokestatic(INTEGER, "compareUnsigned", BINARY).ifge(all);
    code.iload(A).iload(X);
    if (operation == LSH_X) {
      code.ishl();
    } else {
      code.iushr();
    }
    code.istore(A).goto_(done);
    code.labelBinding(all).iconst_0().istore(A);
    code.labelBinding(done);
  }
}
