package io.peerway.tools.instance;

import io.peerway.control.instance.InstanceHosts;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.attach.Attachments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each instance is a network namespace that has its id for a name. */
public final class InstanceNamespaces implements InstanceHosts {

  private final Attachments attachments;
  private final Path directory;

  // Of each instance that was started: the network interfaces that were plugged in.
  private final Map<String, List<NetworkInterface>> plugged = new ConcurrentHashMap<>();

  /**
   * @param directory where scripts are kept, and what they print
   */
  public InstanceNamespaces(Attachments attachments, Path directory) {
    this.attachments = attachments;
    this.directory = directory;
  }

  @Override
  public void start(Instance instance, List<NetworkInterface> interfaces) {
    remove(instance.id());
    try {
      plugged.put(instance.id(), interfaces);
      NamedNamespaces.create(instance.id()).close();
      for (NetworkInterface eni : interfaces) {
        attachments.plug(eni.id(), instance.id(), eni.equals(interfaces.getFirst()));
      }
      if (instance.userData().isPresent()) {
        try (NetworkNamespace namespace = NetworkNamespace.named(instance.id())) {
          new UserData(directory, instance.id()).run(instance.userData().get(), namespace);
        }
      }
    } catch (RuntimeException failed) {
      remove(instance.id());
      throw failed;
    }
  }

  @Override
  public void stop(Instance instance) {
    remove(instance.id());
    if (instance.state() == InstanceState.SHUTTING_DOWN) {
      new UserData(directory, instance.id()).delete();
    }
  }

  /** A device would go with the namespace that it is in, so it leaves first. */
  private void remove(String id) {
    if (NamedNamespaces.exists(id)) {
      try (NetworkNamespace namespace = NetworkNamespace.named(id)) {
        NamespacePrograms.end(namespace);
      }
      plugged.getOrDefault(id, List.of()).forEach(eni -> attachments.unplug(eni.id(), id));
      NamedNamespaces.delete(id);
    }
    plugged.remove(id);
  }
}
