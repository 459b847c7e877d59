package io.peerway.dataplane.linux;

import static io.peerway.dataplane.linux.Libc.C_INT;
import static io.peerway.dataplane.linux.Libc.C_POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Compiles filters of the syntax of pcap-filter(7) with libpcap, into programs of classic BPF for
 * Ethernet frames.
 */
@SuppressWarnings("restricted") // Native calls are what this package is for.
public final class PcapFilter {

  /** Values per instruction in what {@link #compile} returns: code, jt, jf, k. */
  public static final int FIELDS = 4;

  private static final String LIBRARY = "libpcap.so.0.8";
  private static final int ETHERNET = 1; // DLT_EN10MB
  private static final int UNKNOWN_NETMASK = -1; // PCAP_NETMASK_UNKNOWN

  // struct bpf_program { u_int bf_len; struct bpf_insn *bf_insns; }
  private static final long PROGRAM_LENGTH = 16;
  private static final long INSTRUCTIONS = 8;

  // struct bpf_insn { u_short code; u_char jt; u_char jf; bpf_u_int32 k; }
  private static final int INSTRUCTION = 8;

  private PcapFilter() {}

  /**
   * Compiles a filter. Names of hosts and services in it are looked up on this machine.
   *
   * @param expression an empty one matches everything
   * @param snaplen how many bytes of a packet may be looked at
   * @return the instructions, {@link #FIELDS} values each
   * @throws IllegalArgumentException if libpcap refuses the expression; the message is libpcap's
   * @throws IllegalStateException if this machine has no libpcap
   */
  public static int[] compile(String expression, int snaplen) {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup library = library(arena);
      MethodHandle open =
          bind(library, "pcap_open_dead", FunctionDescriptor.of(C_POINTER, C_INT, C_INT));
      MethodHandle close = bind(library, "pcap_close", FunctionDescriptor.ofVoid(C_POINTER));
      MemorySegment handle = (MemorySegment) open.invokeExact(ETHERNET, snaplen);
      try {
        return compile(library, handle, expression, arena);
      } finally {
        close.invokeExact(handle);
      }
    } catch (Throwable t) {
      throw Libc.rethrown(t);
    }
  }

  private static int[] compile(
      SymbolLookup library, MemorySegment handle, String expression, Arena arena) throws Throwable {
    MethodHandle compile =
        bind(
            library,
            "pcap_compile",
            FunctionDescriptor.of(C_INT, C_POINTER, C_POINTER, C_POINTER, C_INT, C_INT));
    MethodHandle error = bind(library, "pcap_geterr", FunctionDescriptor.of(C_POINTER, C_POINTER));
    MethodHandle free = bind(library, "pcap_freecode", FunctionDescriptor.ofVoid(C_POINTER));
    MemorySegment program = arena.allocate(PROGRAM_LENGTH, Long.BYTES);
    MemorySegment text = arena.allocateFrom(expression);
    int optimize = 1;
    int result = (int) compile.invokeExact(handle, program, text, optimize, UNKNOWN_NETMASK);
    if (result != 0) {
      throw new IllegalArgumentException(Libc.string((MemorySegment) error.invokeExact(handle)));
    }
    int[] instructions = read(program);
    free.invokeExact(program);
    return instructions;
  }

  private static int[] read(MemorySegment program) {
    int count = program.get(ValueLayout.JAVA_INT, 0);
    MemorySegment source =
        program.get(ValueLayout.ADDRESS, INSTRUCTIONS).reinterpret((long) count * INSTRUCTION);
    int[] instructions = new int[count * FIELDS];
    for (int i = 0; i < count; i++) {
      long at = (long) i * INSTRUCTION;
      instructions[i * FIELDS] = Short.toUnsignedInt(source.get(ValueLayout.JAVA_SHORT, at));
      instructions[i * FIELDS + 1] = Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, at + 2));
      instructions[i * FIELDS + 2] = Byte.toUnsignedInt(source.get(ValueLayout.JAVA_BYTE, at + 3));
      instructions[i * FIELDS + 3] = source.get(ValueLayout.JAVA_INT, at + 4);
    }
    return instructions;
  }

  private static SymbolLookup library(Arena arena) {
    try {
      return SymbolLookup.libraryLookup(LIBRARY, arena);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          LIBRARY + " is not on this machine: apt-get install libpcap0.8", e);
    }
  }

  private static MethodHandle bind(SymbolLookup library, String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
  }
}
