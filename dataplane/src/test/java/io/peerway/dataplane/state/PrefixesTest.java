package io.peerway.dataplane.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.dataplane.wire.Ipv4Prefix;
import io.peerway.dataplane.wire.Ipv6Prefix;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrefixesTest {
  private final SplittableRandom random = new SplittableRandom(1);

  @Test
  void shouldNameThePrefixByWhichTheTrieFoundAnEntry() {
    LocalTable.Builder builder = LocalTable.builder();
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      Ipv4Prefix v4 = Ipv4Prefix.canonical(address(), random.nextInt(4, 33));
      Ipv6Prefix v6 = Ipv6Prefix.canonical(address(), address(), random.nextInt(30, 129));
      if (seen.add(v4)) {
        builder.add4(v4.address(), v4.length(), builder.entry(entry(v4.format())));
      }
      if (seen.add(v6)) {
        builder.add6(v6.hi(), v6.lo(), v6.length(), builder.entry(entry(v6.format())));
      }
    }
    LocalTable table = builder.build();
    for (int i = 0; i < 10_000; i++) {
      int v4 = address();
      assertThat(table.match(v4).map(Ipv4Prefix::format)).isEqualTo(name(table.find(v4)));
      long hi = address();
      long lo = address();
      assertThat(table.match(hi, lo).map(Ipv6Prefix::format)).isEqualTo(name(table.find(hi, lo)));
    }
  }

  /** Few bits are set, so that many addresses are in several prefixes. */
  private int address() {
    int bits = random.nextInt();
    bits &= random.nextInt();
    return bits & random.nextInt();
  }

  private static LocalEntry entry(String name) {
    return new LocalEntry(name, 0, null, 0, 0, 0);
  }

  private static Optional<String> name(LocalEntry entry) {
    return Optional.ofNullable(entry).map(LocalEntry::name);
  }
}
