/** Secrets Manager as far as functions ask it. There is no secret on this machine. */
@NullMarked
package dev.tracedshop.local.secrets;

import org.jspecify.annotations.NullMarked;
