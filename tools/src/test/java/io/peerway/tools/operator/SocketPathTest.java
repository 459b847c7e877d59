package io.peerway.tools.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketPathTest {

  @Test
  void shouldBeInRunForRoot() {
    assertThat(SocketPath.standard(true, Map.of("XDG_RUNTIME_DIR", "/run/user/0")))
        .isEqualTo(Path.of("/run/peerway/peerway.sock"));
  }

  @Test
  void shouldBeInTheRuntimeDirectoryOfAnybodyElse() {
    assertThat(SocketPath.standard(false, Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
        .isEqualTo(Path.of("/run/user/1000/peerway/peerway.sock"));
    assertThat(SocketPath.standard(false, Map.of()))
        .isEqualTo(Path.of("/run/peerway/peerway.sock"));
  }

  @Test
  void shouldRefuseAPathThatTheKernelCannotBind() {
    assertThatThrownBy(() -> SocketPath.checked(Path.of("/" + "x".repeat(100))))
        .hasMessageContaining("101 bytes")
        .hasMessageContaining("--socket");
  }
}
