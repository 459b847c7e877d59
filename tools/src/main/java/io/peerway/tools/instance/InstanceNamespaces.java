package io.peerway.tools.instance;

import io.peerway.control.instance.InstanceHosts;
import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Instance;
import io.peerway.control.model.InstanceState;
import io.peerway.control.model.NetworkInterface;
import io.peerway.dataplane.linux.NamedNamespaces;
import io.peerway.dataplane.linux.NetworkNamespace;
import io.peerway.tools.attach.Attachments;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Each instance is a network namespace that has its id for a name. */
public final class InstanceNamespaces implements InstanceHosts {

  private final Attachments attachments;
  private final Path directory;

  // Of each instance that was started: the network interfaces that were plugged in.
  private final Map<String, Set<String>> plugged = new ConcurrentHashMap<>();

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
      plugged.put(instance.id(), ConcurrentHashMap.newKeySet());
      NamedNamespaces.create(instance.id()).close();
      for (NetworkInterface eni : interfaces) {
        plug(instance, eni, eni.equals(interfaces.getFirst()));
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
  public void plug(Instance instance, NetworkInterface eni) {
    plug(instance, eni, false);
  }

  private void plug(Instance instance, NetworkInterface eni, boolean isDefault) {
    Set<String> inside = plugged.get(instance.id());
    if (!inside.contains(eni.id())) {
      attachments.plug(eni.id(), instance.id(), isDefault);
      inside.add(eni.id());
    }
  }

  @Override
  public void unplug(Instance instance, NetworkInterface eni) {
    attachments.unplug(eni.id(), instance.id());
    plugged.get(instance.id()).remove(eni.id());
  }

  @Override
  public void stop(Instance instance) {
    remove(instance.id());
    if (instance.state() == InstanceState.SHUTTING_DOWN) {
      new UserData(directory, instance.id()).delete();
    }
  }

  @Override
  public Optional<ConsoleOutput> output(String instanceId) {
    return new UserData(directory, instanceId).printed();
  }

  /** A device would go with the namespace that it is in, so it leaves first. */
  private void remove(String id) {
    if (NamedNamespaces.exists(id)) {
      try (NetworkNamespace namespace = NetworkNamespace.named(id)) {
        NamespacePrograms.end(namespace);
      }
      plugged.getOrDefault(id, Set.of()).forEach(eni -> attachments.unplug(eni, id));
      NamedNamespaces.delete(id);
    }
    plugged.remove(id);
  }
}
