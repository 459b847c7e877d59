package io.peerway.control.instance;

import io.peerway.control.model.Draft;
import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import io.peerway.control.model.NetworkInterface.Attachment;
import io.peerway.control.model.NetworkInterface.AttachmentStatus;
import io.peerway.control.model.Tags;
import io.peerway.control.store.Ledger;
import io.peerway.control.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network interfaces of the hosts: puts them in and takes them out as the records want, and
 * writes down when that is done.
 */
final class HostInterfaces {
  private static final Logger LOG = LoggerFactory.getLogger(HostInterfaces.class);

  private final Ledger ledger;
  private final InstanceHosts hosts;

  HostInterfaces(Ledger ledger, InstanceHosts hosts) {
    this.ledger = ledger;
    this.hosts = hosts;
  }

  /** What is to be in an instance's host, the primary one first. */
  List<NetworkInterface> wanted(String instanceId) {
    return Instance.interfaces(ledger.inventory(), instanceId).stream()
        .filter(eni -> status(eni) != AttachmentStatus.DETACHING)
        .toList();
  }

  /** Puts into an instance's host, which is there, what is not in it yet, and takes out others. */
  void move(Instance instance) {
    for (NetworkInterface eni : Instance.interfaces(ledger.inventory(), instance.id())) {
      switch (status(eni)) {
        case ATTACHING -> plug(instance, eni);
        case DETACHING -> unplug(instance, eni);
        case ATTACHED -> {}
      }
    }
  }

  private void plug(Instance instance, NetworkInterface eni) {
    try {
      hosts.plug(instance, eni);
      ledger.change(draft -> change(draft, eni, HostInterfaces::attached));
    } catch (StoreException failed) {
      throw failed;
    } catch (RuntimeException failed) {
      LOG.error("{} cannot be attached to {}", eni.id(), instance.id(), failed);
      ledger.change(draft -> change(draft, eni, old -> Optional.empty()));
    }
  }

  private void unplug(Instance instance, NetworkInterface eni) {
    try {
      hosts.unplug(instance, eni);
      ledger.change(draft -> change(draft, eni, old -> Optional.empty()));
    } catch (StoreException failed) {
      throw failed;
    } catch (RuntimeException failed) {
      LOG.error("{} cannot be detached from {}", eni.id(), instance.id(), failed);
    }
  }

  /** Writes down that a host was made with these interfaces inside. */
  static void made(Draft draft, List<NetworkInterface> inside) {
    inside.forEach(eni -> change(draft, eni, HostInterfaces::attached));
  }

  /** Writes down that the host of an instance that may be started again is gone. */
  static void stopped(Draft draft, String instanceId) {
    for (NetworkInterface eni : Instance.interfaces(draft.inventory(), instanceId)) {
      change(
          draft,
          eni,
          status(eni) == AttachmentStatus.DETACHING
              ? old -> Optional.empty()
              : HostInterfaces::attached);
    }
  }

  /** Writes down that an instance is gone for good, and those interfaces with it that are to go. */
  static void terminated(Draft draft, String instanceId) {
    for (NetworkInterface eni : Instance.interfaces(draft.inventory(), instanceId)) {
      if (eni.attachment().orElseThrow().deleteOnTermination()
          && status(eni) != AttachmentStatus.DETACHING) {
        Tags.forget(draft, eni.id());
        draft.delete(eni);
      } else {
        draft.put(eni.attached(Optional.empty()));
      }
    }
  }

  /** Changes an attachment that nobody has changed meanwhile. */
  private static Draft change(
      Draft draft, NetworkInterface eni, UnaryOperator<Optional<Attachment>> how) {
    draft
        .inventory()
        .find(NetworkInterface.KIND, eni.id())
        .filter(now -> now.attachment().equals(eni.attachment()))
        .ifPresent(now -> draft.put(now.attached(how.apply(now.attachment()))));
    return draft;
  }

  private static Optional<Attachment> attached(Optional<Attachment> attachment) {
    return attachment.map(old -> old.in(AttachmentStatus.ATTACHED));
  }

  private static AttachmentStatus status(NetworkInterface eni) {
    return eni.attachment().orElseThrow().status();
  }
}
