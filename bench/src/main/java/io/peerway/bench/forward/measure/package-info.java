/** What is measured between two hosts, whatever router is between them. */
package io.peerway.bench.forward.measure;
