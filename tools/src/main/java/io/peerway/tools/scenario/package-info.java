/**
 * Where a scenario takes place: a router of its own, network namespaces, and the commands that a
 * person would type, shown and run.
 */
package io.peerway.tools.scenario;
