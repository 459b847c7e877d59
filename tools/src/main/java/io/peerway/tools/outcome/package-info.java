/** How a command ends: the exit status, and the error that the user can act on. */
package io.peerway.tools.outcome;
