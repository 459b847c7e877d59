package io.peerway.tools.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.peerway.tools.operator.PortReport;
import io.peerway.tools.scenario.Scenario;
import io.peerway.tools.scenario.TestScenario;
import io.peerway.tools.scenario.TestScenario.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's dhclient, its udhcpc and the kernel's own IPv6 configuration, with nothing but a device;
 * and then names, by the server that they are told.
 */
@Timeout(600)
class DhcpIT {

  // Debian's own script would write into this machine's /etc. This one does the same to the device,
  // and shows what the client was told. A client of DHCPv6 needs a link-local address first.
  private static final String SCRIPT =
      """
      #!/bin/sh
      case $reason in
        PREINIT6)
          ip link set $interface up
          while [ -z "$(ip -6 -o addr show dev $interface scope link -tentative)" ]; do sleep 0.1; done ;;
        BOUND)
          ip addr add $new_ip_address/$new_subnet_mask dev $interface
          ip link set $interface mtu $new_interface_mtu
          ip route add default via $new_routers
          echo told: $new_domain_name $new_domain_name_servers $new_dhcp_lease_time ;;
        BOUND6)
          ip -6 addr add $new_ip6_address/$new_ip6_prefixlen dev $interface ;;
      esac
      """;

  private static final String UDHCPC_SCRIPT =
      """
      #!/bin/sh
      case $1 in
        deconfig)
          ip link set $interface up ;;
        bound)
          ip addr replace $ip/$mask dev $interface
          ip link set $interface mtu $mtu
          ip route replace default via $router
          echo told: $domain $dns $lease ;;
      esac
      """;

  @AutoClose private final TestScenario test = new TestScenario();
  @TempDir private Path directory;
  private final Scenario scenario = test.scenario();
  private Path script;
  private Path udhcpcScript;

  @BeforeEach
  void writeScripts() throws IOException {
    script = write("dhclient-script", SCRIPT);
    udhcpcScript = write("udhcpc-script", UDHCPC_SCRIPT);
  }

  private Path write(String name, String text) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    return Files.writeString(file, text);
  }

  private String device(String owner) {
    return scenario.ports().stream()
        .filter(
            port ->
                owner.equals(port.networkInterface())
                    || (port.networkInterface().isEmpty() && owner.equals(port.vpc())))
        .map(PortReport::device)
        .findFirst()
        .orElseThrow();
  }

  /** Runs a client until it has a lease; it goes on in the background and is ended at once. */
  private String lease(String namespace, String owner, int version) throws InterruptedException {
    Path pid = directory.resolve("pid-" + namespace + version);
    String output =
        scenario.shell(
            "ip netns exec %s dhclient -%d -1 -v -sf %s -cf /dev/null -lf %s -pf %s %s"
                .formatted(
                    namespace,
                    version,
                    script,
                    directory.resolve("leases-" + namespace + version),
                    pid,
                    device(owner)));
    end(pid);
    return output;
  }

  /** Runs the other client until it has a lease, and ends. */
  private String udhcpc(String namespace, String owner) throws InterruptedException {
    return scenario.shell(
        "ip netns exec %s udhcpc -f -n -q -O mtu -s %s -i %s"
            .formatted(namespace, udhcpcScript, device(owner)));
  }

  private String resolve(String namespace, String name, String server) throws InterruptedException {
    return scenario.shell(
        "ip netns exec %s busybox nslookup %s %s".formatted(namespace, name, server));
  }

  // The client returns when it has forked; its child writes the file, and that takes as long as the
  // machine makes it.
  private static void end(Path pidFile) throws InterruptedException {
    String pid = written(pidFile);
    while (!pid.endsWith("\n")) {
      Thread.sleep(20); // the test's timeout ends it
      pid = written(pidFile);
    }
    ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static String written(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String show(String namespace, String what) throws InterruptedException {
    return scenario.shell("ip -n %s %s".formatted(namespace, what));
  }

  private void awaitShown(String namespace, String what, String text) throws InterruptedException {
    while (!show(namespace, what).contains(text)) {
      Thread.sleep(100); // the test's timeout ends it
    }
  }

  @Test
  void shouldConfigureHostsThatKnowNothing() throws InterruptedException {
    scenario.startRouter();
    Site site = test.dualSite("10.7", "vpc");
    String subnet =
        scenario.awsText(
            "describe-subnets --filters Name=vpc-id,Values=%s --query 'Subnets[0].SubnetId'"
                .formatted(site.vpc()));
    String eni =
        scenario.awsText(
            "create-network-interface --subnet-id %s --private-ip-address 10.7.1.20 --ipv6-address-count 1 --query NetworkInterface.NetworkInterfaceId"
                .formatted(subnet));
    String ipv6 =
        scenario.awsText(
            "describe-network-interfaces --network-interface-ids %s --query 'NetworkInterfaces[0].Ipv6Addresses[0].Ipv6Address'"
                .formatted(eni));
    String host = scenario.addNamespace("eni");
    assertThat(scenario.peerway("attach %s --netns %s --dhcp".formatted(eni, host)))
        .contains("for a DHCP client");
    scenario.peerway(
        "attach %s --netns %s --dhcp --mtu 1500".formatted(site.vpc(), site.namespace()));

    assertThat(lease(host, eni, 4))
        .contains("DHCPOFFER of 10.7.1.20 from 10.7.1.1", "DHCPACK of 10.7.1.20")
        .contains("told: ec2.internal 10.7.0.2 3600");
    assertThat(show(host, "-4 addr")).contains("10.7.1.20/24", "mtu 9001");
    awaitShown(host, "-6 route show default", "via fe80::1");
    assertThat(lease(host, eni, 6)).contains("RCV: Reply message");
    awaitShown(host, "-6 addr show scope global -tentative", ipv6);

    assertThat(udhcpc(host, eni)).contains("told: ec2.internal 10.7.0.2 3600");
    assertThat(udhcpc(site.namespace(), site.vpc())).contains("told: ec2.internal 10.7.0.2");
    assertThat(show(site.namespace(), "-4 route")).contains("default via 10.7.1.1");
    assertThat(lease(site.namespace(), site.vpc(), 4)).contains("DHCPACK of 10.7.1.");
    assertThat(show(site.namespace(), "-4 addr")).contains("mtu 1500");
    // Behind a VPC's device a host forms its address of the network, fd70:...:1::/64, by itself.
    String prefix = site.ipv6Network().substring(0, site.ipv6Network().length() - 1);
    awaitShown(site.namespace(), "-6 addr show scope global -tentative", prefix);
    awaitShown(site.namespace(), "-6 route show default", "via fe80::1");

    for (String server : new String[] {"10.7.0.2", "169.254.169.253", "fd00:ec2::253"}) {
      assertThat(resolve(host, "ip-10-7-1-20.ec2.internal", server)).contains("10.7.1.20");
    }
    assertThat(resolve(site.namespace(), "10.7.1.20", "10.7.0.2"))
        .contains("ip-10-7-1-20.ec2.internal");
    assertThat(resolve(host, "i-1.ec2.internal", "10.7.0.2")).contains("NXDOMAIN");

    for (String router : new String[] {"10.7.0.1", site.ipv6Network() + "1"}) {
      for (String namespace : new String[] {host, site.namespace()}) {
        test.assertAnswered(namespace, router);
      }
    }
  }
}
