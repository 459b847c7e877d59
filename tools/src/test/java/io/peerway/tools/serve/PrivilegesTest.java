package io.peerway.tools.serve;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrivilegesTest {

  private static final long NET_ADMIN = 1L << 12;
  private static final long SYS_ADMIN = 1L << 21;

  @Test
  void shouldBeContentWithTheCapabilitiesThatItNeeds() {
    assertThatCode(() -> Privileges.check(NET_ADMIN | SYS_ADMIN, true)).doesNotThrowAnyException();
  }

  @Test
  void shouldNameEachCapabilityThatIsMissing() {
    assertThatThrownBy(() -> Privileges.check(0, true))
        .hasMessageContaining("CAP_NET_ADMIN")
        .hasMessageContaining("CAP_SYS_ADMIN")
        .hasMessageContaining("as root");
    assertThatThrownBy(() -> Privileges.check(NET_ADMIN, true))
        .hasMessageContaining("lacks CAP_SYS_ADMIN");
  }

  @Test
  void shouldNameTheMissingDevice() {
    assertThatThrownBy(() -> Privileges.check(NET_ADMIN | SYS_ADMIN, false))
        .hasMessageContaining("/dev/net/tun")
        .hasMessageContaining("modprobe tun");
  }
}
