/** How fast the API takes a large lab, and how soon the workers forward by a change of it. */
package io.peerway.bench.control;
