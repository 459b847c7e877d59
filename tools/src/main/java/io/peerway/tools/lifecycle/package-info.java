/** Leaves nothing behind, whichever way a command ends. */
package io.peerway.tools.lifecycle;
