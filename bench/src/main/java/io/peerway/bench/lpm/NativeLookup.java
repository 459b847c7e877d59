package io.peerway.bench.lpm;

import io.peerway.bench.lab.LabException;
import io.peerway.bench.lab.NativePrograms;
import io.peerway.bench.lpm.RoutingTable.Route4;
import io.peerway.bench.lpm.RoutingTable.Route6;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The same lookups in C: the program {@code lookup.c}, which waits until it is asked for a run. */
final class NativeLookup implements AutoCloseable {
  /** What the program can look up with. */
  enum Algorithm {
    /** 32 MiB on huge pages, one address after the other. */
    DIR24_8,
    /** The same, 16 addresses at a time with gathers. */
    DIR24_8_AVX512,
    POPTRIE4,
    POPTRIE6
  }

  private final Path directory;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  /**
   * Compiles and starts the program.
   *
   * @param directory for the program and the addresses
   * @throws LabException when gcc is missing or fails
   */
  NativeLookup(Path directory, RoutingTable table) {
    this.directory = directory;
    Path program = new NativePrograms(directory, "/io/peerway/bench/lpm/").get("lookup");
    Path routes4 = directory.resolve("routes4");
    Path routes6 = directory.resolve("routes6");
    try {
      write(routes4, encode4(table.routes4()));
      write(routes6, encode6(table.routes6()));
      process =
          new ProcessBuilder(program.toString(), routes4.toString(), routes6.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    commands = process.outputWriter();
    answers = process.inputReader();
  }

  void useAddresses(int[] addresses) {
    ByteBuffer bytes = buffer(addresses.length * Integer.BYTES);
    bytes.asIntBuffer().put(addresses);
    send("addresses4", bytes.position(bytes.limit()));
  }

  void useAddresses(Ipv6Addresses addresses) {
    ByteBuffer bytes = buffer(addresses.hi.length * 2 * Long.BYTES);
    for (int i = 0; i < addresses.hi.length; i++) {
      bytes.putLong(addresses.hi[i]).putLong(addresses.lo[i]);
    }
    send("addresses6", bytes);
  }

  /** Whether the compiler knew AVX-512 on this machine. */
  boolean has(Algorithm algorithm) {
    return !ask("run " + name(algorithm)).equals("unknown");
  }

  LookupSample run(Algorithm algorithm) {
    String answer = ask("run " + name(algorithm));
    int space = answer.indexOf(' ');
    return new LookupSample(
        Double.parseDouble(answer.substring(0, space)),
        Long.parseLong(answer.substring(space + 1)));
  }

  /** Bytes that the lookups of an algorithm use. */
  long memory(Algorithm algorithm) {
    return Long.parseLong(ask("memory " + name(algorithm)));
  }

  /** What gcc says of its version. */
  String compiler() {
    try {
      Process gcc = new ProcessBuilder("gcc", "--version").start();
      try (BufferedReader answer = gcc.inputReader()) {
        return answer.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(String command, ByteBuffer bytes) {
    Path file = directory.resolve(command);
    try {
      write(file, bytes);
      ask(command + " " + file);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String ask(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new LabException("the C program ended at \"" + command + "\"");
      }
      return answer;
    } catch (IOException e) {
      throw new LabException("the C program ended at \"" + command + "\"", e);
    }
  }

  private static String name(Algorithm algorithm) {
    return algorithm.name().toLowerCase(Locale.ROOT);
  }

  private static ByteBuffer encode4(List<Route4> routes) {
    ByteBuffer bytes = buffer(routes.size() * 12);
    routes.forEach(r -> bytes.putInt(r.address()).putInt(r.length()).putInt(r.nextHop()));
    return bytes;
  }

  private static ByteBuffer encode6(List<Route6> routes) {
    ByteBuffer bytes = buffer(routes.size() * 24);
    routes.forEach(
        r -> bytes.putLong(r.hi()).putLong(r.lo()).putInt(r.length()).putInt(r.nextHop()));
    return bytes;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void write(Path file, ByteBuffer bytes) throws IOException {
    bytes.flip();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
