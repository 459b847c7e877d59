package io.peerway.control.instance;

import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

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
  public void plug(Instance instance, NetworkInterface eni) {
    calls.add("plug " + eni.id());
    failure.ifPresent(
        why -> {
          throw new IllegalStateException(why);
        });
    hosts.merge(
        instance.id(),
        List.of(eni),
        (before, more) -> Stream.concat(before.stream(), more.stream()).toList());
  }

  @Override
  public void unplug(Instance instance, NetworkInterface eni) {
    calls.add("unplug " + eni.id());
    hosts.computeIfPresent(
        instance.id(),
        (id, before) -> before.stream().filter(one -> !one.id().equals(eni.id())).toList());
  }

  @Override
  public void stop(Instance instance) {
    calls.add("stop " + instance.id());
    hosts.remove(instance.id());
  }

  @Override
  public Optional<ConsoleOutput> output(String instanceId) {
    return Optional.empty();
  }
}
