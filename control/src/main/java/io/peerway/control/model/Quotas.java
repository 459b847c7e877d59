package io.peerway.control.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of everything there may be.
 *
 * @param changed the quotas that differ from their standard
 */
public record Quotas(Map<Quota, Integer> changed) {
  /** EC2's defaults, and no limit to what a lab may want more of than EC2 gives to start with. */
  public static final Quotas DEFAULT = new Quotas(Map.of());

  /**
   * @throws IllegalArgumentException if a quota is negative
   */
  public Quotas {
    changed = Map.copyOf(changed);
    changed.forEach(
        (quota, most) -> {
          if (most < 0) {
            throw new IllegalArgumentException(quota.label() + " cannot be " + most);
          }
        });
  }

  /** How much there may be. */
  public int of(Quota quota) {
    return changed.getOrDefault(quota, quota.standard());
  }

  /** These quotas with one changed. */
  public Quotas with(Quota quota, int most) {
    Map<Quota, Integer> next = new EnumMap<>(Quota.class);
    next.putAll(changed);
    next.put(quota, most);
    return new Quotas(next);
  }
}
