package io.peerway.control.instance;

import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers which hosts there are, and in which order it was told. */
final class FakeHosts implements InstanceHosts {
  final Map<String, List<NetworkInterface>> hosts = new ConcurrentHashMap<>();
  final List<String> calls = new CopyOnWriteArrayList<>();
  volatile Optional<String> failure = Optional.empty();

  @Override
  public void start(Instance instance, List<NetworkInterface> interfaces) {
    calls.add("start " + instance.id());
    failure.ifPresent(
        why -> {
          throw new IllegalStateException(why);
        });
    hosts.put(instance.id(), interfaces);
  }

  @Override
  public void stop(Instance instance) {
    calls.add("stop " + instance.id());
    hosts.remove(instance.id());
  }
}
