/** Instances as network namespaces of this machine. */
package io.peerway.tools.instance;
