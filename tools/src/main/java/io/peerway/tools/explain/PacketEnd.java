package io.peerway.tools.explain;

import io.peerway.control.model.Instance;
import io.peerway.control.model.Inventory;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.ResourceType;
import io.peerway.dataplane.wire.Ipv6Address;
import io.peerway.tools.outcome.ExitStatus;
import io.peerway.tools.outcome.UserException;
import java.util.Optional;

/**
 * Sender or receiver of a packet that somebody asks about.
 *
 * @param address IPv4 or IPv6; whether it is one is checked later
 * @param vpcId where it is, if that is known
 */
record PacketEnd(String address, Optional<String> vpcId) {

  /**
   * What {@code --from} or {@code --to} means: an address, or the first address of a network
   * interface, or of the primary one of an instance.
   *
   * @param ipv6 which IP version the packet is of
   * @throws UserException when there is no such thing, or it has no such address
   */
  static PacketEnd of(Inventory inventory, String text, boolean ipv6) {
    if (text.startsWith(ResourceType.INSTANCE.idPrefix() + "-")) {
      return Instance.interfaces(inventory, text).stream()
          .findFirst()
          .map(eni -> of(eni, ipv6))
          .orElseThrow(() -> refuse("there is no instance %s with a network interface", text));
    }
    if (text.startsWith(ResourceType.NETWORK_INTERFACE.idPrefix() + "-")) {
      return inventory
          .find(NetworkInterface.KIND, text)
          .map(eni -> of(eni, ipv6))
          .orElseThrow(() -> refuse("there is no network interface %s", text));
    }
    return new PacketEnd(text, Optional.empty());
  }

  private static PacketEnd of(NetworkInterface eni, boolean ipv6) {
    String address =
        ipv6
            ? eni.ipv6().stream()
                .map(Ipv6Address::format)
                .findFirst()
                .orElseThrow(() -> refuse("%s has no IPv6 address", eni.id()))
            : eni.primary().format();
    return new PacketEnd(address, Optional.of(eni.vpcId()));
  }

  private static UserException refuse(String message, String id) {
    return new UserException(ExitStatus.FAILED, message.formatted(id));
  }
}
