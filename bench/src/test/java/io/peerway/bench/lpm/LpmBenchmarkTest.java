package io.peerway.bench.lpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LpmBenchmarkTest {
  private static final String ROUTES =
      "0.0.0.0/0 1\n10.0.0.0/8 2\n10.1.2.0/24 3\n::/0 4\n2001:db8::/32 5\n";

  @TempDir private Path directory;

  @Test
  void shouldReadPlainAndCompressedTables() throws IOException {
    Path plain = Files.writeString(directory.resolve("plain"), ROUTES);
    Path packed = directory.resolve("packed");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(Files.readAllBytes(plain));
    }
    for (Path file : new Path[] {plain, packed}) {
      RoutingTable table = RoutingTable.read(file);
      assertThat(table.routes4()).hasSize(3);
      assertThat(table.routes6()).hasSize(2);
      assertThat(table.builder4().build().lookup(0x0a010203)).isEqualTo(3);
      assertThat(table.builder6().build().lookup(0x2001_0db8L << 32, 1)).isEqualTo(5);
    }
  }

  @Test
  void shouldRefuseWhatIsNoTable() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "10.0.0.0/8\n");
    assertThatThrownBy(() -> RoutingTable.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/8");
  }

  @Test
  void shouldMakeTheSameAddressesEveryTime() throws IOException {
    RoutingTable table = RoutingTable.read(Files.writeString(directory.resolve("f"), ROUTES));
    AddressPattern pattern = AddressPattern.PREFIX;
    int[] once = pattern.ipv4(table.routes4());
    assertThat(Arrays.equals(once, pattern.ipv4(table.routes4()))).isTrue();
  }

  @Test
  void shouldAllocateNothingForALookup() throws InterruptedException {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var benchmark = new LookupBenchmark();
    for (TableForm form : TableForm.values()) {
      benchmark.form = form;
      benchmark.setUp();
      long least = Long.MAX_VALUE;
      for (int pass = 0; pass < 5; pass++) { // the first ones make the thread's scratch memory
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 50; i++) {
          benchmark.ipv4Singly();
          benchmark.ipv6Singly();
        }
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isZero();
    }
  }
}
