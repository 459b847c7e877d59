package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinuxExceptionTest {

  @Test
  void shouldNameTheCallItsObjectAndTheError() {
    LinuxException e = new LinuxException("ioctl TUNSETIFF vpc0", "/dev/net/tun", Errno.EBUSY);

    assertThat(e).hasMessage("ioctl TUNSETIFF vpc0 /dev/net/tun: Device or resource busy (EBUSY)");
    assertThat(e.errno()).isEqualTo(16);
  }

  @Test
  void shouldAddWhatTheKernelSays() {
    assertThat(new LinuxException("RTM_NEWROUTE", "::/0", Errno.EINVAL, "Gateway is not a unicast"))
        .hasMessage("RTM_NEWROUTE ::/0: Invalid argument (EINVAL): Gateway is not a unicast");
  }

  @Test
  void shouldShowTheNumberOfAnErrorWithoutName() {
    assertThat(Errno.name(4000)).isEqualTo("4000");
    assertThat(Errno.name(Errno.EBADFD)).isEqualTo("EBADFD");
  }
}
