package io.peerway.control.instance;

import io.peerway.control.model.ConsoleOutput;
import io.peerway.control.model.Instance;
import io.peerway.control.model.NetworkInterface;
import java.util.List;
import java.util.Optional;

/**
 * What instances are on this machine. Calls for different instances come from different threads;
 * those for one come one after the other.
 */
public interface InstanceHosts {
  /**
   * Makes an instance's host with its network interfaces inside, configured, and begins to run its
   * user data. What an earlier process left of it is removed first.
   *
   * @param interfaces the primary one first
   * @throws RuntimeException if it cannot be made, with a reason for people; then nothing of it is
   *     left
   */
  void start(Instance instance, List<NetworkInterface> interfaces);

  /**
   * Puts a network interface into an instance's host that is there, configured but for default
   * routes, unless it is in there.
   *
   * @throws RuntimeException if it cannot be, with a reason for people; its device is idle then
   */
  void plug(Instance instance, NetworkInterface eni);

  /**
   * Takes a network interface out of an instance's host, if it is in there; its device is idle
   * then.
   *
   * @throws RuntimeException if it cannot be, with a reason for people
   */
  void unplug(Instance instance, NetworkInterface eni);

  /**
   * Ends the programs of an instance's host and removes it, be it there or not; its network
   * interfaces' devices are idle then.
   *
   * @throws RuntimeException if something of it is left, with a reason for people
   */
  void stop(Instance instance);

  /**
   * What an instance's user data printed since its last start; empty if none was run. Any thread
   * may ask at any time.
   */
  Optional<ConsoleOutput> output(String instanceId);
}
