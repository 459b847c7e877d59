/** What the pipeline can be measured with and without: one file for each feature. */
package io.peerway.bench.core.variant;
