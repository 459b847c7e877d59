/** Keeps the instances' hosts on this machine to what the records say. */
package io.peerway.control.instance;
