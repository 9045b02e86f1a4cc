/**
 * The front door for every AWS call on this machine: one port, the caller known by its access key, the service by the scope of its
 * signature. Behind it are real engines where they exist and small services of our own where none does.
 */
@NullMarked
package dev.tracedshop.local.aws;

import org.jspecify.annotations.NullMarked;
