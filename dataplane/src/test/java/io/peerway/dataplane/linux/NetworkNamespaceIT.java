package io.peerway.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {

  @AutoClose private final TemporaryNamespace lab = new TemporaryNamespace("linux-ns");

  @Test
  void shouldRunAnActionInsideAndLeaveTheCallerWhereItIs() {
    NetworkNamespace inside = lab.namespace().call(NetworkNamespace::current);
    NetworkNamespace outside = NetworkNamespace.current();
    try (inside;
        outside) {
      assertThat(inside).isEqualTo(lab.namespace()).hasToString(lab.name());
      assertThat(outside).isNotEqualTo(lab.namespace());
    }
  }

  @Test
  void shouldBeSeenByTheIpCommand() {
    assertThat(lab.run("sh", "-c", "ip netns identify $$")).isEqualTo(lab.name());
    assertThat(lab.run("ip", "-j", "link")).contains("\"ifname\":\"lo\"").doesNotContain("eth0");
  }

  @Test
  void shouldOpenTheNamespaceOfAProcess() throws InterruptedException {
    Process process = lab.start("sleep", "60");
    try (NetworkNamespace namespace = NetworkNamespace.ofProcess(process.pid())) {
      assertThat(namespace).isEqualTo(lab.namespace());
      assertThat(namespace.name()).contains(lab.name());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void shouldHandOverWhatTheActionThrows() {
    assertThatThrownBy(
            () ->
                lab.namespace()
                    .call(
                        () -> {
                          throw new IOException("from inside");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("from inside");
  }

  @Test
  void shouldRefuseASecondNamespaceOfOneNameAndKeepTheFirst() {
    assertThatThrownBy(() -> NamedNamespaces.create(lab.name()))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
    assertThat(NamedNamespaces.exists(lab.name())).isTrue();
  }

  @Test
  void shouldForgetTheNameOfADeletedNamespace() {
    String inode = lab.run("readlink", "/proc/self/ns/net");
    NamedNamespaces.delete(lab.name());

    assertThat(lab.namespace()).hasToString(inode);
    assertThat(NamedNamespaces.exists(lab.name())).isFalse();
    assertThat(lab.namespace().name()).isEmpty();
    assertThatThrownBy(() -> NetworkNamespace.named(lab.name()))
        .isInstanceOf(LinuxException.class)
        .hasMessage("open /run/netns/%s: No such file or directory (ENOENT)", lab.name());
  }

  @Test
  void shouldRefuseANameThatLeavesTheDirectory() {
    assertThatThrownBy(() -> NetworkNamespace.named("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NamedNamespaces.create(".."))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NamedNamespaces.delete(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseAFileThatIsNoNamespace() {
    try (NetworkNamespace file = NetworkNamespace.at(Path.of("/etc/hostname"))) {
      assertThatThrownBy(() -> file.call(() -> null))
          .isInstanceOfSatisfying(
              LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    }
  }

  @Test
  void shouldWriteParametersOfThatNamespaceOnly() {
    try (TemporaryNamespace other = new TemporaryNamespace("linux-other")) {
      String ttl = "/proc/sys/net/ipv4/ip_default_ttl";

      Sysctl.write(lab.namespace(), "ipv4/ip_default_ttl", "33");

      assertThat(lab.run("cat", ttl).strip()).isEqualTo("33");
      assertThat(other.run("cat", ttl).strip()).isNotEqualTo("33");
    }
  }
}
