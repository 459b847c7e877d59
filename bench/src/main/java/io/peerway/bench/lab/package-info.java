/** Network namespaces, devices and processes for a benchmark, all of which end with it. */
package io.peerway.bench.lab;
